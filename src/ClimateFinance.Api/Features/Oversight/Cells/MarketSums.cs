using System.Data.Common;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>The sums under one key, of those measures that were asked for.</summary>
internal sealed class MarketSums(string key, MeasureSet measures)
{
    private readonly decimal[] values = new decimal[measures.Names.Count];

    public string Key => key;

    public decimal this[string measure] => values[measures.PlaceOf(measure)];

    /// <summary>Whether anything at all was counted under the key.</summary>
    public bool Any => Array.Exists(MeasureSet.Anything, name => this[name] != 0);

    /// <summary>Puts on the measures of a row, which stand in the set's order from this column on.</summary>
    public void Add(DbDataReader row, int first)
    {
        for (var i = 0; i < values.Length; i++) values[i] += row.GetDecimal(first + i);
    }

    public long Count(string measure) => (long)this[measure];

    public CreditSums Credit(string rung) =>
        new(this[$"{rung}_line"], this[$"{rung}_term"], this[$"{rung}_bp"], this[$"{rung}_lpr1y"], this[$"{rung}_lpr5y"]);
}

/// <summary>
/// The answer to a question: cells and what changed since they were summed come as rows of their own, a key's are added up here. The server would spend more on
/// adding the two of four hundred keys than on everything else.
/// </summary>
internal sealed class SumsSlot(Sql query, MeasureSet measures) : RowsPart(query)
{
    private readonly Dictionary<string, MarketSums> byKey = new(StringComparer.Ordinal);
    private long keys;

    /// <summary>By key, in no order; none of a key under which nothing was counted.</summary>
    public IEnumerable<MarketSums> Rows => byKey.Values.Where(sums => sums.Any);

    /// <summary>How many keys there are, those beyond the limit among them.</summary>
    public long Keys => Math.Max(keys, Rows.LongCount());

    /// <summary>The only one of a question without keys; zeros when nothing was counted.</summary>
    public MarketSums Total => Rows.SingleOrDefault() ?? new MarketSums("total", measures);

    public override void Clear()
    {
        byKey.Clear();
        keys = 0;
    }

    public override void Take(DbDataReader row)
    {
        var key = row.GetString(0);
        if (!byKey.TryGetValue(key, out var sums)) byKey.Add(key, sums = new MarketSums(key, measures));
        keys = row.GetInt64(1);
        sums.Add(row, 2);
    }
}

/// <summary>Lines in sum, and what averages weighted by the line are worked out of.</summary>
/// <param name="Line">Σ line.</param>
/// <param name="Term">Σ line × months.</param>
/// <param name="Bp">Σ line × basis points over the benchmark.</param>
/// <param name="Lpr1y">Σ line of those that follow the one-year LPR.</param>
/// <param name="Lpr5y">Σ line of those that follow the over-five-year LPR.</param>
internal sealed record CreditSums(decimal Line, decimal Term, decimal Bp, decimal Lpr1y, decimal Lpr5y)
{
    /// <summary>Σ line × months ÷ Σ line, one decimal.</summary>
    public decimal? AverageTermMonths => Line == 0 ? null : Math.Round(Term / Line, 1, MidpointRounding.AwayFromZero);

    /// <summary>Σ line × all-in rate ÷ Σ line in per cent, three decimals, by the LPR in basis points.</summary>
    public decimal? AverageRatePercent(int lpr1y, int lpr5y) =>
        Line == 0 ? null : Math.Round((Bp + (Lpr1y * lpr1y) + (Lpr5y * lpr5y)) / Line / 100m, 3, MidpointRounding.AwayFromZero);
}
