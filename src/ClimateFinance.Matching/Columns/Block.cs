namespace ClimateFinance.Matching;

/// <summary>
/// 1 024 rows. <see cref="Words"/> holds one bitmap of 16 words for each slot; <see cref="Rows"/> the figures that survivors are judged by.
/// Never changed once published: a changed row makes another block.
/// </summary>
internal sealed class Block<TItem, TRow>(ulong[] words, TRow[] rows, TItem?[] items)
    where TItem : class
    where TRow : unmanaged
{
    public const int RowBits = 10;
    public const int RowCount = 1 << RowBits;
    public const int WordsPerSlot = RowCount / 64;

    public readonly ulong[] Words = words;
    public readonly TRow[] Rows = rows;
    public readonly TItem?[] Items = items;

    public static Block<TItem, TRow> Empty(int slots) => new(new ulong[slots * WordsPerSlot], new TRow[RowCount], new TItem?[RowCount]);

    public Block<TItem, TRow> Copy() => new((ulong[])Words.Clone(), (TRow[])Rows.Clone(), (TItem?[])Items.Clone());
}

/// <summary>How a kind of row is laid out in bitmaps.</summary>
internal interface ILayout<in TItem, TRow>
    where TRow : unmanaged
{
    int Slots { get; }

    TRow RowOf(TItem item);

    /// <summary>Names every slot that the item belongs to.</summary>
    void Mark(TItem item, ref SlotMarker marker);
}

/// <summary>Sets one row's bit in the slots it is told.</summary>
internal readonly ref struct SlotMarker(Span<ulong> words, int row)
{
    private readonly Span<ulong> words = words;

    public void Set(int slot) => words[(slot * Block<object, int>.WordsPerSlot) + (row >> 6)] |= 1UL << (row & 63);

    public void Set(int firstSlot, int endSlot)
    {
        for (var slot = firstSlot; slot < endSlot; slot++) Set(slot);
    }

    /// <summary>Every bound of a threshold column that the figure does not exceed.</summary>
    public void SetFrom(Thresholds thresholds, int baseSlot, long figure) =>
        Set(baseSlot + thresholds.FirstSlot(figure), baseSlot + Thresholds.Most);

    public void Clear(int slots)
    {
        for (var slot = 0; slot < slots; slot++) words[(slot * Block<object, int>.WordsPerSlot) + (row >> 6)] &= ~(1UL << (row & 63));
    }
}

/// <summary>An immutable sequence of blocks; a change copies the one block it touches and the spine.</summary>
internal sealed class Table<TItem, TRow>
    where TItem : class
    where TRow : unmanaged
{
    private readonly ILayout<TItem, TRow> layout;

    private Table(Block<TItem, TRow>[] blocks, ILayout<TItem, TRow> layout) => (Blocks, this.layout) = (blocks, layout);

    public Block<TItem, TRow>[] Blocks { get; }

    public static Table<TItem, TRow> Build(IReadOnlyList<TItem> items, ILayout<TItem, TRow> layout)
    {
        var blocks = new Block<TItem, TRow>[(items.Count + Block<TItem, TRow>.RowCount - 1) / Block<TItem, TRow>.RowCount];
        for (var b = 0; b < blocks.Length; b++) blocks[b] = Block<TItem, TRow>.Empty(layout.Slots);
        for (var i = 0; i < items.Count; i++) Write(blocks[i >> Block<TItem, TRow>.RowBits], i & (Block<TItem, TRow>.RowCount - 1), items[i], layout);
        return new(blocks, layout);
    }

    public TItem? this[int row] => Blocks[row >> Block<TItem, TRow>.RowBits].Items[row & (Block<TItem, TRow>.RowCount - 1)];

    /// <summary>With another item, or none, in a row; a row just past the end makes a new block.</summary>
    public Table<TItem, TRow> With(int row, TItem? item)
    {
        var at = row >> Block<TItem, TRow>.RowBits;
        var blocks = new Block<TItem, TRow>[Math.Max(Blocks.Length, at + 1)];
        Blocks.CopyTo(blocks, 0);
        blocks[at] = at < Blocks.Length ? Blocks[at].Copy() : Block<TItem, TRow>.Empty(layout.Slots);
        Write(blocks[at], row & (Block<TItem, TRow>.RowCount - 1), item, layout);
        return new(blocks, layout);
    }

    private static void Write(Block<TItem, TRow> block, int row, TItem? item, ILayout<TItem, TRow> layout)
    {
        var marker = new SlotMarker(block.Words, row);
        if (block.Items[row] is not null) marker.Clear(layout.Slots);
        block.Items[row] = item;
        block.Rows[row] = item is null ? default : layout.RowOf(item);
        if (item is not null) layout.Mark(item, ref marker);
    }
}
