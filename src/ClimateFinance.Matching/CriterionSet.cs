using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>A set of hard criteria, as bits in the order of the enum.</summary>
public readonly record struct CriterionSet(ushort Bits)
{
    /// <summary>How many hard criteria there are.</summary>
    public const int Criteria = (int)Criterion.NotExcluded + 1;

    public static CriterionSet Empty => default;

    public bool IsEmpty => Bits == 0;

    public int Count => System.Numerics.BitOperations.PopCount(Bits);

    public bool Contains(Criterion criterion) => (Bits & (1 << (int)criterion)) != 0;

    public CriterionSet With(Criterion criterion) => new((ushort)(Bits | (1 << (int)criterion)));

    /// <summary>Its members in the order of the enum.</summary>
    public IReadOnlyList<Criterion> ToList() =>
        [.. Enumerable.Range(0, Criteria).Select(i => (Criterion)i).Where(Contains)];
}
