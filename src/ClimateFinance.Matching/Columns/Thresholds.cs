namespace ClimateFinance.Matching;

/// <summary>
/// The bounds at which one column of figures is cut into bitmaps: slot i holds the rows whose figure is at most bound i.
/// A question "at most x" reads the first bound not below x, a superset that the exact comparison then thins; so a figure
/// that comes later never needs a new bound, and bounds that have grown old cost speed, never truth.
/// Columns that are asked for "at least" are stored negated.
/// </summary>
internal sealed class Thresholds
{
    /// <summary>So many bounds a column has at most; with fewer distinct figures each has its own and the bitmap is exact.</summary>
    public const int Most = 32;

    /// <summary>In order; those that are not there stand above all figures.</summary>
    private readonly long[] bounds = new long[Most];
    private readonly int count;

    public Thresholds(IEnumerable<long> figures)
    {
        long[] sorted = [.. figures];
        Array.Sort(sorted);
        long[] distinct = [.. Distinct(sorted).Take(Most + 1)];
        if (distinct.Length > Most) distinct = [.. Enumerable.Range(1, Most).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / Most)]).Distinct()];
        count = distinct.Length;
        distinct.CopyTo(bounds, 0);
        bounds.AsSpan(count).Fill(long.MaxValue);
    }

    private static IEnumerable<long> Distinct(long[] sorted)
    {
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1]) yield return sorted[i];
        }
    }

    /// <summary>The slots from this one on hold a row with that figure; <see cref="Most"/> or more when none does.</summary>
    public int FirstSlot(long figure)
    {
        // Halving without a branch: which way it goes is anybody's guess.
        var below = 0;
        for (var half = Most / 2; half > 0; half /= 2) below += bounds[below + half - 1] < figure ? half : 0;
        below += bounds[below] < figure ? 1 : 0;
        return below >= count ? Most : below;
    }

    /// <summary>The slot to read for "at most <paramref name="limit"/>"; −1 when every row may pass.</summary>
    public int SlotFor(long limit)
    {
        var slot = FirstSlot(limit);
        return slot == Most ? -1 : slot;
    }
}
