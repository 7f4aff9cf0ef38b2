using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching.Tests;

/// <summary>
/// The rules written a second time from their description, slowly and in another style: exact decimals, sets and sentences.
/// It shares no code with the engine and exists only to disagree with it.
/// </summary>
internal static class Reference
{
    public sealed record Ranked(Guid Id, int Score, int RateBp, decimal Cover);

    public static Dictionary<Criterion, bool> Criteria(NeedFacts need, ProductFacts product, PairHistory history, EvaluationBasis basis)
    {
        var terms = product.Terms;
        var most = Most(need, product);
        var least = Math.Max(need.AmountLeast.Value, terms.AmountMin.Value);
        var months = (int from, int to) => Enumerable.Range(from, Math.Max(0, to - from + 1)).ToHashSet();
        var offered = need.CollateralOffered.DefaultIfEmpty(CollateralKind.Credit).ToHashSet();
        var accepted = terms.CollateralAccepted.Count == 0 ? [.. Enum.GetValues<CollateralKind>()] : terms.CollateralAccepted.ToHashSet();
        return new()
        {
            [Criterion.Live] = need.Live && product.Live && !(basis.On < terms.ValidFrom) && !(basis.On > terms.ValidTo),
            [Criterion.Region] = terms.Regions.Count == 0 || terms.Regions.Any(r => need.Region.Value.StartsWith(Trimmed(r.Value), StringComparison.Ordinal)),
            [Criterion.Industry] = terms.Industries.Count == 0 || terms.Industries.Any(i => need.Industry.Value.StartsWith(i.Value, StringComparison.Ordinal)),
            [Criterion.GreenClass] = terms.GreenClasses.Count + terms.Technologies.Count == 0
                || terms.GreenClasses.Intersect(need.GreenClasses).Any()
                || terms.Technologies.Any(t => t == need.Technology),
            [Criterion.Purpose] = terms.Purposes.Count == 0 || terms.Purposes.Contains(need.Purpose),
            [Criterion.Amount] = least <= Math.Min(need.Amount.Value, most),
            [Criterion.Quota] = least <= product.QuotaLeft.Value,
            [Criterion.Term] = months(need.TermMin.Value, need.TermMax.Value).Overlaps(months(terms.TermMin.Value, terms.TermMax.Value)),
            [Criterion.Rate] = Lowest(product, basis) <= Base(need.RateMax.Benchmark, basis) + need.RateMax.Spread.Value,
            [Criterion.Collateral] = accepted.Contains(CollateralKind.Credit) || accepted.Overlaps(offered),
            [Criterion.Grade] = terms.LowestGrade is null || (need.Grade is { } grade && grade.Rank() >= terms.LowestGrade.Value.Rank()),
            [Criterion.Admission] = !terms.AdmissionRequired || need.Admitted,
            [Criterion.Reduction] = Intensity(need) >= Math.Ceiling(terms.LeastReductionTco2ePer10kCny * 1_000_000m) / 1_000_000m,
            [Criterion.NotExcluded] = history is { Declined: false, Blocked: false }
                && (terms.PenaltyFreeMonths == 0 || need.LastPenaltyOn is not { } day || day.AddMonths(terms.PenaltyFreeMonths) <= basis.On),
        };
    }

    public static decimal Cover(NeedFacts need, ProductFacts product)
    {
        var most = new[] { need.Amount.Value, Most(need, product), product.QuotaLeft.Value }.Min();
        return most < need.AmountLeast.Value || most < product.Terms.AmountMin.Value ? 0m : Math.Max(0m, most);
    }

