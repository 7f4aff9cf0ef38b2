using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>GET /projects/{id}/measurements: what was measured beside what was promised.</summary>
internal static class GetMeasurements
{
    /// <param name="PromisedTco2ePerYear">The estimate with which it was admitted.</param>
    /// <param name="MeasuredDays">The days that standing reports cover.</param>
    /// <param name="PromisedTco2e">The estimate for those days: times days ÷ 365.</param>
    /// <param name="MeasuredTco2e">The sum of the standing reports.</param>
    /// <param name="KeptPercent">Measured ÷ promised; null while nothing was measured.</param>
    /// <param name="Reports">Every report, the newest last; corrected ones stay to be seen.</param>
    internal sealed record Reply(
        decimal? PromisedTco2ePerYear, int MeasuredDays, decimal PromisedTco2e, decimal MeasuredTco2e, decimal? KeptPercent, IReadOnlyList<ReportBody> Reports);

    /// <param name="Number">Counts from 1.</param>
    /// <param name="Corrects">The report that this one replaces.</param>
    /// <param name="Standing">False once a later report corrected it.</param>
    internal sealed record ReportBody(
        int Number, DateOnly From, DateOnly To, decimal Tco2e, string Verifier, string ReportNumber, string EvidenceSha256, int? Corrects, bool Standing, DateTimeOffset ReportedAt);

    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/{projectId:guid}/measurements", Handle)
        .Query<Reply>(nameof(GetMeasurements), "Measured reductions beside what was promised")
        .For(Audience.PartiesAndBureau)
        .Example(null, new Reply(
            117_288m, 181, 58_162.542m, 54_120.5m, 93.1m,
            [new(1, new DateOnly(2026, 1, 1), new DateOnly(2026, 6, 30), 54_120.5m, "某核查机构（演示）", "HC-2026-001", new string('a', 64), null, true, DateTimeOffset.UnixEpoch)]));

    private static async Task<IResult> Handle(Guid projectId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var project = load.Rows(
            new Sql(
                $"select p.version, p.reduction_tco2e_per_year from project p where {ProjectVisibility.Rows} and p.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, projectId),
            row => (Version: row.GetInt64(0), Promised: row.IsDBNull(1) ? (decimal?)null : row.GetDecimal(1)));
        var reports = load.Rows(
            new Sql(
                """
                select number, from_on, to_on, tco2e, verifier, report_number, evidence_sha256, corrects, standing, reported_at
                from project_measurement where project_id = $1 order by number
                """,
                projectId),
            row => new ReportBody(
                row.GetInt32(0), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2), row.GetDecimal(3), row.GetString(4), row.GetString(5),
                row.GetString(6), row.IsDBNull(7) ? null : row.GetInt32(7), row.GetBoolean(8), row.GetFieldValue<DateTimeOffset>(9)));
        await store.LoadAsync(load, cancellation);

        if (project.Rows.Count == 0) return Problem.Of(Refusal.Unknown("project.unknown"));
        var kept = PromiseKept.Of(
            project.One.Promised ?? 0m,
            reports.Rows.Where(r => r.Standing).Select(r => new MeasuredPeriod(r.From, r.To, r.Tco2e, r.Verifier, r.ReportNumber, r.EvidenceSha256, r.Corrects)));
        return new QueryReply<Reply>(
            new Reply(project.One.Promised, kept.MeasuredDays, kept.PromisedTco2e, kept.MeasuredTco2e, kept.Percent, reports.Rows), project.One.Version);
    }
}
