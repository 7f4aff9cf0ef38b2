using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>GET /needs/{id}</summary>
internal static class GetNeed
{
    public static void Map(RouteGroupBuilder needs) => needs.MapGet("/{needId:guid}", Handle)
        .Query<NeedView>(nameof(GetNeed), "One need; anonymous for a bank until interest is mutual")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid needId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select {NeedVisibility.Columns} from {NeedVisibility.From} where {NeedVisibility.Rows} and n.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, needId),
            NeedView.Map,
            cancellation);
        return QueryReply.OneOr404(rows, row => row.Version, "need.unknown");
    }
}
