using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ClimateFinance.Matching;

/// <summary>
/// Gives each distinct value a small number, for good. Shared by all snapshots of a market; only ever grows, by one writer at a time,
/// while readers look up, without making a text. A value is known by its text.
/// </summary>
internal sealed class Names<T>
{
    private readonly ConcurrentDictionary<string, int> ids;
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> byText;
    private readonly Lock growing = new();
    private T[] values = new T[64];
    private int count;

    public Names()
    {
        ids = new(StringComparer.Ordinal);
        byText = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => Volatile.Read(ref count);

    public T this[int id] => Volatile.Read(ref values)[id];

    /// <param name="make">Makes the value when its text is seen for the first time.</param>
    public int Of<TFrom>(ReadOnlySpan<char> text, TFrom from, Func<TFrom, T> make)
    {
        if (byText.TryGetValue(text, out var known)) return known;
        lock (growing)
        {
            if (byText.TryGetValue(text, out known)) return known;
            var value = make(from);
            var id = count++;
            if (id == values.Length)
            {
                var larger = new T[values.Length * 2];
                values.CopyTo(larger, 0);
                Volatile.Write(ref values, larger);
            }

            values[id] = value;
            byText[text] = id;
            return id;
        }
    }
}

/// <summary>
/// Remembers a small answer for two numbers: 0 is "not yet asked", answers are 1 to 255. Writers may race: they write the same byte.
/// A row is as long as there were second numbers when it was begun; beyond that, and beyond its budget, it remembers nothing and asks each time.
/// </summary>
internal sealed class Memo(Func<int, int, byte> ask, Func<int> seconds)
{
    private const int MostRows = 8_192;
    private const int MostSeconds = 65_536;
    private const long Budget = 64_000_000;

    private readonly byte[]?[] rows = new byte[]?[MostRows];
    private long spent;

    /// <summary>The answers for one first number; empty where nothing is remembered.</summary>
    public Span<byte> Row(int first)
    {
        if (first >= MostRows) return [];
        if (Volatile.Read(ref rows[first]) is { } known) return known;

        var length = (int)Math.Min(MostSeconds, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, seconds())));
        if (Interlocked.Add(ref spent, length) > Budget) return [];
        return Interlocked.CompareExchange(ref rows[first], new byte[length], null) ?? rows[first];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Answer(Span<byte> row, int first, int second)
    {
        var known = (uint)second < (uint)row.Length ? row[second] : (byte)0;
        return known != 0 ? known : Ask(row, first, second);
    }

    private byte Ask(Span<byte> row, int first, int second)
    {
        var answer = ask(first, second);
        if ((uint)second < (uint)row.Length) row[second] = answer;
        return answer;
    }
}
