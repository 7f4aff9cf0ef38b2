namespace ClimateFinance.Matching;

/// <summary>Keeps the first <c>top</c> of what it is shown, in order of the keys. Insertion by halving: tops are small.</summary>
internal sealed class Best<T>(int top, RankKey? after)
{
    private readonly List<(RankKey Key, T Item)> kept = new(Math.Min(top, 256));

    /// <summary>How many were shown, whether kept or not, before the cursor or not.</summary>
    public int Shown { get; private set; }

    public IEnumerable<(RankKey Key, T Item)> InOrder => kept;

    public void Show(RankKey key, T item)
    {
        Shown++;
        if (after is { } cursor && key <= cursor) return;
        if (kept.Count == top && (top == 0 || key >= kept[^1].Key)) return;

        int low = 0, high = kept.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (kept[middle].Key < key) low = middle + 1;
            else high = middle;
        }

        if (kept.Count == top) kept.RemoveAt(kept.Count - 1);
        kept.Insert(low, (key, item));
    }
}
