using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>A near miss in a list, with the whole evaluation behind it.</summary>
public sealed record MissedMatch(NeedFacts Need, ProductFacts Product, RankKey Key, Evaluation Evaluation, NearMiss Miss);

/// <summary>
/// What would have made a pair eligible. The evaluation's benchmark print stays; a later day may print another.
/// </summary>
public static class NearMisses
{
    /// <summary>A pair that misses more criteria than this is no near miss.</summary>
    public const int MostFailed = 2;

    // Mending one criterion can break another (a larger amount thins the reduction): so it is looked at again, a bounded number of times.
    private const int Rounds = 3;

    /// <summary>The near miss of a pair; null when it is eligible, or misses by more than two criteria.</summary>
    public static NearMiss? Find(NeedFacts need, ProductFacts product, PairHistory history, EvaluationBasis basis)
    {
        var pair = new Pair(need, product, history, basis);
        var failed = pair.Failed;
        if (failed.IsEmpty || failed.Count > MostFailed) return null;

        List<ChangeOption> options = [];
        foreach (var side in new[] { ChangeSide.Need, ChangeSide.Product, ChangeSide.Time })
        {
            if (Mend(pair, side) is { } option) options.Add(option);
        }

        if (options.Count == 0 && Mend(pair, null) is { } mixed) options.Add(mixed);
        return new NearMiss(failed.ToList(), options);
    }

    /// <summary>
    /// The near misses of a need that some change would mend: fewest failed criteria first, then in the order of <see cref="RankKey"/>.
    /// </summary>
    public static IReadOnlyList<MissedMatch> OfNeed(NeedFacts need, IEnumerable<ProductFacts> products, MatchContext context, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var (asked, scale) = (new AskedFigures(need, context.Basis), new ScoreScale(context.Policy));
        List<Candidate> near = [];
        foreach (var product in products)
        {
            var offered = new OfferedFigures(product, context.Basis);
            if (Near(asked, offered, context, scale, product.Product.Value) is { } candidate) near.Add(candidate);
        }

        return Mended(near, context, top);
    }

    /// <summary>As <see cref="OfNeed(NeedFacts, IEnumerable{ProductFacts}, MatchContext, int)"/> among all products of a market, of which the columns leave few to be judged.</summary>
    /// <exception cref="ArgumentException">The market was laid out under another basis.</exception>
    public static IReadOnlyList<MissedMatch> OfNeed(NeedFacts need, MarketSnapshot market, MatchContext context, int top)
    {
        RequireItsOwn(market, context, top);
        var (asked, scale) = (new AskedFigures(need, context.Basis), new ScoreScale(context.Policy));
        return InTurn(context, top, misses => market.Near(need, misses)
            .Select(item => Near(asked, item.Offered, context, scale, item.Facts.Product.Value, misses)));
    }

    /// <summary>The near misses of a product: the mirror of <see cref="OfNeed(NeedFacts, IEnumerable{ProductFacts}, MatchContext, int)"/>.</summary>
    public static IReadOnlyList<MissedMatch> OfProduct(ProductFacts product, IEnumerable<NeedFacts> needs, MatchContext context, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var (offered, scale) = (new OfferedFigures(product, context.Basis), new ScoreScale(context.Policy));
        List<Candidate> near = [];
        foreach (var need in needs)
        {
            var asked = new AskedFigures(need, context.Basis);
            if (Near(asked, offered, context, scale, need.Need.Value) is { } candidate) near.Add(candidate);
        }

        return Mended(near, context, top);
    }

    /// <summary>As <see cref="OfProduct(ProductFacts, IEnumerable{NeedFacts}, MatchContext, int)"/> among those needs of a market that the asker may know.</summary>
    /// <exception cref="ArgumentException">The market was laid out under another basis.</exception>
    public static IReadOnlyList<MissedMatch> OfProduct(
        ProductFacts product, MarketSnapshot market, MatchContext context, int top, Func<NeedFacts, bool>? among = null)
    {
        RequireItsOwn(market, context, top);
        var (offered, scale) = (new OfferedFigures(product, context.Basis), new ScoreScale(context.Policy));
        return InTurn(context, top, misses => market.Near(product, misses)
            .Where(item => among?.Invoke(item.Facts) != false)
            .Select(item => Near(item.Asked, offered, context, scale, item.Facts.Need.Value, misses)));
    }

