using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>GET /deals/{id}/timeline: every fact of the deal, oldest first, as it was stored.</summary>
internal static class GetDealTimeline
{
    /// <summary>A deal has some dozens of facts; the reader pages on with <c>after</c> when it has more.</summary>
    private const int MaxFacts = 500;

    /// <param name="Version">Its place in the deal, from 1.</param>
    /// <param name="Fact">The pinned name of the event, for example <c>offer_made_v1</c>.</param>
    /// <param name="By">The side that acted.</param>
    /// <param name="Content">The fact itself.</param>
    /// <param name="Actor">Who acted for it: a user's id, or <c>client:</c> and the id of a system. For its own side and the bureau; null for the other side.</param>
    internal sealed record Entry(long Version, string Fact, DateTimeOffset At, Role By, JsonElement Content, string? Actor);

    /// <param name="More">Whether there are later facts: ask again with <c>after</c> = the last version.</param>
    internal sealed record Reply(Guid DealId, IReadOnlyList<Entry> Entries, bool More);

    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}/timeline", Handle)
        .Query<Reply>(nameof(GetDealTimeline), "Every fact of the deal, oldest first", "after")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid dealId, QueryCaller caller, IEventStore store, Looks looks, CancellationToken cancellation, long after = 0)
    {
        if (after < 0) return Problem.Of([Flaw.Of("after", "number.out_of_range", ("min", 0), ("max", long.MaxValue), ("given", after))]);
        var known = await store.QueryAsync(
            new Sql($"select d.version from deal d where {DealVisibility.Rows} and d.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => row.GetInt64(0),
            cancellation);
        if (known.Count == 0) return Problem.Of(Refusal.Unknown("deal.unknown"));

        await looks.AtAsync(LookAt.Timeline, [dealId], cancellation);
        var facts = await store.ReadStreamAsync(dealId, after, MaxFacts, cancellation);
        var entries = facts
            .Select(f => new Entry(
                f.Version, EventRegistry.Domain.Of(f.Data).Name, f.At, f.Context.Role, JsonSerializer.SerializeToElement(f.Data, f.Data.GetType(), EventJson.Options),
                caller.Caller.Role == Role.Bureau || f.Context.Organisation == caller.Caller.Organisation ? f.Context.Actor : null))
            .Where(entry => DealVisibility.Shows(caller.Caller.Role, entry.Fact));
        return new QueryReply<Reply>(new Reply(dealId, [.. entries], facts.Count == MaxFacts), known[0]);
    }
}
