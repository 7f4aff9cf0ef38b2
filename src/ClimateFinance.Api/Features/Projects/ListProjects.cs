using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>GET /projects: the projects this caller may know, newest first.</summary>
internal static class ListProjects
{
    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/", Handle)
        .List<ProjectRow>(nameof(ListProjects), "Projects, newest first; an industry covers all below it", "status", "technology", "industry", "enterpriseId")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, Check check, CancellationToken cancellation,
        Choice<ProjectStatus>? status = null, string? technology = null, string? industry = null, Guid? enterpriseId = null)
    {
        if (technology is not null) check.Technology("technology", technology);
        if (industry is not null) check.Industry("industry", industry);
        if (check.Failed) return check.Problem();

        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {ProjectVisibility.RowColumns} from {ProjectVisibility.From}
                where {ProjectVisibility.Rows}
                  and ($4::text is null or p.status = $4) and ($5::text is null or p.technology = $5)
                  and ($6::text is null or starts_with(p.industry, $6)) and ($7::uuid is null or p.enterprise_id = $7)
                  and ($8::uuid is null or p.id < $8)
                order by p.id desc limit $9
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, status?.Wire(), technology, industry, enterpriseId, page.Before, page.Fetch),
            ProjectRow.Map,
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.ProjectId));
    }
}
