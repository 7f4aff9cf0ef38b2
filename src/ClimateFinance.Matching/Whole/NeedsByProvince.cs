using System.Numerics;

namespace ClimateFinance.Matching;

/// <summary>The open needs of a market, province by province and within one in the order of the columns, in stretches that a worker takes one after the other.</summary>
internal sealed class NeedsByProvince
{
    /// <summary>Needs a stretch: enough to be worth entering a province, few enough to be shared out evenly.</summary>
    private const int Most = 4_096;

    private const int Odd = 100;

    private NeedsByProvince(int[] rows, IReadOnlyList<(int, int, int)> stretches) => (Rows, Stretches) = (rows, stretches);

    /// <summary>Their places in the market's table.</summary>
    public int[] Rows { get; }

    /// <summary>A province by the first two digits of its code, −1 for codes that have none, and which of <see cref="Rows"/> lie in it.</summary>
    public IReadOnlyList<(int Province, int Begin, int End)> Stretches { get; }

    public static NeedsByProvince Of(Table<NeedItem, NeedRow> needs)
    {
        var ends = new int[Odd + 1];
        foreach (var row in Open(needs)) ends[ProvinceOf(needs, row)]++;
        for (var province = 1; province < ends.Length; province++) ends[province] += ends[province - 1];
        var starts = ends.Select((_, province) => province == 0 ? 0 : ends[province - 1]).ToArray();

        var (rows, next) = (new int[ends[^1]], (int[])starts.Clone());
        foreach (var row in Open(needs)) rows[next[ProvinceOf(needs, row)]++] = row;

        List<(int, int, int)> stretches = [];
        for (var province = 0; province < ends.Length; province++)
        {
            for (var begin = starts[province]; begin < ends[province]; begin += Most)
                stretches.Add((province == Odd ? -1 : province, begin, Math.Min(begin + Most, ends[province])));
        }

        return new(rows, stretches);
    }

    private static int ProvinceOf(Table<NeedItem, NeedRow> needs, int row) =>
        needs.Blocks[row >> Block<NeedItem, NeedRow>.RowBits].Rows[row & (Block<NeedItem, NeedRow>.RowCount - 1)].Place is >= 0 and var place ? place >> 16 : Odd;

    private static IEnumerable<int> Open(Table<NeedItem, NeedRow> needs)
    {
        for (var b = 0; b < needs.Blocks.Length; b++)
        {
            var words = needs.Blocks[b].Words;
            for (var w = 0; w < Block<NeedItem, NeedRow>.WordsPerSlot; w++)
            {
                for (var bits = words[(NeedLayout.Live * Block<NeedItem, NeedRow>.WordsPerSlot) + w]; bits != 0; bits &= bits - 1)
                    yield return (b << Block<NeedItem, NeedRow>.RowBits) + (w << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }
}
