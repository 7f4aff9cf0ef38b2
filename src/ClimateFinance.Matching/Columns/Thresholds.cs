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

    private readonly long[] bounds;

    public Thresholds(IEnumerable<long> figures)
    {
        long[] sorted = [.. figures.Order()];
        long[] distinct = [.. sorted.Distinct()];
        bounds = distinct.Length <= Most
            ? distinct
            : [.. Enumerable.Range(1, Most).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / Most)]).Distinct()];
    }

    /// <summary>The slots from this one on hold a row with that figure; <see cref="Most"/> or more when none does.</summary>
    public int FirstSlot(long figure)
    {
        int low = 0, high = bounds.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (bounds[middle] < figure) low = middle + 1;
            else high = middle;
        }

        return low == bounds.Length ? Most : low;
    }

    /// <summary>The slot to read for "at most <paramref name="limit"/>"; −1 when every row may pass.</summary>
    public int SlotFor(long limit)
    {
        var slot = FirstSlot(limit);
        return slot == Most ? -1 : slot;
    }
}
