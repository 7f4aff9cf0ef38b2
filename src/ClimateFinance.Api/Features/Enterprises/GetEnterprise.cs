using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>GET /enterprises/{id}</summary>
internal static class GetEnterprise
{
    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapGet("/{enterpriseId:guid}", Handle)
        .Query<EnterpriseView>(nameof(GetEnterprise), "One enterprise with its grades and penalties")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid enterpriseId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select {EnterpriseView.Columns} from enterprise e where {EnterpriseVisibility.Rows} and e.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, enterpriseId),
            EnterpriseView.Map,
            cancellation);
        return QueryReply.OneOr404(rows, row => row.Version, "enterprise.unknown");
    }
}
