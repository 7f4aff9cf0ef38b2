using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>An estimate whose factors have been followed by newer ones: then and now, side by side.</summary>
/// <param name="On">The day on which it was worked out.</param>
/// <param name="Newer">What the newest factors would give; the figure itself stays as it is.</param>
internal sealed record AffectedEstimate(Guid ProjectId, string Title, string Status, DateOnly On, decimal Tco2ePerYear, NewerReductionBody Newer);

/// <summary>GET /projects/affected-estimates: estimates that used a row for which something newer is public today.</summary>
internal static class ListAffectedEstimates
{
    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/affected-estimates", Handle)
        .List<AffectedEstimate>(
            nameof(ListAffectedEstimates), "Estimates whose factors were followed by newer ones, then and now; a page may hold fewer rows than asked", "factorId")
        .For(Audience.Enterprise | Audience.Bureau);

    private static async Task<IResult> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, FactorShelf shelf, Rulebook rules, CancellationToken cancellation, string? factorId = null)
    {
        var today = rules.Today;
        var followed = shelf.Factors
            .Where(f => f.PublicOn(today) && f.Countable)
            .GroupBy(f => f.Series, StringComparer.Ordinal)
            .Where(series => series.Count() > 1)
            .SelectMany(series => series.Select(f => f.Id))
            .Where(id => factorId is null || id == factorId)
            .Distinct(StringComparer.Ordinal)
            .Select(id => new { factorId = id })
            .ToArray();
        var rows = await store.QueryAsync(
            new Sql(
                """
                select p.id, p.title, p.status, p.reduction from project p
                where (($1 = 'enterprise' and p.enterprise_id = $2) or ($1 = 'bureau' and p.region like $3))
                  and p.status in ('submitted', 'admitted', 'completed')
                  and exists (select from jsonb_array_elements($4) used where (p.reduction -> 'lines') @> jsonb_build_array(used))
                  and ($5::uuid is null or p.id < $5)
                order by p.id desc limit $6
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, SqlArgument.Json(followed), page.Before, page.Fetch),
            row => (Id: row.GetGuid(0), Title: row.GetString(1), Status: row.GetString(2),
                Estimate: JsonSerializer.Deserialize<ReductionEstimate>(row.GetString(3), EventJson.Options)!),
            cancellation);
        var found = page.Page(rows, row => row.Id);
        return TypedResults.Ok(new Page<AffectedEstimate>(
            [
                .. found.Items
                    .Select(row => (row, Newer: NewerReductionBody.Of(row.Estimate, RecountedEstimate.Of(row.Estimate, shelf.Factors, today))))
                    .Where(it => it.Newer is not null)
                    .Select(it => new AffectedEstimate(it.row.Id, it.row.Title, it.row.Status, it.row.Estimate.On, it.row.Estimate.TotalTco2ePerYear, it.Newer!)),
            ],
            found.NextCursor));
    }
}
