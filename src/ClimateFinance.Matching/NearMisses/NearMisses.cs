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
        List<MissedMatch> found = [];
        foreach (var product in products)
        {
            var history = context.History(need.Need, product.Product);
            if (Find(need, product, history, context.Basis) is not { Options.Count: > 0 } miss) continue;
            var evaluation = PairEvaluator.Evaluate(need, product, history, context.Basis, context.Policy);
            var lowest = Measures.AllInBp(context.Basis.Benchmark, product.Terms.Benchmark, product.Terms.SpreadMin);
            found.Add(new MissedMatch(
                need, product, new RankKey(evaluation.Score, new(lowest), evaluation.Cover, product.Product.Value), evaluation, miss));
        }

        return [.. found.OrderBy(m => m.Miss.Failed.Count).ThenBy(m => m.Key).Take(top)];
    }

    /// <summary>The facts and the day as they would be after the changes of an option.</summary>
    public static (NeedFacts Need, ProductFacts Product, EvaluationBasis Basis) Apply(
        ChangeOption option, NeedFacts need, ProductFacts product, EvaluationBasis basis)
    {
        var pair = Applied(option.Changes, new Pair(need, product, PairHistory.None, basis));
        return (pair.Need, pair.Product, pair.Basis);
    }

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
