using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ClimateFinance.Matching;

/// <summary>
/// Bitmaps of the products of a province: one for everything that is served, every kind of collateral, every green name, and every bound at which
/// <see cref="Thresholds"/> cut a figure; those leave too many, never too few.
/// </summary>
internal sealed class ProvinceMaps(ProductShelf shelf)
{
    private const int Served = ShelfRow.Figures * Thresholds.Most;
    private const int Taken = Served + ProductShelf.Services;
    private const int Kinds = 15;
    private const int Green = Taken + Kinds;
    private const int AnyGreen = Green + Buckets.Greens;
    private const int End = AnyGreen + 1;

    /// <summary>Bitmaps are read by so many words.</summary>
    private const int Stride = 4;

    private readonly ulong[] words = new ulong[End * WordsOf(shelf.Count)];

    /// <summary>How many words a bitmap has.</summary>
    public int Words { get; private set; }

    public static int WordsOf(int products) => (products + (64 * Stride) - 1) / (64 * Stride) * Stride;

    public static void Set(Span<ulong> map, int member) => map[member >> 6] |= 1UL << (member & 63);

    public void Begin(int members)
    {
        Words = WordsOf(members);
        words.AsSpan(0, End * Words).Clear();
    }

    public void Add(int member, in ShelfRow row, int[] greens)
    {
        for (var figure = 0; figure < ShelfRow.Figures; figure++)
        {
            if (shelf.Bounds[figure].FirstSlot(row[figure]) is < Thresholds.Most and var bound) Set(Map((figure * Thresholds.Most) + bound), member);
        }

        for (var bits = (uint)row.Serves; bits != 0; bits &= bits - 1) Set(Map(Served + BitOperations.TrailingZeroCount(bits)), member);
        for (var bits = (uint)row.CollateralMask; bits != 0; bits &= bits - 1) Set(Map(Taken + BitOperations.TrailingZeroCount(bits)), member);
        if (greens.Length == 0) Set(Map(AnyGreen), member);
        foreach (var green in greens) Set(Map(Green + green), member);
    }

    /// <summary>After the last one: each bound holds those below it too.</summary>
    public void Finish()
    {
        for (var figure = 0; figure < ShelfRow.Figures; figure++)
        {
            for (var bound = 1; bound < Thresholds.Most; bound++)
            {
                var below = Map((figure * Thresholds.Most) + bound - 1);
                var map = Map((figure * Thresholds.Most) + bound);
                for (var w = 0; w < map.Length; w++) map[w] |= below[w];
            }
        }
    }

    /// <summary>Leaves of the survivors those that pass every bitmap.</summary>
    [SkipLocalsInit]
    public void Thin(NeedItem need, in ShelfRow asked, ScanPath path, Span<ulong> survivors)
    {
        Span<int> all = stackalloc int[ShelfRow.Figures + ProductShelf.Services];
        Span<int> taken = stackalloc int[Kinds];
        var (alls, kinds) = (0, 0);
        for (var figure = 0; figure < ShelfRow.Figures; figure++)
        {
            if (shelf.Bounds[figure].SlotFor(asked[figure]) is >= 0 and var bound) all[alls++] = ((figure * Thresholds.Most) + bound) * Words;
        }

        for (var bits = (uint)ProductShelf.Wanted(need); bits != 0; bits &= bits - 1) all[alls++] = (Served + BitOperations.TrailingZeroCount(bits)) * Words;
        for (var bits = (uint)ProductShelf.Offered(need); bits != 0; bits &= bits - 1) taken[kinds++] = (Taken + BitOperations.TrailingZeroCount(bits)) * Words;
        if (path == ScanPath.Portable) Portable(all[..alls], taken[..kinds], need.GreenSlots, survivors);
        else Wide(all[..alls], taken[..kinds], need.GreenSlots, survivors);
    }

    private void Wide(ReadOnlySpan<int> all, ReadOnlySpan<int> taken, int[] greens, Span<ulong> survivors)
    {
        ref var map = ref MemoryMarshal.GetArrayDataReference(words);
        ref var left = ref MemoryMarshal.GetReference(survivors);
        for (var w = 0; w < Words; w += Stride)
        {
            var (kind, green) = (Vector256<ulong>.Zero, Vector256.LoadUnsafe(ref map, (nuint)((AnyGreen * Words) + w)));
            var hold = Vector256.LoadUnsafe(ref left, (nuint)w);
            foreach (var at in all) hold &= Vector256.LoadUnsafe(ref map, (nuint)(at + w));
            foreach (var at in taken) kind |= Vector256.LoadUnsafe(ref map, (nuint)(at + w));
            foreach (var slot in greens) green |= Vector256.LoadUnsafe(ref map, (nuint)(((Green + slot) * Words) + w));
            (hold & kind & green).StoreUnsafe(ref left, (nuint)w);
        }
    }

    private void Portable(ReadOnlySpan<int> all, ReadOnlySpan<int> taken, int[] greens, Span<ulong> survivors)
    {
        for (var w = 0; w < Words; w++)
        {
            var (kind, green) = (0UL, words[(AnyGreen * Words) + w]);
            foreach (var at in all) survivors[w] &= words[at + w];
            foreach (var at in taken) kind |= words[at + w];
            foreach (var slot in greens) green |= words[((Green + slot) * Words) + w];
            survivors[w] &= kind & green;
        }
    }

    private Span<ulong> Map(int slot) => words.AsSpan(slot * Words, Words);
}
