using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>GET /projects/{id}</summary>
internal static class GetProject
{
    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/{projectId:guid}", Handle)
        .Query<ProjectView>(nameof(GetProject), "One project")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid projectId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select {ProjectVisibility.Columns} from {ProjectVisibility.From} where {ProjectVisibility.Rows} and p.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, projectId),
            ProjectView.Map,
            cancellation);
        return QueryReply.OneOr404(rows, row => row.Version, "project.unknown");
    }
}
