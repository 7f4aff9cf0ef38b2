using System.Collections.Frozen;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>The sums under one key, of those measures that were asked for.</summary>
internal sealed class MarketSums(string key, IReadOnlyDictionary<string, decimal> values)
{
    public static MarketSums Nothing { get; } = new("total", Measures.Names.ToFrozenDictionary(name => name, _ => 0m, StringComparer.Ordinal));

    public string Key => key;

    public decimal this[string measure] => values[measure];

    public long Count(string measure) => (long)this[measure];

    public CreditSums Credit(string rung) =>
        new(this[$"{rung}_line"], this[$"{rung}_term"], this[$"{rung}_bp"], this[$"{rung}_lpr1y"], this[$"{rung}_lpr5y"]);
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
