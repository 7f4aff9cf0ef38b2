using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>GET /pairings/{id}: with every criterion and every piece, in figures and in the caller's language.</summary>
internal static class GetPairing
{
    public static void Map(RouteGroupBuilder pairings) => pairings.MapGet("/{pairingId:guid}", Handle)
        .Query<PairingView>(nameof(GetPairing), "One pairing and why: every criterion, every piece")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid pairingId, QueryCaller caller, IEventStore store, HttpContext http, CancellationToken cancellation)
    {
        var language = Speech.Of(http);
        var rows = await store.QueryAsync(
            new Sql(
                $"select {PairingView.Columns} from {PairingVisibility.From} where {PairingVisibility.Rows} and g.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, pairingId),
            row => PairingView.Map(row, language),
            cancellation);
        return QueryReply.OneOr404(rows, row => row.Pairing.Version, "pairing.unknown");
    }
}
