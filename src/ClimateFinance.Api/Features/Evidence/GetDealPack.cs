using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>
/// GET /evidence/deals/{id}/pack: a deal's record that proves itself. Save it, and check it without the marketplace:
/// the README says how. What is not for the caller to read is there as its hash alone.
/// </summary>
internal static class GetDealPack
{
    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/deals/{dealId:guid}/pack", Handle)
        .Query<EvidencePack>(nameof(GetDealPack), "A deal's events with proofs, to be checked offline")
        .For(Audience.PartiesAndBureau)
        .Refusing(409);

    private static async Task<IResult> Handle(Guid dealId, QueryCaller caller, EvidencePacks packs, Looks looks, CancellationToken cancellation)
    {
        var events = await packs.EventsAsync(
            dealId, $"exists (select 1 from deal d where d.id = e.stream_id and {DealVisibility.Rows})",
            [caller.Role, caller.Organisation, caller.RegionPattern], cancellation);
        if (events.Count == 0) return Problem.Of(Refusal.Unknown("deal.unknown"));
        if (await packs.OfAsync(dealId, events, leaf => DealVisibility.Shows(caller.Caller.Role, leaf.Fact), cancellation) is not { } pack)
            return Problem.Of(Refusal.Rule("evidence.not_yet"));

        await looks.AtAsync(LookAt.Pack, [dealId], cancellation);
        return new QueryReply<EvidencePack>(pack, events[^1].Leaf.Version);
    }
}
