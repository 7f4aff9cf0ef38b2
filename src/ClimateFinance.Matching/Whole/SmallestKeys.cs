using System.Runtime.Intrinsics;

namespace ClimateFinance.Matching;

/// <summary>The sixteen smallest of many keys, in order, without a branch: which of them is small is anybody's guess.</summary>
internal static class SmallestKeys
{
    public const int Room = 16;

    /// <param name="into">Room for sixteen; what is not needed holds the largest number.</param>
    public static void Of(ReadOnlySpan<uint> keys, Span<uint> into, ScanPath path)
    {
        if (path == ScanPath.Portable) Portable(keys, into);
        else Wide(keys, into);
    }

    private static void Wide(ReadOnlySpan<uint> keys, Span<uint> into)
    {
        var (low, high) = (Vector256.Create(uint.MaxValue), Vector256.Create(uint.MaxValue));
        var first = Vector256.CreateScalar(uint.MaxValue);
        foreach (var key in keys)
        {
            // Each place takes the key, or what stands before it, or keeps its own: the middle one of the three.
            var it = Vector256.Create(key);
            var beforeLow = Vector256.Shuffle(low, Vector256.Create(7u, 0, 1, 2, 3, 4, 5, 6));
            var beforeHigh = Vector256.ConditionalSelect(first, beforeLow, Vector256.Shuffle(high, Vector256.Create(7u, 0, 1, 2, 3, 4, 5, 6)));
            high = Vector256.Min(high, Vector256.Max(it, beforeHigh));
            low = Vector256.Min(low, Vector256.Max(it, Vector256.AndNot(beforeLow, first)));
        }

        low.CopyTo(into);
        high.CopyTo(into[Vector256<uint>.Count..]);
    }

    private static void Portable(ReadOnlySpan<uint> keys, Span<uint> into)
    {
        into.Fill(uint.MaxValue);
        foreach (var key in keys)
        {
            if (key >= into[Room - 1]) continue;
            var at = Room - 1;
            for (; at > 0 && into[at - 1] > key; at--) into[at] = into[at - 1];
            into[at] = key;
        }
    }
}
