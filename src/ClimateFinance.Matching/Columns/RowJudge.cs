using System.Runtime.CompilerServices;
using ClimateFinance.Domain.Policy;

namespace ClimateFinance.Matching;

/// <summary>
/// The comparisons that bitmaps only approximate, and the score, on two rows. The formulas are those of <see cref="Criteria"/> and
/// <see cref="Pieces"/>; what is fixed for a row was worked out when the row was made.
/// </summary>
internal readonly struct RowJudge(in ScoreScale scale)
{
    private readonly PieceWeights weights = scale.Weights;
    private readonly int fullGapBp = scale.FullCostGapBp;

    /// <summary>What the product could lend where the figures hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long CoverFen(in NeedRow asked, in ProductRow offered) =>
        Math.Min(asked.AmountFen, Criteria.CeilingFen(offered.MostFen, offered.SharePercent, asked.InvestmentFen));

    /// <summary>Without a branch, so that the next rows are on their way from memory while this one is compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FiguresHold(in NeedRow asked, in ProductRow offered)
    {
        var coverFen = CoverFen(asked, offered);
        return (coverFen >= asked.AmountLeastFen) & (coverFen >= offered.AmountMinFen)
            & (asked.RateMaxBp >= offered.RateMinBp)
            & (asked.TermMin <= offered.TermMax) & (offered.TermMin <= asked.TermMax)
            & (asked.IntensityGrams >= offered.LeastGrams)
            & (asked.CleanMonths >= offered.PenaltyFreeMonths);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Score(in NeedRow asked, int kinds, in ProductRow offered, long coverFen, int locality) =>
        asked.ReductionPoints + offered.ResponsivenessPoints
        + Pieces.Points(Pieces.Cost(asked.RateMaxBp, offered.RateMinBp, fullGapBp), weights.Cost)
        + Pieces.Points(Pieces.AmountCover(coverFen, asked.AmountFen), weights.AmountCover)
        + Pieces.Points(Pieces.TermFit(asked.TermMin, asked.TermMax, offered.TermMin, offered.TermMax), weights.TermFit)
        + Pieces.Points(Pieces.CollateralFit(asked.CollateralMask, kinds, offered.CollateralMask), weights.CollateralFit)
        + Pieces.Points(locality, weights.Locality);
}