    /// <summary>The facts and the day as they would be after the changes of an option.</summary>
    public static (NeedFacts Need, ProductFacts Product, EvaluationBasis Basis) Apply(
        ChangeOption option, NeedFacts need, ProductFacts product, EvaluationBasis basis)
    {
        var pair = Applied(option.Changes, new Pair(need, product, PairHistory.None, basis));
        return (pair.Need, pair.Product, pair.Basis);
    }

    private static void RequireItsOwn(MarketSnapshot market, MatchContext context, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        if (market.Basis != context.Basis) throw new ArgumentException("The market was laid out under another basis.", nameof(context));
    }

    /// <summary>Those that miss by least are mended first; of the others nothing is worked out unless there are too few.</summary>
    private static List<MissedMatch> InTurn(MatchContext context, int top, Func<int, IEnumerable<Candidate?>> near)
    {
        List<MissedMatch> found = [];
        for (var misses = 1; misses <= MostFailed && found.Count < top; misses++)
            found.AddRange(Mended([.. near(misses).OfType<Candidate>().Where(candidate => candidate.Failed == misses)], context, top - found.Count));
        return found;
    }

    private static Candidate? Near(
        in AskedFigures asked, in OfferedFigures offered, MatchContext context, in ScoreScale scale, Guid id, int most = MostFailed)
    {
        // What stands between the two can only add a miss: it is looked up where the figures are near.
        if (Criteria.Failed(asked, offered, PairHistory.None).Count > most) return null;
        var failed = Criteria.Failed(asked, offered, context.History(asked.Facts.Need, offered.Facts.Product)).Count;
        if (failed is 0 || failed > most) return null;
        var coverFen = Criteria.CoverFen(asked, offered);
        var key = new RankKey(PairEvaluator.Score(asked, offered, scale, coverFen), new(offered.RateMinBp), Measures.Yuan(coverFen), id);
        return new Candidate(asked.Facts, offered.Facts, failed, key);
    }

    /// <summary>Mending costs most, so it is done in order and no further than is asked for.</summary>
    private static IReadOnlyList<MissedMatch> Mended(List<Candidate> near, MatchContext context, int top)
    {
        List<MissedMatch> found = [];
        foreach (var (need, product, _, key) in near.OrderBy(c => c.Failed).ThenBy(c => c.Key))
        {
            if (found.Count == top) break;
            var history = context.History(need.Need, product.Product);
            if (Find(need, product, history, context.Basis) is not { Options.Count: > 0 } miss) continue;
            found.Add(new MissedMatch(need, product, key, PairEvaluator.Evaluate(need, product, history, context.Basis, context.Policy), miss));
        }

        return found;
    }

    private readonly record struct Candidate(NeedFacts Need, ProductFacts Product, int Failed, RankKey Key);

    private static Pair Applied(IEnumerable<FigureChange> changes, Pair pair) =>
        changes.Aggregate(pair, (p, change) => Fields.Of(change).Write(p, change.To));

    /// <summary>Mends every miss from one side, or, with no side named, each from the first side that can.</summary>
    private static ChangeOption? Mend(Pair pair, ChangeSide? side)
    {
        List<FigureChange> changes = [];
        var current = pair;
        for (var round = 0; round < Rounds && !current.Failed.IsEmpty; round++)
        {
            foreach (var miss in current.Failed.ToList())
            {
                if (Criteria.Holds(miss, current.Asked, current.Offered, current.History)) continue;
                if (Remedy(side, miss, current) is not { } remedy) return null;
                foreach (var (field, to) in remedy)
                {
                    changes.RemoveAll(c => c.Side == field.Side && c.Field == field.Name);
                    changes.Add(new FigureChange(field.Side, miss, field.Name, field.Read(pair), to));
                    current = field.Write(current, to);
                }
            }
        }

        for (var i = changes.Count - 1; i >= 0; i--)
        {
            if (changes.Count > 1 && Applied(changes.Where((_, at) => at != i), pair).Failed.IsEmpty) changes.RemoveAt(i);
        }

        return Applied(changes, pair).Failed.IsEmpty ? new ChangeOption(changes) : null;
    }

    private static IReadOnlyList<(Field Field, string To)>? Remedy(ChangeSide? side, Criterion miss, Pair pair) =>
        side is { } named
            ? Remedies.For(named, miss, pair)
            : Remedies.For(ChangeSide.Need, miss, pair) ?? Remedies.For(ChangeSide.Product, miss, pair) ?? Remedies.For(ChangeSide.Time, miss, pair);
}
