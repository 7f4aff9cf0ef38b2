using System.Reflection;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>
/// GET /evidence/carbon-accounts/{meetingId}/pack: the events of a meeting's carbon account, each with its proof. The one that closed it, which
/// holds the digest of the neutrality statement, is open to everybody; who did the rest is for the bureau of the region, for others their hashes
/// stand for them.
/// </summary>
internal static class GetCarbonAccountPack
{
    private static readonly string Closed = typeof(CarbonAccountClosed).GetCustomAttribute<EventNameAttribute>()!.Name;

    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/carbon-accounts/{meetingId:guid}/pack", Handle)
        .Query<EvidencePack>(nameof(GetCarbonAccountPack), "The events of a meeting's carbon account with proofs, to be checked offline")
        .For(Audience.Everyone)
        .Refusing(404, 409);

    private static async Task<IResult> Handle(Guid meetingId, QueryCaller caller, EvidencePacks packs, CancellationToken cancellation)
    {
        var stream = StreamIds.Of(CarbonAccount.Category, meetingId);
        var events = await packs.EventsAsync(stream, "true", [], cancellation);
        if (events.Count == 0) return Problem.Of(Refusal.Unknown("carbon_account.unknown"));
        var opened = events[0].Leaf.Data.GetProperty("region").GetString()!;
        var all = caller.Caller.Oversees(RegionCode.Hydrate(opened));
        return await packs.OfAsync(stream, events, leaf => all || leaf.Fact == Closed, cancellation) is { } pack
            ? new QueryReply<EvidencePack>(pack, events[^1].Leaf.Version)
            : Problem.Of(Refusal.Rule("evidence.not_yet"));
    }
}
