using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// Syndicates for a need that no product covers alone. A part is a product that holds every hard criterion of the need but amount and quota, within
/// its own limits; all parts share a term. Of all sets of two to five banks with one product each, those that cover the target at the lowest
/// blended all-in rate, each with the amounts that make it so: every part its least, then the cheapest filled first.
/// </summary>
public static class Syndicates
{
    /// <summary>So many banks at most.</summary>
    public const int MostBanks = 5;

    /// <param name="products">The market; the order does not matter, ids are taken to be distinct.</param>
    /// <param name="top">At most so many combinations.</param>
    public static SyndicateAnswer Of(NeedFacts need, IEnumerable<ProductFacts> products, MatchContext context, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        PairEvaluator.RequireNamedPolicy(context.Basis, context.Policy);
        var asked = new AskedFigures(need, context.Basis);
        if (!need.Live || asked.AmountFen <= 0) return new(SyndicateOutcome.NotLive, Cny.Zero, 0, [], true);

        var (parts, alone) = Candidates(asked, products, context);
        if (alone >= asked.AmountFen) return new(SyndicateOutcome.CoveredAlone, Cny.Zero, parts.Count, [], true);

        var search = new SyndicateSearch(parts, asked.AmountFen, Math.Max(1, top));
        search.Run();
        if (search.Found.Count > 0) return Answer(SyndicateOutcome.Covered, search, parts, asked.AmountFen, top, search.Complete);

        var whole = SyndicateReach.MostBelow(parts, asked.AmountFen, out var most) && search.Complete;
        if (most < asked.AmountLeastFen || most <= alone) return new(SyndicateOutcome.NotCoverable, Cny.Zero, parts.Count, [], whole);
        search = new SyndicateSearch(parts, most, top);
        search.Run();
        return Answer(SyndicateOutcome.CoveredPartly, search, parts, most, top, whole && search.Complete);
    }

    private static SyndicateAnswer Answer(
        SyndicateOutcome outcome, SyndicateSearch search, List<SyndicateCandidate> parts, long targetFen, int top, bool complete) =>
        new(outcome, Measures.Yuan(targetFen), parts.Count, [.. search.Found.Take(top).Select(found => Told(found, parts, targetFen))], complete);

    /// <summary>The candidates, cheapest first, and the most that one product alone would lend.</summary>
    private static (List<SyndicateCandidate> Parts, long AloneFen) Candidates(in AskedFigures asked, IEnumerable<ProductFacts> products, MatchContext context)
    {
        var mayMiss = CriterionSet.Empty.With(Criterion.Amount).With(Criterion.Quota);
        var (parts, alone) = (new List<SyndicateCandidate>(), 0L);
        foreach (var product in products)
        {
            var offered = new OfferedFigures(product, context.Basis);
            var failed = Criteria.Failed(asked, offered, PairHistory.None);
            if ((failed.Bits & ~mayMiss.Bits) != 0) continue;
            if (context.History(asked.Facts.Need, product.Product) is not { Declined: false, Blocked: false }) continue;
            if (failed.IsEmpty) alone = Math.Max(alone, Criteria.CoverFen(asked, offered));

            var least = Math.Max(1, offered.AmountMinFen);
            var most = Math.Min(
                Math.Min(asked.AmountFen, offered.QuotaLeftFen), Criteria.CeilingFen(offered.AmountMaxFen, offered.SharePercent, asked.InvestmentFen));
            if (least > most) continue;
            parts.Add(new SyndicateCandidate(
                product, offered.RateMinBp, least, most, Math.Max(asked.TermMin, offered.TermMin), Math.Min(asked.TermMax, offered.TermMax)));
        }

        parts.Sort((a, b) =>
        {
            var order = a.RateBp.CompareTo(b.RateBp);
            if (order == 0) order = b.MostFen.CompareTo(a.MostFen);
            return order != 0 ? order : a.Product.Product.Value.CompareTo(b.Product.Product.Value);
        });
        return (parts, alone);
    }

    private static Syndicate Told(SyndicateFound found, List<SyndicateCandidate> parts, long targetFen)
    {
        SyndicateCandidate[] members = [.. found.Members.Select(m => parts[m])];
        var amounts = SyndicateSearch.Amounts(members, targetFen);
        return new Syndicate(
            [.. members.Zip(amounts, (m, amount) => new SyndicatePart(m.Product, m.RateBp, Measures.Yuan(amount), Measures.Yuan(m.LeastFen), Measures.Yuan(m.MostFen)))],
            Measures.Yuan(targetFen),
            decimal.Round((decimal)found.Cost / targetFen, 4, MidpointRounding.AwayFromZero),
            new(members.Max(m => m.TermMin)),
            new(members.Min(m => m.TermMax)));
    }
}

/// <summary>A product that could take a part, in the engine's integers; its terms are already cut to the need's.</summary>
internal sealed record SyndicateCandidate(ProductFacts Product, int RateBp, long LeastFen, long MostFen, int TermMin, int TermMax);

/// <summary>A set of candidates by their places in the list, ascending, and the cost: Σ amount in fen × rate in basis points.</summary>
internal sealed record SyndicateFound(int[] Members, Int128 Cost);
