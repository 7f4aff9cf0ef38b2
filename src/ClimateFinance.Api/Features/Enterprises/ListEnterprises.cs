using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>GET /enterprises: the enterprises this caller may know, newest first.</summary>
internal static class ListEnterprises
{
    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapGet("/", Handle)
        .List<EnterpriseRow>(nameof(ListEnterprises), "Enterprises, newest first; a region or an industry covers all below it", "status", "industry", "region", "grade")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, Check check, CancellationToken cancellation,
        Choice<EnterpriseStatus>? status = null, string? industry = null, string? region = null, Choice<EnvironmentalGrade>? grade = null)
    {
        if (industry is not null) check.Industry("industry", industry);
        if (region is not null) check.Region("region", region);
        if (check.Failed) return check.Problem();

        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {EnterpriseVisibility.Columns} from enterprise e
                where {EnterpriseVisibility.Rows}
                  and ($4::text is null or e.status = $4) and ($5::text is null or starts_with(e.industry, $5))
                  and ($6::text is null or starts_with(e.region, $6)) and ($7::text is null or (e.grade = $7 and $1 <> 'operator'))
                  and ($8::uuid is null or e.id < $8)
                order by e.id desc limit $9
                """,
                caller.Role, caller.Organisation, caller.RegionPattern,
                status?.Wire(), industry, region is null ? null : new RegionCode(region).Prefix, grade?.Wire(),
                page.Before, page.Fetch),
            EnterpriseRow.Map,
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.EnterpriseId));
    }
}
