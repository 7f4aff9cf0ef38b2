using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>GET /pairings: the pairings this caller may know, newest first.</summary>
internal static class ListPairings
{
    public static void Map(RouteGroupBuilder pairings) => pairings.MapGet("/", Handle)
        .List<PairingSummary>(nameof(ListPairings), "Pairings, newest first", "status", "needId", "productId", "minScore")
        .For(Audience.PartiesAndBureau);

    private static async Task<Page<PairingSummary>> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation,
        Choice<PairingStatus>? status = null, Guid? needId = null, Guid? productId = null, int? minScore = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {PairingVisibility.Columns} from {PairingVisibility.From}
                where {PairingVisibility.Rows}
                  and ($4::text is null or g.status = $4) and ($5::uuid is null or g.need_id = $5) and ($6::uuid is null or g.product_id = $6)
                  and ($7::integer is null or g.score >= $7)
                  and ($8::uuid is null or g.id < $8)
                order by g.id desc limit $9
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, status?.Wire(), needId, productId, minScore, page.Before, page.Fetch),
            PairingSummary.Map,
            cancellation);
        return page.Page(rows, row => row.PairingId);
    }
}
