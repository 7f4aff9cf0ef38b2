using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Domain.Climate;

/// <summary>
/// Propagation of uncertainty by first-order error propagation (IPCC 2006 Guidelines, volume 1, chapter 3, approach 1). Half-widths of 95 %
/// ranges in per cent. For a product, equation 3.1: U = √(U₁² + U₂²). For a sum, equation 3.2: U = √(Σ (Uᵢ·xᵢ)²) ÷ |Σ xᵢ|. Lines with the
/// same factor row are not independent in it: their quantities are added first, with their own uncertainties, and the factor's uncertainty
/// applies once to the sum.
/// </summary>
public static class Uncertainty
{
    /// <summary>Of a product of independent quantities, in per cent (equation 3.1).</summary>
    public static decimal OfProduct(params IEnumerable<decimal> percents) => Exact.Sqrt(percents.Sum(u => u * u));

    /// <summary>Of a sum of independent terms, in per cent of its amount (equation 3.2); null when the sum is zero.</summary>
    public static decimal? OfSum(params IEnumerable<(decimal Value, decimal Percent)> terms)
    {
        var all = terms.ToArray();
        var sum = all.Sum(t => t.Value);
        return sum == 0m ? null : Exact.Sqrt(all.Sum(t => Square(t.Value * t.Percent / 100m))) / Math.Abs(sum) * 100m;
    }

    /// <summary>A total that its lines exceed so many times over is a difference too fine to be known: no range is stated for it.</summary>
    private const decimal MaxRatio = 1_000_000m;

    /// <summary>
    /// Of an estimate's total, in per cent to 0.01; null while a line's uncertainty is not known, and where the total is nothing beside its lines.
    /// </summary>
    public static decimal? OfTotal(IReadOnlyList<ReductionLine> lines)
    {
        if (lines.Any(l => l.ActivityUncertaintyPercent is null || l.FactorUncertaintyPercent is null)) return null;
        var total = lines.Sum(l => l.Tco2ePerYear);
        if (total == 0m || lines.Any(l => Math.Abs(l.Tco2ePerYear) > MaxRatio * Math.Abs(total))) return null;

        // In parts of the total, so that squares of large tonnages stay within a decimal.
        var variance = 0m;
        foreach (var row in lines.GroupBy(l => (l.FactorId, l.FactorVersion)))
        {
            variance += row.Sum(l => Square(l.Tco2ePerYear / total * l.ActivityUncertaintyPercent!.Value));
            variance += Square(row.Sum(l => l.Tco2ePerYear) / total * row.First().FactorUncertaintyPercent!.Value);
        }

        return Exact.Round(Exact.Sqrt(variance), 2);
    }

    private static decimal Square(decimal value) => value * value;
}
