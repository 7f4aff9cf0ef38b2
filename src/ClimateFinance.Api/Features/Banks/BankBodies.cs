using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Parties;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>What a bank branch says of itself, on the wire.</summary>
/// <param name="Uscc">统一社会信用代码 of the branch, GB 32100-2015; fixed from registration on.</param>
/// <param name="Region">Where the branch is, GB/T 2260.</param>
internal sealed record BankProfileBody(string Name, string Uscc, string Region, BankGroup Group)
{
    public BankProfile Read(Check check, string field) => new()
    {
        Name = check.Text($"{field}.name", Name, 200),
        Uscc = check.Uscc($"{field}.uscc", Uscc),
        Region = check.Region($"{field}.region", Region),
        Group = Group,
    };

    public static BankProfileBody Example { get; } = new("中国银行邯郸分行", "91130499DEMX00014K", "130400", BankGroup.State);
}

/// <summary>The answer to a command on a bank.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
internal sealed record BankReceipt(Guid BankId, long Version, string Status)
{
    public static BankReceipt Of(Guid id, long version, Bank bank) => new(id, version, bank switch
    {
        Bank.Registered => "registered",
        Bank.Verified => "verified",
        Bank.Refused => "refused",
        Bank.Suspended => "suspended",
        _ => throw new InvalidOperationException($"No receipt for {bank.GetType().Name}."),
    });

    public static BankReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d02"), 2, "verified");
}

/// <summary>The states of a bank, as filters and rows name them.</summary>
internal enum BankStatus
{
    Registered,
    Verified,
    Refused,
    Suspended,
}
