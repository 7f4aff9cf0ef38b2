using System.Numerics;
using System.Runtime.CompilerServices;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>What one need's products score for the figures: <see cref="RowJudge.Score"/> but for the bank's record and the place, with the need's side looked up before.</summary>
internal readonly ref struct NeedScorer
{
    private const int CreditBit = 1 << (int)CollateralKind.Credit;

    private readonly PointTables tables;
    private readonly ReadOnlySpan<int> byGap;
    private readonly ReadOnlySpan<short> byOverlap;
    private readonly ReadOnlySpan<int> byKinds;
    private readonly CoverShare cover;
    private readonly long amountFen;
    private readonly long investmentFen;
    private readonly int rateMaxBp;
    private readonly int termMin;
    private readonly int termMax;
    private readonly int collateral;
    private readonly int unsecured;
    private readonly int fixedPoints;

    public NeedScorer(NeedItem need, CoverShare cover, PointTables tables)
    {
        ref readonly var asked = ref need.Row;
        this.tables = tables;
        this.cover = cover;
        byGap = tables.ByGap;
        byOverlap = tables.ByOverlap(asked.TermMax - asked.TermMin + 1);
        byKinds = tables.ByKinds(need.Asked.CollateralKinds);
        (amountFen, investmentFen, rateMaxBp) = (asked.AmountFen, asked.InvestmentFen, asked.RateMaxBp);
        (termMin, termMax) = (asked.TermMin, asked.TermMax);
        collateral = asked.CollateralMask;
        unsecured = tables.Collateral(0, 0, CreditBit);
        fixedPoints = asked.ReductionPoints;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Points(in ShelfRow offered)
    {
        // Without a branch: which of two is less is anybody's guess.
        var overlap = Least(termMax, -offered.TermMaxBelow) + Least(-termMin, -offered.TermMin) + 1;
        var shared = byKinds[BitOperations.PopCount((uint)(collateral & offered.CollateralMask))];
        return fixedPoints
            + byGap[Least(rateMaxBp - offered.RateBp, byGap.Length - 1)]
            + cover.Points(RowJudge.CoverFen(amountFen, investmentFen, -offered.MostFenBelow, -offered.ShareBelow))
            + (byOverlap.Length != 0 ? byOverlap[overlap] : tables.TermFit(termMax - termMin + 1, overlap))
            + shared + ((unsecured - shared) & -(offered.CollateralMask & CreditBit));
    }

    private static int Least(int a, int b) => b + ((a - b) & ((a - b) >> 31));
}
