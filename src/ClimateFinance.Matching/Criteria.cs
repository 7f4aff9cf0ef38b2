using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// The hard criteria, each a pure comparison of integers or codes. Every one is monotone: a wider range, a longer list,
/// a lower demand or a higher limit never turns a pass into a miss.
/// </summary>
internal static class Criteria
{
    private const int CreditBit = 1 << (int)CollateralKind.Credit;

    /// <summary>The criteria that do not hold; empty for an eligible pair.</summary>
    public static CriterionSet Failed(in AskedFigures asked, in OfferedFigures offered, PairHistory history)
    {
        var failed = CriterionSet.Empty;
        for (var c = Criterion.Live; c <= Criterion.NotExcluded; c++)
        {
            if (!Holds(c, asked, offered, history)) failed = failed.With(c);
        }

        return failed;
    }

    /// <summary>As <see cref="Failed"/> being empty, but stops at the first miss; cheap and selective criteria go first.</summary>
    public static bool AllHold(in AskedFigures asked, in OfferedFigures offered, PairHistory history) =>
        asked.Facts.Live && offered.LiveOn
        && asked.RateMaxBp >= offered.RateMinBp && Term(asked, offered) && Amount(asked, offered) && Quota(asked, offered)
        && (asked.PurposeBit & offered.PurposeMask) != 0
        && asked.GradeRank >= offered.LowestRank
        && asked.IntensityGrams >= offered.LeastGrams
        && Collateral(asked.CollateralMask, offered.CollateralMask)
        && Admission(asked, offered)
        && Region(asked, offered) && Industry(asked, offered) && GreenClass(asked, offered)
        && NotExcluded(asked, offered, history);

    public static bool Holds(Criterion criterion, in AskedFigures asked, in OfferedFigures offered, PairHistory history) => criterion switch
    {
        Criterion.Live => asked.Facts.Live && offered.LiveOn,
        Criterion.Region => Region(asked, offered),
        Criterion.Industry => Industry(asked, offered),
        Criterion.GreenClass => GreenClass(asked, offered),
        Criterion.Purpose => (asked.PurposeBit & offered.PurposeMask) != 0,
        Criterion.Amount => Amount(asked, offered),
        Criterion.Quota => Quota(asked, offered),
        Criterion.Term => Term(asked, offered),
        Criterion.Rate => asked.RateMaxBp >= offered.RateMinBp,
        Criterion.Collateral => Collateral(asked.CollateralMask, offered.CollateralMask),
        Criterion.Grade => asked.GradeRank >= offered.LowestRank,
        Criterion.Admission => Admission(asked, offered),
        Criterion.Reduction => asked.IntensityGrams >= offered.LeastGrams,
        Criterion.NotExcluded => NotExcluded(asked, offered, history),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "Unknown criterion."),
    };

    /// <summary>
    /// The most one loan of this product may be for this need, in fen: its largest amount, and its share of the investment rounded down.
    /// A need without a project has no investment that the share could bound; an investment of zero bounds it to zero.
    /// </summary>
    public static long CeilingFen(long amountMaxFen, int sharePercent, long investmentFen)
    {
        if (sharePercent == OfferedFigures.NoShareLimit || investmentFen < 0) return amountMaxFen;
        return Math.Min(amountMaxFen, investmentFen * sharePercent / 100);
    }

    /// <summary>The least that both sides would sign, in fen.</summary>
    public static long FloorFen(in AskedFigures asked, in OfferedFigures offered) => Math.Max(asked.AmountLeastFen, offered.AmountMinFen);

    /// <summary>What the product could lend, in fen: the asked amount, the ceiling and the quota, whichever is least; 0 below the floor.</summary>
    public static long CoverFen(in AskedFigures asked, in OfferedFigures offered)
    {
        var most = Math.Min(
            Math.Min(asked.AmountFen, offered.QuotaLeftFen), CeilingFen(offered.AmountMaxFen, offered.SharePercent, asked.InvestmentFen));
        return most >= FloorFen(asked, offered) ? Math.Max(0, most) : 0;
    }

    public static bool Collateral(int offeredByNeed, int acceptedByProduct) =>
        (acceptedByProduct & (offeredByNeed | CreditBit)) != 0;

    private static bool Amount(in AskedFigures asked, in OfferedFigures offered) =>
        FloorFen(asked, offered) <= Math.Min(asked.AmountFen, CeilingFen(offered.AmountMaxFen, offered.SharePercent, asked.InvestmentFen));

    private static bool Quota(in AskedFigures asked, in OfferedFigures offered) => offered.QuotaLeftFen >= FloorFen(asked, offered);

    private static bool Term(in AskedFigures asked, in OfferedFigures offered) =>
        Math.Max(asked.TermMin, offered.TermMin) <= Math.Min(asked.TermMax, offered.TermMax);

    private static bool Admission(in AskedFigures asked, in OfferedFigures offered) =>
        asked.Facts.Admitted || !offered.Facts.Terms.AdmissionRequired;

    private static bool NotExcluded(in AskedFigures asked, in OfferedFigures offered, PairHistory history) =>
        !history.Declined && !history.Blocked && offered.Facts.Terms.PenaltyFreeMonths <= asked.CleanMonths;

    public static bool Region(RegionCode need, ProductTerms terms)
    {
        var served = terms.Regions;
        for (var i = 0; i < served.Count; i++)
        {
            if (served[i].Covers(need)) return true;
        }

        return served.Count == 0;
    }

    public static bool Industry(IndustryCode need, ProductTerms terms)
    {
        var served = terms.Industries;
        for (var i = 0; i < served.Count; i++)
        {
            if (served[i].Covers(need)) return true;
        }

        return served.Count == 0;
    }

    /// <summary>
    /// A product that lists neither classes nor technologies serves all. One that lists any serves the needs of which it lists the technology
    /// or a class; so a need that names none, as those without a project do, passes only where nothing is listed.
    /// </summary>
    public static bool GreenClass(Technology? technology, IReadOnlyList<GreenClass> classes, ProductTerms terms)
    {
        if (terms.GreenClasses.Count == 0 && terms.Technologies.Count == 0) return true;
        if (technology is { } named && terms.Technologies.Contains(named)) return true;

        for (var i = 0; i < classes.Count; i++)
        {
            if (terms.GreenClasses.Contains(classes[i])) return true;
        }

        return false;
    }

    private static bool Region(in AskedFigures asked, in OfferedFigures offered) => Region(asked.Facts.Region, offered.Facts.Terms);

    private static bool Industry(in AskedFigures asked, in OfferedFigures offered) => Industry(asked.Facts.Industry, offered.Facts.Terms);

    private static bool GreenClass(in AskedFigures asked, in OfferedFigures offered) =>
        GreenClass(asked.Facts.Technology, asked.Facts.GreenClasses, offered.Facts.Terms);
}
