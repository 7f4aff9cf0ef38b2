namespace ClimateFinance.Matching;

/// <summary>What <see cref="Pieces"/> gives under one policy for every gap between rates and every count of kinds of collateral, worked out once.</summary>
internal sealed class PointTables
{
    private const int Kinds = 16;

    /// <summary>Spans of months up to this one are looked up.</summary>
    private const int Months = 64;

    private readonly int termFit;
    private readonly int[] byGap;
    private readonly short[] byOverlap = new short[Months * Months];
    private readonly int[] byKinds = new int[2 * Kinds * Kinds];

    public PointTables(in ScoreScale scale)
    {
        byGap = new int[scale.FullCostGapBp + 1];
        for (var gap = 0; gap < byGap.Length; gap++) byGap[gap] = Pieces.Points(Pieces.Cost(gap, 0, scale.FullCostGapBp), scale.Weights.Cost);
        termFit = scale.Weights.TermFit;
        for (var months = 1; months < Months; months++)
        {
            for (var overlap = 0; overlap <= months; overlap++) byOverlap[(months * Months) + overlap] = (short)TermFitOf(months, overlap);
        }

        byKinds.AsSpan(Kinds * Kinds).Fill(scale.Weights.CollateralFit);
        for (var asked = 0; asked < Kinds; asked++)
        {
            for (var shared = 0; shared <= asked; shared++)
                byKinds[(asked * Kinds) + shared] = Pieces.Points(Pieces.CollateralFit(Secured(asked), asked, Secured(shared)), scale.Weights.CollateralFit);
        }
    }

    /// <summary>What is given for the cost, by the gap in basis points; for a wider gap as for the widest here.</summary>
    public ReadOnlySpan<int> ByGap => byGap;

    /// <summary>As <see cref="TermFit"/> for one need; empty where that is not looked up.</summary>
    public ReadOnlySpan<short> ByOverlap(int asked) => asked < Months ? byOverlap.AsSpan(asked * Months, Months) : [];

    /// <summary>As <see cref="Collateral"/> for one need and products that ask for some.</summary>
    public ReadOnlySpan<int> ByKinds(int asked) => byKinds.AsSpan(asked * Kinds, Kinds);

    /// <param name="gapBp">Not below 0.</param>
    public int Cost(int gapBp) => byGap[Math.Min(gapBp, byGap.Length - 1)];

    /// <param name="asked">How many months the need could live with, from 1.</param>
    /// <param name="overlap">How many of them the product offers, from 0.</param>
    public int TermFit(int asked, int overlap) => asked < Months ? byOverlap[(asked * Months) + overlap] : TermFitOf(asked, overlap);

    /// <param name="asked">How many kinds the need offers, 0 to 15.</param>
    /// <param name="shared">How many of them the product accepts.</param>
    /// <param name="unsecured">1 where the product asks for none, else 0.</param>
    public int Collateral(int asked, int shared, int unsecured) => byKinds[(((unsecured * Kinds) + asked) * Kinds) + shared];

    private int TermFitOf(int asked, int overlap) => Pieces.Points((int)((uint)overlap * Measures.Full / (uint)asked), termFit);

    /// <summary>So many kinds, none of them the one that asks for nothing.</summary>
    private static int Secured(int kinds) => ((1 << kinds) - 1) << 1;
}
