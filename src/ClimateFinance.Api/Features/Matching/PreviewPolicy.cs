using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// POST /matching/policy/preview: what would be proposed today under another policy beside what would be under the one in force; stores nothing.
/// Checked as an adoption is, but for the day: whatever its first day, it is compared on the market as it is now. A bureau is told of the needs of
/// its region, the operator of all, in numbers.
/// </summary>
internal static class PreviewPolicy
{
    private const int DefaultLimit = 50;

    /// <param name="Limit">At most so many items, 1 to 200.</param>
    internal sealed record Request(PolicyBody Policy, int Limit = DefaultLimit);

    /// <summary>What another policy would do to a pairing.</summary>
    internal enum Fate
    {
        Appears,
        Vanishes,
        Changes,
    }

    /// <param name="On">The day of the judgement, for both policies.</param>
    /// <param name="Needs">Open needs that were looked at.</param>
    /// <param name="Before">Proposals under the policy in force.</param>
    /// <param name="After">Proposals under the policy previewed.</param>
    /// <param name="Changes">Proposed under both, at another rank or with another score.</param>
    /// <param name="Items">For a bureau the first of them, by need and then by rank; empty for the operator.</param>
    internal sealed record Reply(
        int InForceVersion, DateOnly On, int Needs, int Before, int After, int Appears, int Vanishes, int Changes, IReadOnlyList<PreviewedPairing> Items);

    /// <param name="RankBefore">1 is the best product for the need; null where it is not proposed.</param>
    internal sealed record PreviewedPairing(
        Guid NeedId, Guid ProductId, string ProductName, Fate Fate, int? RankBefore, int? ScoreBefore, int? RankAfter, int? ScoreAfter);

    public static void Map(RouteGroupBuilder matching) => matching.MapPost("/policy/preview", Handle)
        .Calculation<Reply>(nameof(PreviewPolicy), "Which pairings another policy would bring, take away or change; stores nothing")
        .For(Audience.Bureau | Audience.Operator)
        .Example(new Request(PolicyBody.Example), new Reply(
            1, new DateOnly(2026, 11, 21), 33, 81, 80, 2, 3, 11,
            [new PreviewedPairing(
                new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d94"), new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90"), "碳减排支持贷款", Fate.Changes, 2, 8_800, 1, 9_050)]));

    private static async Task<IResult> Handle(
        Body<Request> body, QueryCaller caller, WarmMarket warm, IEventStore store, Check check, CancellationToken cancellation)
    {
        var limit = body.Value.Limit;
        check.Whole("limit", limit, 1, PageRequest.MaxLimit);
        var read = body.Value.Policy.Read(check, "policy", version: 0);
        if (check.Failed) return check.Problem();
        if (PolicyBook.Flaw(read) is { } flaw) return Problem.Of(flaw);

        var load = new Load();
        var declined = load.Rows(new Sql($"{KnownPair.Select} and g.status = 'declined'"), KnownPair.Map);
        var newest = load.Newest();
        await store.LoadAsync(load, cancellation);
        var view = await warm.ForQueryAsync(newest.One, cancellation);
        return TypedResults.Ok(await Task.Run(() => Compare(read, view, new KnownPairs(declined.Rows), caller.Caller, limit, cancellation), cancellation));
    }

    private static Reply Compare(MarketPolicy policy, MarketView view, KnownPairs known, Caller caller, int limit, CancellationToken cancellation)
    {
        var needs = view.Market.AllNeeds.Where(need => caller.Role != Role.Bureau || caller.Oversees(need.Region)).OrderBy(need => need.Need.Value).ToArray();
        var next = policy with { Version = view.PolicyVersion + 1 };
        var other = new LiveMarket(view.Basis with { PolicyVersion = next.Version }, next, [], view.Market.AllProducts).Current;
        var (counts, items, proposed) = (new int[3], new List<PreviewedPairing>(), (Before: 0, After: 0));
        foreach (var need in needs)
        {
            cancellation.ThrowIfCancellationRequested();
            var excluded = known.Declined(need, view.Rows);
            var (before, after) = (Ranks(view.Market, need, excluded), Ranks(other, need, excluded));
            proposed = (proposed.Before + before.Count, proposed.After + after.Count);
            foreach (var product in before.Keys.Union(after.Keys).OrderBy(id => (after.GetValueOrDefault(id) ?? before[id]!).Rank).ThenBy(id => id.Value))
            {
                var (was, will) = (before.GetValueOrDefault(product), after.GetValueOrDefault(product));
                if (was == will) continue;
                var fate = was is null ? Fate.Appears : will is null ? Fate.Vanishes : Fate.Changes;
                counts[(int)fate]++;
                if (caller.Role != Role.Bureau || items.Count >= limit) continue;
                items.Add(new PreviewedPairing(
                    need.Need.Value, product.Value, (will ?? was)!.Name, fate, was?.Rank, was?.Score, will?.Rank, will?.Score));
            }
        }

        return new Reply(
            view.PolicyVersion, view.Basis.On, needs.Length, proposed.Before, proposed.After,
            counts[(int)Fate.Appears], counts[(int)Fate.Vanishes], counts[(int)Fate.Changes], items);
    }

    private static Dictionary<ProductId, Place> Ranks(MarketSnapshot market, NeedFacts need, IReadOnlySet<ProductId>? excluded)
    {
        var room = new Ranked<ProductFacts>[market.Policy.ProposalsPerNeed];
        var filled = market.TopProducts(need, room, out _, null, excluded);
        return room.Take(filled).TakeWhile(place => place.Key.Score >= market.Policy.LeastScore)
            .Select((place, at) => (place.Facts, Place: new Place(at + 1, place.Key.Score, place.Facts.Terms.Name)))
            .ToDictionary(it => it.Facts.Product, it => it.Place);
    }

    private sealed record Place(int Rank, int Score, string Name);
}
