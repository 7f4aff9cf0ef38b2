using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>GET /operations/rebuilds/{id}: how far it is.</summary>
internal static class GetRebuild
{
    public static void Map(RouteGroupBuilder operations) => operations.MapGet("/rebuilds/{rebuildId:guid}", Handle)
        .Query<RebuildBody>(nameof(GetRebuild), "How far a rebuild is")
        .For(Audience.Operator)
        .Example(null, RebuildBody.Example);

    private static async Task<IResult> Handle(Guid rebuildId, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(new Sql($"select {RebuildBody.Columns} from projection_rebuild r where r.id = $1", rebuildId), RebuildBody.Map, cancellation);
        return QueryReply.OneOr404(rows, _ => 0, "rebuild.unknown");
    }
}
