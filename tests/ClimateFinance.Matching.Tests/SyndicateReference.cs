using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching.Tests;

/// <summary>Syndicates the slow way: every set of candidates, every split of the target in steps of 10 000 yuan.</summary>
internal static class SyndicateReference
{
    public sealed record Answer(SyndicateOutcome Outcome, decimal TargetWan, IEnumerable<(Guid[] Ids, decimal RateBp)> Items);

    private sealed record Part(ProductFacts Product, int Rate, int Least, int Most, int TermMin, int TermMax);

    public static Answer Of(NeedFacts need, IEnumerable<ProductFacts> market, MatchContext context, int top)
    {
        var (asked, least) = ((int)need.Amount.Wan, (int)need.AmountLeast.Wan);
        var judged = market.Select(p => (Product: p, Failed: PairEvaluator.Failed(need, p, PairHistory.None, context.Basis).ToList())).ToList();
        var alone = judged.Where(j => j.Failed.Count == 0).Select(j => (int)Reference.Cover(need, j.Product) / 10_000).DefaultIfEmpty(0).Max();
        if (alone >= asked) return new(SyndicateOutcome.CoveredAlone, 0, []);

        List<Part> parts =
        [
            .. judged.Where(j => j.Failed.All(c => c is Criterion.Amount or Criterion.Quota))
                .Select(j => new Part(
                    j.Product, Measures.AllInBp(context.Basis.Benchmark, j.Product.Terms.Benchmark, j.Product.Terms.SpreadMin),
                    (int)j.Product.Terms.AmountMin.Wan, (int)Math.Min(asked, Math.Min(j.Product.Terms.AmountMax.Wan, j.Product.QuotaLeft.Wan)),
                    Math.Max(need.TermMin.Value, j.Product.Terms.TermMin.Value), Math.Min(need.TermMax.Value, j.Product.Terms.TermMax.Value)))
                .Where(p => p.Least <= p.Most)
                .OrderBy(p => p.Rate).ThenByDescending(p => p.Most).ThenBy(p => p.Product.Product.Value),
        ];
        List<List<int>> sets = [.. Enumerable.Range(0, 1 << parts.Count).Select(Bits).Where(set => Fits(set, parts))];
        var target = sets.Where(set => set.Sum(i => parts[i].Least) <= asked).Select(set => Math.Min(asked, set.Sum(i => parts[i].Most))).DefaultIfEmpty(0).Max();
        if (target < asked && (target < least || target <= alone)) return new(SyndicateOutcome.NotCoverable, 0, []);

        var found = sets.Select(set => (Set: set, Cost: Cheapest([.. set.Select(i => parts[i])], target)))
            .Where(s => s.Cost < int.MaxValue)
            .OrderBy(s => s.Cost).ThenBy(s => s.Set.Count).ThenBy(s => string.Join(',', s.Set.Select(i => $"{i:00}")), StringComparer.Ordinal)
            .Take(top)
            .Select(s => (
                s.Set.Select(i => parts[i].Product.Product.Value).ToArray(), decimal.Round((decimal)s.Cost / target, 4, MidpointRounding.AwayFromZero)));
        return new(target == asked ? SyndicateOutcome.Covered : SyndicateOutcome.CoveredPartly, target, found);
    }

    private static List<int> Bits(int set) => [.. Enumerable.Range(0, 31).Where(i => (set & (1 << i)) != 0)];

    private static bool Fits(List<int> set, List<Part> parts) =>
        set.Count is >= 2 and <= 5
        && set.Select(i => parts[i].Product.Bank).Distinct().Count() == set.Count
        && set.Max(i => parts[i].TermMin) <= set.Min(i => parts[i].TermMax);

    /// <summary>The least cost of amounts that add up exactly, each within its limits; the largest integer where none do.</summary>
    private static int Cheapest(IReadOnlyList<Part> members, int left)
    {
        if (members.Count == 0) return left == 0 ? 0 : int.MaxValue;
        var best = int.MaxValue;
        for (var amount = members[0].Least; amount <= Math.Min(left, members[0].Most); amount++)
        {
            var rest = Cheapest([.. members.Skip(1)], left - amount);
            if (rest < int.MaxValue) best = Math.Min(best, rest + (amount * members[0].Rate));
        }

        return best;
    }
}
