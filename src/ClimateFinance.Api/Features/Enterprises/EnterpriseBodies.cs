using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>What an enterprise says of itself, on the wire.</summary>
/// <param name="Uscc">统一社会信用代码, GB 32100-2015; fixed from registration on.</param>
/// <param name="Region">The county of the works, GB/T 2260.</param>
/// <param name="Industry">GB/T 4754-2017 with the section letter in front.</param>
/// <param name="AnnualOutputT">Product a year, t.</param>
/// <param name="EtsMember">Whether it takes part in the national emissions trading scheme 全国碳市场.</param>
internal sealed record EnterpriseProfileBody(
    string Name,
    string Uscc,
    string Region,
    string Industry,
    ProcessRoute Route,
    Ownership Ownership,
    decimal? AnnualOutputT = null,
    decimal? AnnualEmissionsTco2e = null,
    bool? EtsMember = null)
{
    private const decimal MaxTonnes = 1_000_000_000_000m;

    public EnterpriseProfile Read(Check check, string field) => new()
    {
        Name = check.Text($"{field}.name", Name, 200),
        Uscc = check.Uscc($"{field}.uscc", Uscc),
        Region = check.Region($"{field}.region", Region),
        Industry = check.Industry($"{field}.industry", Industry),
        Route = Route,
        Ownership = Ownership,
        AnnualOutputT = AnnualOutputT is { } output ? check.Number($"{field}.annualOutputT", output, 0m, MaxTonnes) : null,
        AnnualEmissionsTco2e = AnnualEmissionsTco2e is { } emissions ? check.Number($"{field}.annualEmissionsTco2e", emissions, 0m, MaxTonnes) : null,
        EtsMember = EtsMember,
    };

    public static EnterpriseProfileBody Of(EnterpriseProfile profile) => new(
        profile.Name, profile.Uscc.Value, profile.Region.Value, profile.Industry.Value, profile.Route, profile.Ownership,
        profile.AnnualOutputT, profile.AnnualEmissionsTco2e, profile.EtsMember);

    public static EnterpriseProfileBody Example { get; } = new(
        "武安某钢铁有限公司", "91130499DEMX000571", "130481", "C3120", ProcessRoute.LongProcess, Ownership.Private, 3_000_000m, 5_400_000m, true);
}

/// <summary>The answer to a command on an enterprise.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
internal sealed record EnterpriseReceipt(Guid EnterpriseId, long Version, string Status)
{
    public static EnterpriseReceipt Of(Guid id, long version, Enterprise enterprise) => new(id, version, enterprise switch
    {
        Enterprise.Registered => "registered",
        Enterprise.Verified => "verified",
        Enterprise.Refused => "refused",
        Enterprise.Suspended => "suspended",
        _ => throw new InvalidOperationException($"No receipt for {enterprise.GetType().Name}."),
    });

    public static EnterpriseReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d01"), 2, "verified");
}

/// <summary>The states of an enterprise, as filters and rows name them.</summary>
internal enum EnterpriseStatus
{
    Registered,
    Verified,
    Refused,
    Suspended,
}
