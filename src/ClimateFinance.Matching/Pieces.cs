using System.Numerics;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// The soft pieces of a score. Each value is 0 to 10 000, divisions round down, and a piece is worked out for misses too.
/// </summary>
internal static class Pieces
{
    /// <summary>How many pieces there are.</summary>
    public const int Count = (int)Piece.Locality + 1;

    /// <summary>Same county or same code: 10 000; same city 6 000; same province 3 000.</summary>
    public const int SameCity = 6_000;

    /// <inheritdoc cref="SameCity"/>
    public const int SameProvince = 3_000;

    private const int CreditBit = 1 << (int)CollateralKind.Credit;

    /// <summary>
    /// How much cheaper than acceptable: (highest acceptable all-in − lowest indicative all-in) in bp, in parts of the gap at which the policy
    /// calls it full. No gap or a negative one 0; a full gap or more 10 000; where the policy's full gap is 0, any rate that is acceptable.
    /// </summary>
    public static int Cost(int rateMaxBp, int rateMinBp, int fullGapBp)
    {
        var gap = rateMaxBp - rateMinBp;
        if (gap < 0) return 0;
        return gap >= fullGapBp ? Measures.Full : (int)((long)gap * Measures.Full / fullGapBp);
    }

    /// <summary>What it covers of the amount asked: cover ÷ amount. No amount or no cover 0; all of it 10 000.</summary>
    public static int AmountCover(long coverFen, long amountFen)
    {
        if (coverFen <= 0 || amountFen <= 0) return 0;
        return coverFen >= amountFen ? Measures.Full : (int)(coverFen * Measures.Full / amountFen);
    }

    /// <summary>
    /// How many of the months the need could live with the product offers: whole months in both ranges ÷ months in the need's range,
    /// both ends counted. Ranges that do not touch 0; a product range that holds the need's 10 000.
    /// </summary>
    public static int TermFit(int askedMin, int askedMax, int offeredMin, int offeredMax)
    {
        var overlap = Math.Min(askedMax, offeredMax) - Math.Max(askedMin, offeredMin) + 1;
        return overlap <= 0 || askedMax < askedMin ? 0 : (int)((long)overlap * Measures.Full / (askedMax - askedMin + 1));
    }

    /// <summary>
    /// Grams CO2e a year per 10 000 yuan of the amount asked, in parts of what the policy calls full. None 0; full or more 10 000.
    /// It does not depend on the product: it orders needs, and lifts every pairing of a good project over the policy's least score.
    /// </summary>
    public static int Reduction(long intensityGrams, long fullGrams) =>
        intensityGrams >= fullGrams ? Measures.Full : (int)((Int128)intensityGrams * Measures.Full / fullGrams);

    /// <summary>
    /// How much of what the need offers the product takes: kinds offered and accepted ÷ kinds offered. A product that needs no collateral
    /// (accepts <see cref="CollateralKind.Credit"/>, or lists nothing) 10 000; a need that offers nothing has only that way to more than 0.
    /// </summary>
    public static int CollateralFit(int askedMask, int askedKinds, int acceptedMask)
    {
        if ((acceptedMask & CreditBit) != 0) return Measures.Full;
        return askedKinds == 0 ? 0 : BitOperations.PopCount((uint)(askedMask & acceptedMask)) * Measures.Full / askedKinds;
    }

    /// <summary>As the bank's record gives it, held within 0 and 10 000.</summary>
    public static int Responsiveness(int recorded) => Math.Clamp(recorded, 0, Measures.Full);

    /// <summary>Where the branch is against where the need is: the same code 10 000, the same city 6 000, the same province 3 000, else 0.</summary>
    public static int Locality(RegionCode need, RegionCode branch)
    {
        if (need == branch) return Measures.Full;
        string a = need.Value, b = branch.Value;
        if (a.Length < 4 || b.Length < 4 || !a.AsSpan(0, 2).SequenceEqual(b.AsSpan(0, 2))) return 0;
        var sameCity = a.AsSpan(2, 2).SequenceEqual(b.AsSpan(2, 2)) && !a.AsSpan(2, 2).SequenceEqual("00");
        return sameCity ? SameCity : SameProvince;
    }

    /// <summary>As <see cref="Locality(RegionCode, RegionCode)"/>, for codes as <see cref="Buckets.Place"/> gives them.</summary>
    public static int Locality(int need, int branch)
    {
        if (need == branch) return Measures.Full;
        if ((need ^ branch) >> 16 != 0) return 0;
        return (need ^ branch) >> 8 == 0 && (need & 0xFF00) != 0 ? SameCity : SameProvince;
    }

    /// <summary>What a value gives under a weight: value × weight ÷ 10 000, rounded down; each is at most 10 000.</summary>
    public static int Points(int value, int weight) => (int)((uint)(value * weight) / (uint)PieceWeights.Total);

    /// <summary>All values of a pair, in the order of the enum.</summary>
    public static void Values(in AskedFigures asked, in OfferedFigures offered, in ScoreScale scale, long coverFen, Span<int> values)
    {
        values[(int)Piece.Cost] = Cost(asked.RateMaxBp, offered.RateMinBp, scale.FullCostGapBp);
        values[(int)Piece.AmountCover] = AmountCover(coverFen, asked.AmountFen);
        values[(int)Piece.TermFit] = TermFit(asked.TermMin, asked.TermMax, offered.TermMin, offered.TermMax);
        values[(int)Piece.Reduction] = Reduction(asked.IntensityGrams, scale.FullGrams);
        values[(int)Piece.CollateralFit] = CollateralFit(asked.CollateralMask, asked.CollateralKinds, offered.CollateralMask);
        values[(int)Piece.Responsiveness] = Responsiveness(offered.Facts.Responsiveness);
        values[(int)Piece.Locality] = Locality(asked.Facts.Region, offered.Facts.BankRegion);
    }

    public static int Weight(this PieceWeights weights, Piece piece) => piece switch
    {
        Piece.Cost => weights.Cost,
        Piece.AmountCover => weights.AmountCover,
        Piece.TermFit => weights.TermFit,
        Piece.Reduction => weights.Reduction,
        Piece.CollateralFit => weights.CollateralFit,
        Piece.Responsiveness => weights.Responsiveness,
        Piece.Locality => weights.Locality,
        _ => throw new ArgumentOutOfRangeException(nameof(piece), piece, "Unknown piece."),
    };
}
