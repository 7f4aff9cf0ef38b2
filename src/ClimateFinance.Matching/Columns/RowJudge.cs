using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;

namespace ClimateFinance.Matching;

/// <summary>
/// The comparisons that bitmaps only approximate, and the score, on two rows. The formulas are those of <see cref="Criteria"/> and
/// <see cref="Pieces"/>; what is fixed for a row was worked out when the row was made.
/// </summary>
internal readonly struct RowJudge(in ScoreScale scale, PointTables tables)
{
    private const int CreditBit = 1 << (int)Domain.Shared.CollateralKind.Credit;

    private readonly PieceWeights weights = scale.Weights;
    private readonly PointTables tables = tables;

    /// <summary>
    /// The places in a block that have survived; returns how many. Their rows are called from memory on the way, where the machine can be told
    /// to: they lie far apart, and to wait for one after the other is most of what judging them would cost.
    /// </summary>
    public static unsafe int Places<TRow>(TRow[] rows, ReadOnlySpan<ulong> survivors, Span<ushort> places)
        where TRow : unmanaged
    {
        var count = 0;
        ref var first = ref MemoryMarshal.GetArrayDataReference(rows);
        for (var words = Filled(survivors); words != 0; words &= words - 1)
        {
            var w = BitOperations.TrailingZeroCount(words);
            var bits = survivors[w];
            do
            {
                var at = (w << 6) + BitOperations.TrailingZeroCount(bits);
                places[count++] = (ushort)at;
                bits &= bits - 1;
                if (!Sse.IsSupported) continue;

                // Only a hint, so it does no harm if the collector moves the rows meanwhile. A row may begin within a cache line: both of its ends.
                var row = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref first, at));
                Sse.Prefetch0(row);
                Sse.Prefetch0(row + sizeof(TRow) - 1);
            }
            while (bits != 0);
        }

        return count;
    }

    /// <summary>Which words hold a bit: most hold none, and to find that out one by one would be guesswork for the machine.</summary>
    private static uint Filled(ReadOnlySpan<ulong> words)
    {
        var filled = 0U;
        for (var w = 0; w < words.Length; w++) filled |= (words[w] != 0 ? 1U : 0U) << w;
        return filled;
    }

    /// <summary>
    /// What the product could lend where the figures hold: as <see cref="Criteria.CoverFen"/>, without a branch that would have to wait for the row.
    /// A share that bounds nothing, or an investment that is not there, reads as the largest number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long CoverFen(in NeedRow asked, in ProductRow offered) =>
        CoverFen(asked.AmountFen, asked.InvestmentFen, offered.MostFen, offered.SharePercent);

    /// <inheritdoc cref="CoverFen(in NeedRow, in ProductRow)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long CoverFen(long amountFen, long investmentFen, long mostFen, int sharePercent)
    {
        var unbounded = (((OfferedFigures.NoShareLimit - 1L - sharePercent) | investmentFen) >> 63) & long.MaxValue;
        var share = (investmentFen * sharePercent / 100 & long.MaxValue) | unbounded;
        return Least(amountFen, Least(mostFen, share));
    }

    /// <summary>Without a branch, so that the next rows are on their way from memory while this one is compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FiguresHold(in NeedRow asked, in ProductRow offered, long coverFen) =>
        (coverFen >= asked.AmountLeastFen) & (coverFen >= offered.AmountMinFen)
            & (asked.RateMaxBp >= offered.RateMinBp)
            & (asked.TermMin <= offered.TermMax) & (offered.TermMin <= asked.TermMax)
            & (asked.IntensityGrams >= offered.LeastGrams)
            & (asked.CleanMonths >= offered.PenaltyFreeMonths);

    /// <summary>How many criteria a pair misses of those that two rows tell apart: rate, term, reduction, penalties, collateral, and amount and
    /// quota, which count as one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Missed(in NeedRow asked, in ProductRow offered) =>
        (asked.RateMaxBp < offered.RateMinBp ? 1 : 0)
        + (Math.Max(asked.TermMin, offered.TermMin) > Math.Min(asked.TermMax, offered.TermMax) ? 1 : 0)
        + (asked.IntensityGrams < offered.LeastGrams ? 1 : 0)
        + (asked.CleanMonths < offered.PenaltyFreeMonths ? 1 : 0)
        + (Criteria.Collateral(asked.CollateralMask, offered.CollateralMask) ? 0 : 1)
        + (CoverFen(asked, offered) < Math.Max(asked.AmountLeastFen, offered.AmountMinFen) ? 1 : 0);

    /// <summary>The score of a pair whose figures hold.</summary>
    /// <param name="amountCover">The points for what it covers of the amount: <see cref="CoverShare"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Score(in NeedRow asked, int kinds, in ProductRow offered, int amountCover, int locality) =>
        asked.ReductionPoints + offered.ResponsivenessPoints
        + tables.Cost(asked.RateMaxBp - offered.RateMinBp)
        + amountCover
        + TermFit(asked, offered)
        + CollateralFit(asked, kinds, offered)
        + Pieces.Points(locality, weights.Locality);

    /// <summary>As <see cref="Score"/> for many products of one need.</summary>
    public NeedScorer For(NeedItem need) => new(need, CoverOf(need.Row), tables);

    /// <summary>The points for what is covered of one need's amount.</summary>
    public CoverShare CoverOf(in NeedRow asked) => new(asked.AmountFen, weights.AmountCover);

    /// <summary>The parts of <see cref="Score"/>.</summary>
    public PiecePoints Points(in NeedRow asked, int kinds, in ProductRow offered, long coverFen, int locality)
    {
        PiecePoints points = default;
        points[(int)Piece.Cost] = tables.Cost(asked.RateMaxBp - offered.RateMinBp);
        points[(int)Piece.AmountCover] = CoverOf(asked).Points(coverFen);
        points[(int)Piece.TermFit] = TermFit(asked, offered);
        points[(int)Piece.Reduction] = asked.ReductionPoints;
        points[(int)Piece.CollateralFit] = CollateralFit(asked, kinds, offered);
        points[(int)Piece.Responsiveness] = offered.ResponsivenessPoints;
        points[(int)Piece.Locality] = Pieces.Points(locality, weights.Locality);
        return points;
    }

    private static long Least(long a, long b) => b + ((a - b) & ((a - b) >> 63));

    private int TermFit(in NeedRow asked, in ProductRow offered) => tables.TermFit(
        asked.TermMax - asked.TermMin + 1, Math.Min((int)asked.TermMax, offered.TermMax) - Math.Max((int)asked.TermMin, offered.TermMin) + 1);

    private int CollateralFit(in NeedRow asked, int kinds, in ProductRow offered) =>
        tables.Collateral(kinds, BitOperations.PopCount((uint)(asked.CollateralMask & offered.CollateralMask)), offered.CollateralMask & CreditBit);
}

/// <summary>
/// <see cref="Pieces.AmountCover"/> of one need in points, without dividing each time: the quotient is estimated in floating point, which is off by one at
/// most, and then set right in whole numbers.
/// </summary>
internal readonly struct CoverShare(long amountFen, int weight)
{
    private readonly long amount = Math.Max(1, amountFen);
    private readonly double perFen = Measures.Full / (double)Math.Max(1, amountFen);

    /// <param name="coverFen">0 to the amount.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Points(long coverFen)
    {
        var share = double.ConvertToIntegerNative<long>(coverFen * perFen);
        var rest = (coverFen * Measures.Full) - (share * amount);
        share += (rest >= amount ? 1 : 0) - (rest < 0 ? 1 : 0);
        return Pieces.Points((int)share, weight);
    }
}
