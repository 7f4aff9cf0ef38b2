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

/// <summary>
/// GET /measured-comparison: promised beside measured, by project, technology or enterprise, for the bureau of the region. Summed in the database,
/// the largest shortfall first.
/// </summary>
internal static class CompareMeasured
{
    private const int MostRows = 500;

    /// <param name="Groups">How many there are; rows beyond the first 500 are left out.</param>
    /// <param name="Rows">The largest shortfall in tonnes first.</param>
    internal sealed record Reply(ComparedBy By, long Groups, IReadOnlyList<Row> Rows);

    /// <param name="Key">An id or a technology.</param>
    /// <param name="Projects">With at least one standing report.</param>
    /// <param name="MeasuredDays">Days that standing reports cover, over all projects.</param>
    /// <param name="KeptPercent">Measured ÷ promised.</param>
    /// <param name="Credibility">0 to 10 000.</param>
    internal sealed record Row(
        string Key, string Name, long Projects, long MeasuredDays, decimal PromisedTco2e, decimal MeasuredTco2e, decimal? KeptPercent, int? Credibility, long Illustrative);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/measured-comparison", Handle)
        .Query<Reply>(nameof(CompareMeasured), "Promised beside measured reductions, by project, technology or enterprise; the largest shortfall first", "by")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(QueryCaller caller, IEventStore store, CancellationToken cancellation, Choice<ComparedBy>? by = null)
    {
        var what = by?.Value ?? ComparedBy.Technology;
        var (key, name) = what switch
        {
            ComparedBy.Project => ("x.id::text", "max(x.title)"),
            ComparedBy.Enterprise => ("x.enterprise_id::text", "(select e.name from enterprise e where e.id = x.enterprise_id)"),
            _ => ("x.technology", "x.technology"),
        };
        var groups = 0L;
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {key}, {name}, count(*), sum(x.days)::bigint, sum(x.promised), sum(x.measured), count(*) filter (where x.illustrative), count(*) over ()
                from (
                    select p.id, p.title, p.technology, p.enterprise_id, p.illustrative, m.days, m.measured, round(coalesce(p.reduction_tco2e_per_year, 0) * m.days / 365, 3) as promised
                    from (select project_id, sum(to_on - from_on + 1) as days, sum(tco2e) as measured from project_measurement where standing group by project_id) m
                    join project p on p.id = m.project_id where p.region like $1) x
                group by {(what is ComparedBy.Enterprise ? "x.enterprise_id" : key)} order by sum(x.promised) - sum(x.measured) desc, 1 limit $2
                """,
                caller.RegionPattern, MostRows),
            row =>
            {
                groups = row.GetInt64(7);
                var kept = new PromiseKept((int)Math.Min(row.GetInt64(3), int.MaxValue), row.GetDecimal(4), row.GetDecimal(5));
                return new Row(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), kept.PromisedTco2e, kept.MeasuredTco2e, kept.Percent, kept.Credibility(), row.GetInt64(6));
            },
            cancellation);
        return QueryReply.Of(new Reply(what, groups, rows));
    }
}
