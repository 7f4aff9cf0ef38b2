using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>POST /matching/what-if: the round as it would be today under another policy, beside the one in force. Nothing is stored.</summary>
internal static class PreviewRound
{
    /// <param name="Policy">Its first day does not matter here.</param>
    internal sealed record Request(RoundTermsBody Terms, PolicyBody Policy);

    /// <summary>A round that was not held.</summary>
    internal sealed record Figures(
        int Eligible, int Proposals, long Total, long Bound, int GapParts, IReadOnlyList<RoundBankBody> Banks, IReadOnlyList<RoundOwnershipBody> Ownership)
    {
        public static Figures Of(RoundOutcome it) => new(
            it.Eligible, it.Proposals.Count, it.Total, it.Bound, it.GapParts(), [.. it.Banks.Select(RoundBankBody.Of)], [.. it.Ownership.Select(RoundOwnershipBody.Of)]);
    }

    /// <summary>A pair that only one of the two rounds proposes.</summary>
    internal sealed record Pair(Guid NeedId, Guid ProductId, int Score, decimal CoverCny);

    /// <param name="Gained">Pairs that only the other policy proposes.</param>
    /// <param name="Lost">Pairs that only the policy in force proposes.</param>
    internal sealed record Reply(
        DateOnly On, string Region, int Needs, int Products, bool Illustrative, int InForceVersion, Figures InForce, Figures WhatIf,
        IReadOnlyList<Pair> Gained, IReadOnlyList<Pair> Lost);

    public static void Map(RouteGroupBuilder matching) => matching.MapPost("/what-if", Handle)
        .Calculation<Reply>(nameof(PreviewRound), "The round under another policy beside the one in force; nothing is stored")
        .For(Audience.Bureau)
        .Example(
            new Request(RoundTermsBody.Example, PolicyBody.Example),
            new Reply(new DateOnly(2026, 11, 20), "130400", 120, 45, false, 1, new(1_380, 322, 2_187_450, 2_187_450, 0, [], []), new(1_380, 340, 2_291_080, 2_291_080, 0, [], []), [], []));

    private static async Task<IResult> Handle(
        Body<Request> body, QueryCaller caller, IEventStore store, Rulebook rules, TimeProvider time, Check check, CancellationToken cancellation)
    {
        var wish = body.Value.Terms.Read(check, "terms", caller.Caller);
        var policy = body.Value.Policy.Read(check, "policy", version: 1) with { EffectiveFrom = rules.Today };
        if (check.Failed) return check.Problem();
        if (!caller.Caller.Oversees(wish.Region)) return Problem.Of(Refusal.Forbidden("round.not_your_region"));

        // What the book would refuse to adopt is no policy to try.
        var adoption = PolicyBook.Decide(PolicyBook.Initial, new Domain.Policy.AdoptPolicy(policy, "what-if"), new Circumstance(time.GetUtcNow(), caller.Caller));
        if (adoption.Refusal is { } refusal) return Problem.Of(refusal);

        var load = new Load();
        var ground = RoundGround.Of(load, wish.Region);
        await store.LoadAsync(load, cancellation);
        var inForce = MarketRound.Run(ground.Input(wish, RoundGround.Today(rules)), wish.Mode);
        var whatIf = MarketRound.Run(ground.Input(wish, RoundGround.Today(rules, policy)), wish.Mode);
        return TypedResults.Ok(new Reply(
            rules.Today, wish.Region.Value, ground.Needs.Rows.Count, ground.Products.Rows.Count, ground.Illustrative, rules.Policy.Version,
            Figures.Of(inForce), Figures.Of(whatIf), Only(whatIf, inForce), Only(inForce, whatIf)));
    }

    private static Pair[] Only(RoundOutcome here, RoundOutcome notThere)
    {
        var there = notThere.Proposals.Select(p => (p.Need, p.Product)).ToHashSet();
        return [.. here.Proposals.Where(p => !there.Contains((p.Need, p.Product))).Select(p => new Pair(p.Need.Value, p.Product.Value, p.Score, p.Cover.Value))];
    }
}
