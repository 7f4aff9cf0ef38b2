using System.Runtime.CompilerServices;
using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>The points of each piece, in the order of the enum.</summary>
[InlineArray(Pieces.Count)]
public struct PiecePoints
{
    private int first;

    public int this[Piece piece] => this[(int)piece];
}

/// <summary>One place of a ranking from the columns: where it stands, which one it is, and why, in points.</summary>
/// <typeparam name="TFacts"><see cref="ProductFacts"/> in a ranking for a need, <see cref="NeedFacts"/> in one for a product.</typeparam>
public readonly record struct Ranked<TFacts>(RankKey Key, TFacts Facts, PiecePoints Points);
