using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>By what promised and measured tonnes are compared.</summary>
internal enum ComparedBy
{
    Project,
    Technology,
    Enterprise,
}

/// <summary>GET /measured-comparison: promised beside measured, by project, technology or enterprise, for the bureau of the region.</summary>
internal static class CompareMeasured
{
    internal sealed record Reply(ComparedBy By, IReadOnlyList<Row> Rows);

    /// <param name="Key">An id or a technology.</param>
    /// <param name="Projects">With at least one standing report.</param>
    /// <param name="KeptPercent">Measured ÷ promised.</param>
    /// <param name="Credibility">0 to 10 000.</param>
    internal sealed record Row(
        string Key, string Name, long Projects, int MeasuredDays, decimal PromisedTco2e, decimal MeasuredTco2e, decimal? KeptPercent, int? Credibility, long Illustrative);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/measured-comparison", Handle)
        .Query<Reply>(nameof(CompareMeasured), "Promised beside measured reductions, by project, technology or enterprise", "by")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(QueryCaller caller, IEventStore store, CancellationToken cancellation, Choice<ComparedBy>? by = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                """
                select p.id, p.title, p.technology, p.enterprise_id, e.name, p.illustrative, p.reduction_tco2e_per_year,
                    sum(m.to_on - m.from_on + 1)::integer, sum(m.tco2e)
                from project_measurement m join project p on p.id = m.project_id join enterprise e on e.id = p.enterprise_id
                where m.standing and p.region like $1 group by p.id, e.id order by p.id
                """,
                caller.RegionPattern),
            row => (Id: row.GetGuid(0), Title: row.GetString(1), Technology: row.GetString(2), Enterprise: row.GetGuid(3), Name: row.GetString(4),
                Illustrative: row.GetBoolean(5), Kept: PromiseKept.Of(row.IsDBNull(6) ? 0m : row.GetDecimal(6), row.GetInt32(7), row.GetDecimal(8))),
            cancellation);
        var what = by?.Value ?? ComparedBy.Technology;
        var grouped = rows.GroupBy(r => what switch
        {
            ComparedBy.Project => (r.Id.ToString(), r.Title),
            ComparedBy.Enterprise => (r.Enterprise.ToString(), r.Name),
            _ => (r.Technology, r.Technology),
        });
        return QueryReply.Of(new Reply(what, [.. grouped.Select(g =>
        {
            var kept = PromiseKept.Sum(g.Select(r => r.Kept));
            return new Row(g.Key.Item1, g.Key.Item2, g.Count(), kept.MeasuredDays, kept.PromisedTco2e, kept.MeasuredTco2e, kept.Percent, kept.Credibility(), g.Count(r => r.Illustrative));
        })]));
    }
}
