using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>
/// Rankings by the object engine: the reference that the columnar <c>MarketSnapshot</c> must equal, and quick enough for a city.
/// The order of what comes in never matters; ids are taken to be distinct.
/// </summary>
public static class Matcher
{
    /// <summary>The eligible products for a need in the order of <see cref="RankKey"/>: at most <paramref name="top"/>, beginning after a cursor.</summary>
    public static Ranking MatchNeed(
        NeedFacts need, IEnumerable<ProductFacts> products, MatchContext context, int top, RankKey? after = null)
    {
        var (basis, scale) = Prepare(context, top);
        var asked = new AskedFigures(need, basis);
        var best = new Best<ProductFacts>(top, after);
        foreach (var product in products)
        {
            var offered = new OfferedFigures(product, basis);
            if (Key(asked, offered, context, scale, product.Product.Value) is { } key) best.Show(key, product);
        }

        return new Ranking([.. best.InOrder.Select(b => Reasoned(need, b.Item, b.Key, context))], best.Shown);
    }

    /// <summary>The needs for which a product is eligible, in the order of <see cref="RankKey"/>.</summary>
    public static Ranking MatchProduct(
        ProductFacts product, IEnumerable<NeedFacts> needs, MatchContext context, int top, RankKey? after = null)
    {
        var (basis, scale) = Prepare(context, top);
        var offered = new OfferedFigures(product, basis);
        var best = new Best<NeedFacts>(top, after);
        foreach (var need in needs)
        {
            var asked = new AskedFigures(need, basis);
            if (Key(asked, offered, context, scale, need.Need.Value) is { } key) best.Show(key, need);
        }

        return new Ranking([.. best.InOrder.Select(b => Reasoned(b.Item, product, b.Key, context))], best.Shown);
    }

    /// <summary>The pairings to propose for a need: eligible, from the policy's least score on, the best of them up to its number per need.</summary>
    public static IReadOnlyList<Match> Propose(NeedFacts need, IEnumerable<ProductFacts> products, MatchContext context)
    {
        var ranking = MatchNeed(need, products, context, context.Policy.ProposalsPerNeed);
        return [.. ranking.Items.TakeWhile(m => m.Evaluation.Score >= context.Policy.LeastScore)];
    }

    internal static Match Reasoned(NeedFacts need, ProductFacts product, RankKey key, MatchContext context) =>
        new(need, product, key, PairEvaluator.Evaluate(need, product, context.History(need.Need, product.Product), context.Basis, context.Policy));

    private static (EvaluationBasis Basis, ScoreScale Scale) Prepare(MatchContext context, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        PairEvaluator.RequireNamedPolicy(context.Basis, context.Policy);
        return (context.Basis, new ScoreScale(context.Policy));
    }

    private static RankKey? Key(in AskedFigures asked, in OfferedFigures offered, MatchContext context, in ScoreScale scale, Guid id)
    {
        // History may cost a look-up, so it is asked for only where the figures already agree.
        if (!Criteria.AllHold(asked, offered, PairHistory.None)) return null;
        var history = context.History(asked.Facts.Need, offered.Facts.Product);
        if (history.Declined || history.Blocked) return null;

        var coverFen = Criteria.CoverFen(asked, offered);
        return new RankKey(PairEvaluator.Score(asked, offered, scale, coverFen), new(offered.RateMinBp), Measures.Yuan(coverFen), id);
    }
}
