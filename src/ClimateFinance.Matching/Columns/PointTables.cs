namespace ClimateFinance.Matching;

/// <summary>What <see cref="Pieces"/> gives under one policy for every gap between rates and every count of kinds of collateral, worked out once.</summary>
internal sealed class PointTables
{
    private const int Kinds = 16;

    private readonly int[] byGap;
    private readonly int[] byKinds = new int[Kinds * Kinds];

    public PointTables(in ScoreScale scale)
    {
        byGap = new int[scale.FullCostGapBp + 1];
        for (var gap = 0; gap < byGap.Length; gap++) byGap[gap] = Pieces.Points(Pieces.Cost(gap, 0, scale.FullCostGapBp), scale.Weights.Cost);
        for (var asked = 0; asked < Kinds; asked++)
        {
            for (var shared = 0; shared <= asked; shared++)
                byKinds[(asked * Kinds) + shared] = Pieces.Points(Pieces.CollateralFit(Secured(asked), asked, Secured(shared)), scale.Weights.CollateralFit);
        }
    }

    /// <param name="gapBp">Not below 0.</param>
    public int Cost(int gapBp) => byGap[Math.Min(gapBp, byGap.Length - 1)];

    /// <param name="asked">How many kinds the need offers, 0 to 15.</param>
    /// <param name="shared">How many of them the product accepts; it asks for some.</param>
    public int Collateral(int asked, int shared) => byKinds[(asked * Kinds) + shared];

    /// <summary>So many kinds, none of them the one that asks for nothing.</summary>
    private static int Secured(int kinds) => ((1 << kinds) - 1) << 1;
}
