using System.Collections.Concurrent;

namespace ClimateFinance.Matching;

/// <summary>
/// Gives each distinct value a small number, for good. Shared by all snapshots of a market; only ever grows, by one writer at a time,
/// while readers look up. A value is known by its text.
/// </summary>
internal sealed class Names<T>
{
    private readonly ConcurrentDictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Lock growing = new();
    private T[] values = new T[64];
    private int count;

    public T this[int id] => Volatile.Read(ref values)[id];

    public int Of(string text, T value)
    {
        if (ids.TryGetValue(text, out var known)) return known;
        lock (growing)
        {
            if (ids.TryGetValue(text, out known)) return known;
            var id = count++;
            if (id == values.Length)
            {
                var larger = new T[values.Length * 2];
                values.CopyTo(larger, 0);
                Volatile.Write(ref values, larger);
            }

            values[id] = value;
            ids[text] = id;
            return id;
        }
    }
}

/// <summary>
/// Remembers a small answer for two numbers: 0 is "not yet asked", answers are 1 to 255. Writers may race: they write the same byte.
/// Beyond its bounds, which keep it at a few megabytes, it remembers nothing and asks each time.
/// </summary>
internal sealed class Memo(Func<int, int, byte> ask)
{
    private const int Bound = 2_048;
    private readonly byte[]?[] rows = new byte[]?[Bound];

    /// <summary>The answers for one first number; an empty span beyond the bound.</summary>
    public Span<byte> Row(int first)
    {
        if (first >= Bound) return [];
        return Volatile.Read(ref rows[first]) ?? Interlocked.CompareExchange(ref rows[first], new byte[Bound], null) ?? rows[first];
    }

    public byte Answer(Span<byte> row, int first, int second)
    {
        if ((uint)second >= (uint)row.Length) return ask(first, second);
        var known = row[second];
        return known != 0 ? known : row[second] = ask(first, second);
    }
}
