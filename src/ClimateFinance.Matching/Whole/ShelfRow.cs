using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ClimateFinance.Matching;

/// <summary>
/// What a product that may serve is judged and scored by, one cache line; or, with the same fields, what a need sets against it. The comparisons are those of
/// <see cref="RowJudge.FiguresHold"/>: a product holds where none of its nine figures lies above the need's. What is wanted to be large is negated; a
/// share of an investment is asked for as the least share and as the least investment.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ShelfRow
{
    /// <summary>How many figures are compared.</summary>
    public const int Figures = 9;

    public long AmountFen;
    public long MostFenBelow;
    public long InvestmentFen;
    public long Grams;
    public int RateBp;
    public int ShareBelow;
    public int TermMin;
    public int TermMaxBelow;
    public int CleanMonths;
    public int Branch;
    public int ResponsivenessPoints;
    public short CollateralMask;

    /// <summary>As bits: the purposes, the grades, and whether a project need not be admitted.</summary>
    public short Serves;

    public ShelfRow(in ProductRow row, int serves)
    {
        (AmountFen, MostFenBelow, InvestmentFen, Grams) = (row.AmountMinFen, -row.MostFen, LeastInvestment(row), row.LeastGrams);
        (RateBp, ShareBelow, TermMin, TermMaxBelow, CleanMonths) = (row.RateMinBp, -row.SharePercent, row.TermMin, -row.TermMax, row.PenaltyFreeMonths);
        (Branch, ResponsivenessPoints, CollateralMask, Serves) = (row.Branch, row.ResponsivenessPoints, row.CollateralMask, (short)serves);
    }

    public ShelfRow(in NeedRow row)
    {
        (AmountFen, MostFenBelow, Grams) = (row.AmountFen, -row.AmountLeastFen, row.IntensityGrams);
        InvestmentFen = row.InvestmentFen < 0 ? long.MaxValue : row.InvestmentFen;
        (RateBp, ShareBelow, TermMin, TermMaxBelow, CleanMonths) = (row.RateMaxBp, -LeastShare(row), row.TermMax, -row.TermMin, row.CleanMonths);
        (Branch, ResponsivenessPoints, CollateralMask, Serves) = (int.MaxValue, int.MaxValue, -1, short.MaxValue);
    }

    /// <summary>A figure by its number.</summary>
    public readonly long this[int figure] => figure switch
    {
        0 => AmountFen,
        1 => MostFenBelow,
        2 => InvestmentFen,
        3 => Grams,
        4 => RateBp,
        5 => ShareBelow,
        6 => TermMin,
        7 => TermMaxBelow,
        8 => CleanMonths,
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, "Unknown figure."),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HoldWide(in ShelfRow offered, in ShelfRow asked) => !(
        Vector256.GreaterThanAny(Vector256.LoadUnsafe(in offered.AmountFen), Vector256.LoadUnsafe(in asked.AmountFen))
        | Vector256.GreaterThanAny(Vector256.LoadUnsafe(in offered.RateBp), Vector256.LoadUnsafe(in asked.RateBp)));

    public static bool HoldPortable(in ShelfRow offered, in ShelfRow asked) =>
        (offered.AmountFen <= asked.AmountFen) & (offered.MostFenBelow <= asked.MostFenBelow) & (offered.InvestmentFen <= asked.InvestmentFen)
            & (offered.Grams <= asked.Grams) & (offered.RateBp <= asked.RateBp) & (offered.ShareBelow <= asked.ShareBelow)
            & (offered.TermMin <= asked.TermMin) & (offered.TermMaxBelow <= asked.TermMaxBelow) & (offered.CleanMonths <= asked.CleanMonths);

    /// <summary>The least investment of which the product's share reaches its least amount.</summary>
    private static long LeastInvestment(in ProductRow row)
    {
        if (row.SharePercent == OfferedFigures.NoShareLimit || row.AmountMinFen <= 0) return long.MinValue;
        return row.SharePercent <= 0 ? long.MaxValue : ((row.AmountMinFen * 100) + row.SharePercent - 1) / row.SharePercent;
    }

    /// <summary>The least per cent of the investment that reaches the need's least amount; a product without a limit stands above all.</summary>
    private static int LeastShare(in NeedRow row)
    {
        if (row.InvestmentFen < 0 || row.AmountLeastFen <= 0) return 0;
        return row.InvestmentFen == 0
            ? OfferedFigures.NoShareLimit
            : (int)Math.Min(((row.AmountLeastFen * 100) + row.InvestmentFen - 1) / row.InvestmentFen, OfferedFigures.NoShareLimit);
    }
}
