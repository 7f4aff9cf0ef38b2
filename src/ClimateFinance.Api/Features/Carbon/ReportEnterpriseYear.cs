using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>POST /enterprises/{id}/years: output, energy and emissions of a year; a later report of the same year replaces it, the history stays.</summary>
internal static class ReportEnterpriseYear
{
    /// <param name="OutputT">Product, t; what is left out counts as not stated, never as nothing.</param>
    /// <param name="EnergyTce">Energy used, tce.</param>
    /// <param name="EtsCovered">Whether the national carbon market covered it that year.</param>
    /// <param name="AllowanceTco2e">Allowances held 配额.</param>
    /// <param name="SurrenderedTco2e">Allowances that had to be surrendered 清缴.</param>
    /// <param name="EquityCny">At the end of the year; with the debt it gives a bank's share of the emissions (PCAF).</param>
    /// <param name="Verifier">The organisation that verified the emissions.</param>
    internal sealed record Request(
        int Year, decimal? OutputT = null, decimal? EnergyTce = null, decimal? Scope1Tco2e = null, decimal? Scope2Tco2e = null, bool? EtsCovered = null,
        decimal? AllowanceTco2e = null, decimal? SurrenderedTco2e = null, decimal? EquityCny = null, decimal? DebtCny = null, string? Verifier = null);

    internal sealed record Reply(Guid EnterpriseId, int Year);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/enterprises/{enterpriseId:guid}/years", Handle)
        .Unversioned<Reply>(nameof(ReportEnterpriseYear), "Report output, energy and emissions of a year")
        .For(Audience.Enterprise)
        .Example(
            new Request(2025, 4_200_000m, 2_310_000m, 7_100_000m, 670_000m, true, 7_900_000m, 7_770_000m, 5_000_000_000m, 8_000_000_000m, "某核查机构（演示）"),
            new Reply(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d01"), 2025));

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var it = body.Value;
        var verifier = check.TextOrNull("verifier", it.Verifier, 200);
        if (check.Failed) return check.Problem();
        var figures = new EnterpriseYear(
            it.Year, it.OutputT, it.EnergyTce, it.Scope1Tco2e, it.Scope2Tco2e, it.EtsCovered, it.AllowanceTco2e, it.SurrenderedTco2e, it.EquityCny, it.DebtCny, verifier);
        var profile = run.Also<CarbonProfile>(StreamIds.Of(CarbonProfile.Category, enterpriseId));
        var region = run.Rows(new Sql("select region from enterprise where id = $1", enterpriseId), row => RegionCode.Hydrate(row.GetString(0)));
        return await run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work => work.Decide(profile, new Domain.Climate.ReportEnterpriseYear(new EnterpriseId(enterpriseId), region.Rows is [var one] ? one : null, figures)),
            _ => new Reply(enterpriseId, it.Year),
            cancellation);
    }
}
