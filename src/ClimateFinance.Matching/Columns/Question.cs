using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ClimateFinance.Matching;

/// <summary>How wide the machine's registers are read; every width gives the same bits.</summary>
internal enum ScanPath
{
    Portable,
    Wide256,
    Wide512,
}

/// <summary>
/// What a query asks of every block: slots that must all hold, and groups of which one slot each must hold.
/// Lives on the caller's stack; the most selective slots go first, so that a block without survivors is left early.
/// </summary>
internal ref struct Question(Span<int> all, Span<int> groups)
{
    /// <summary>After so many slots a block that has no survivor left is dropped.</summary>
    private const int EarlySlots = 3;

    private const int Words = Block<object, int>.WordsPerSlot;

    private readonly Span<int> all = all;
    private readonly Span<int> groups = groups;
    private int allCount;
    private int groupsLength;
    private int groupStart;

    public static ScanPath Widest { get; } =
        Vector512.IsHardwareAccelerated ? ScanPath.Wide512 : Vector256.IsHardwareAccelerated ? ScanPath.Wide256 : ScanPath.Portable;

    public void All(int slot) => all[allCount++] = slot * Words;

    /// <summary>"At most limit" on a threshold column.</summary>
    public void AtMost(Thresholds thresholds, int baseSlot, long limit)
    {
        if (thresholds.SlotFor(limit) is >= 0 and var slot) All(baseSlot + slot);
    }

    public void BeginAny()
    {
        groupStart = groupsLength;
        groups[groupsLength++] = 0;
    }

    public void Any(int slot)
    {
        groups[groupStart]++;
        groups[groupsLength++] = slot * Words;
    }

    /// <summary>The rows of a block that pass, as bits; false when there is none.</summary>
    public readonly bool Survivors(ScanPath path, ulong[] words, Span<ulong> survivors) => path switch
    {
        ScanPath.Wide512 => Wide512(words, survivors),
        ScanPath.Wide256 => Wide256(words, survivors),
        _ => Portable(words, survivors),
    };

    private readonly bool Wide512(ulong[] words, Span<ulong> survivors)
    {
        ref var word = ref MemoryMarshal.GetArrayDataReference(words);
        Vector512<ulong> a = Vector512<ulong>.AllBitsSet, b = a;
        for (var i = 0; i < allCount; i++)
        {
            ref var slot = ref Unsafe.Add(ref word, all[i]);
            a &= Vector512.LoadUnsafe(ref slot);
            b &= Vector512.LoadUnsafe(ref slot, 8);
            if (i == EarlySlots && (a | b) == Vector512<ulong>.Zero) return false;
        }

        for (var g = 0; g < groupsLength;)
        {
            Vector512<ulong> c = Vector512<ulong>.Zero, d = c;
            for (var left = groups[g++]; left > 0; left--)
            {
                ref var slot = ref Unsafe.Add(ref word, groups[g++]);
                c |= Vector512.LoadUnsafe(ref slot);
                d |= Vector512.LoadUnsafe(ref slot, 8);
            }

            a &= c;
            b &= d;
        }

        ref var to = ref MemoryMarshal.GetReference(survivors);
        a.StoreUnsafe(ref to);
        b.StoreUnsafe(ref to, 8);
        return (a | b) != Vector512<ulong>.Zero;
    }

    private readonly bool Wide256(ulong[] words, Span<ulong> survivors)
    {
        ref var word = ref MemoryMarshal.GetArrayDataReference(words);
        Vector256<ulong> a = Vector256<ulong>.AllBitsSet, b = a, c = a, d = a;
        for (var i = 0; i < allCount; i++)
        {
            ref var slot = ref Unsafe.Add(ref word, all[i]);
            a &= Vector256.LoadUnsafe(ref slot);
            b &= Vector256.LoadUnsafe(ref slot, 4);
            c &= Vector256.LoadUnsafe(ref slot, 8);
            d &= Vector256.LoadUnsafe(ref slot, 12);
            if (i == EarlySlots && (a | b | c | d) == Vector256<ulong>.Zero) return false;
        }

        for (var g = 0; g < groupsLength;)
        {
            Vector256<ulong> e = Vector256<ulong>.Zero, f = e, h = e, k = e;
            for (var left = groups[g++]; left > 0; left--)
            {
                ref var slot = ref Unsafe.Add(ref word, groups[g++]);
                e |= Vector256.LoadUnsafe(ref slot);
                f |= Vector256.LoadUnsafe(ref slot, 4);
                h |= Vector256.LoadUnsafe(ref slot, 8);
                k |= Vector256.LoadUnsafe(ref slot, 12);
            }

            a &= e;
            b &= f;
            c &= h;
            d &= k;
        }

        ref var to = ref MemoryMarshal.GetReference(survivors);
        a.StoreUnsafe(ref to);
        b.StoreUnsafe(ref to, 4);
        c.StoreUnsafe(ref to, 8);
        d.StoreUnsafe(ref to, 12);
        return (a | b | c | d) != Vector256<ulong>.Zero;
    }

    private readonly bool Portable(ulong[] words, Span<ulong> survivors)
    {
        survivors.Fill(ulong.MaxValue);
        for (var i = 0; i < allCount; i++)
        {
            var slot = words.AsSpan(all[i], Words);
            var rest = 0UL;
            for (var w = 0; w < Words; w++) rest |= survivors[w] &= slot[w];
            if (i == EarlySlots && rest == 0) return false;
        }

        Span<ulong> any = stackalloc ulong[Words];
        for (var g = 0; g < groupsLength;)
        {
            any.Clear();
            for (var left = groups[g++]; left > 0; left--)
            {
                var slot = words.AsSpan(groups[g++], Words);
                for (var w = 0; w < Words; w++) any[w] |= slot[w];
            }

            for (var w = 0; w < Words; w++) survivors[w] &= any[w];
        }

        return survivors.ContainsAnyExcept(0UL);
    }
}