    public static Dictionary<Piece, int> Values(NeedFacts need, ProductFacts product, EvaluationBasis basis, MarketPolicy policy)
    {
        var terms = product.Terms;
        var gap = Base(need.RateMax.Benchmark, basis) + need.RateMax.Spread.Value - Lowest(product, basis);
        var asked = Enumerable.Range(need.TermMin.Value, need.TermMax.Value - need.TermMin.Value + 1).ToList();
        var offered = need.CollateralOffered.DefaultIfEmpty(CollateralKind.Credit).Distinct().ToList();
        var noneNeeded = terms.CollateralAccepted.Count == 0 || terms.CollateralAccepted.Contains(CollateralKind.Credit);
        return new()
        {
            [Piece.Cost] = gap < 0 ? 0 : policy.FullCostGapBp == 0 ? 10_000 : Share(gap, policy.FullCostGapBp),
            [Piece.AmountCover] = Share(Cover(need, product), need.Amount.Value),
            [Piece.TermFit] = Share(asked.Count(m => m >= terms.TermMin.Value && m <= terms.TermMax.Value), asked.Count),
            [Piece.Reduction] = policy.FullReductionTco2ePer10kCny == 0 ? 10_000 : Share(Intensity(need), policy.FullReductionTco2ePer10kCny),
            [Piece.CollateralFit] = noneNeeded ? 10_000 : Share(offered.Count(terms.CollateralAccepted.Contains), offered.Count),
            [Piece.Responsiveness] = Math.Max(0, Math.Min(10_000, product.Responsiveness)),
            [Piece.Locality] = need.Region == product.BankRegion ? 10_000
                : Same(need, product, 4) && need.Region.Value[2..4] != "00" ? 6_000
                : Same(need, product, 2) ? 3_000 : 0,
        };
    }

    public static int Score(NeedFacts need, ProductFacts product, EvaluationBasis basis, MarketPolicy policy)
    {
        var values = Values(need, product, basis, policy);
        var weights = new Dictionary<Piece, int>
        {
            [Piece.Cost] = policy.Weights.Cost,
            [Piece.AmountCover] = policy.Weights.AmountCover,
            [Piece.TermFit] = policy.Weights.TermFit,
            [Piece.Reduction] = policy.Weights.Reduction,
            [Piece.CollateralFit] = policy.Weights.CollateralFit,
            [Piece.Responsiveness] = policy.Weights.Responsiveness,
            [Piece.Locality] = policy.Weights.Locality,
        };
        return values.Sum(v => (int)Math.Floor(v.Value * weights[v.Key] / 10_000m));
    }

    public static List<Ranked> MatchNeed(NeedFacts need, IEnumerable<ProductFacts> products, MatchContext context) =>
        Sorted(products.Where(p => Eligible(need, p, context)).Select(p => Rank(p.Product.Value, need, p, context)));

    public static List<Ranked> MatchProduct(ProductFacts product, IEnumerable<NeedFacts> needs, MatchContext context) =>
        Sorted(needs.Where(n => Eligible(n, product, context)).Select(n => Rank(n.Need.Value, n, product, context)));

    private static bool Eligible(NeedFacts need, ProductFacts product, MatchContext context) =>
        Criteria(need, product, context.History(need.Need, product.Product), context.Basis).Values.All(passed => passed);

    private static Ranked Rank(Guid id, NeedFacts need, ProductFacts product, MatchContext context) =>
        new(id, Score(need, product, context.Basis, context.Policy), Lowest(product, context.Basis), Cover(need, product));

    private static List<Ranked> Sorted(IEnumerable<Ranked> ranked) =>
        [.. ranked.OrderByDescending(r => r.Score).ThenBy(r => r.RateBp).ThenByDescending(r => r.Cover)
            .ThenBy(r => r.Id.ToString("N"), StringComparer.Ordinal)];

    private static decimal Most(NeedFacts need, ProductFacts product) =>
        product.Terms.MaxLoanToInvestmentPercent is { } percent && need.Investment is { } investment
            ? Math.Min(product.Terms.AmountMax.Value, Math.Floor(investment.Value * percent) / 100m)
            : product.Terms.AmountMax.Value;

    private static int Lowest(ProductFacts product, EvaluationBasis basis) => Base(product.Terms.Benchmark, basis) + product.Terms.SpreadMin.Value;

    private static int Base(Benchmark benchmark, EvaluationBasis basis) =>
        new[] { basis.Benchmark.Lpr1y.Value, basis.Benchmark.Lpr5y.Value, 0 }[(int)benchmark];

    /// <summary>Tonnes a year per 10 000 yuan, cut to the gram.</summary>
    private static decimal Intensity(NeedFacts need) =>
        Math.Floor((need.ReductionTco2ePerYear ?? 0m) * 10_000m * 1_000_000m / need.Amount.Value) / 1_000_000m;

    private static int Share(decimal part, decimal whole) => (int)Math.Min(10_000m, Math.Floor(Math.Max(0m, part) * 10_000m / whole));

    private static bool Same(NeedFacts need, ProductFacts product, int digits) => need.Region.Value[..digits] == product.BankRegion.Value[..digits];

    private static string Trimmed(string region)
    {
        while (region.Length > 2 && region.EndsWith("00", StringComparison.Ordinal)) region = region[..^2];
        return region;
    }
}
