namespace ClimateFinance.Domain.Money;

/// <summary>The internal rate of return of a loan.</summary>
internal static class InternalRate
{
    private const int MaxSteps = 300;
    private const decimal Exact = 1e-24m;

    /// <summary>
    /// The monthly rate i with received = Σ paidₖ ÷ (1+i)ᵏ. In v = 1 ÷ (1+i) the sum rises from 0 at v = 0, so there is exactly one root; it is
    /// at most 1 because what is paid is no less than what was received. Newton's step wherever it stays inside the bracket that is known to
    /// hold the root, a halving of the bracket where it does not; all in decimals.
    /// </summary>
    public static decimal Monthly(decimal received, IReadOnlyList<decimal> paid)
    {
        // In parts of what was received, so that sum and slope fit at any size.
        var parts = paid.Select(amount => amount / received).ToArray();
        var (low, high, v, last) = (0m, 1m, 1m, 1m);
        if (Value(parts, 1m).Sum <= 0m) return 0m;
        for (var step = 0; step < MaxSteps && last > Exact; step++)
        {
            var (sum, slope) = Value(parts, v);
            if (slope > 0m && Math.Abs(sum / slope) <= Exact) break;
            if (sum > 0m) high = v;
            else low = v;

            // Far from the root Newton creeps: a step that is not half of the one before gives way to a halving.
            var next = slope > 0m ? v - (sum / slope) : low;
            if (next <= low || next >= high || Math.Abs(next - v) * 2m > last) next = (low + high) / 2m;
            last = Math.Abs(next - v);
            v = next;
        }

        return (1m / v) - 1m;
    }

    /// <summary>Σ partₖ·vᵏ − 1 and its slope, by Horner's rule.</summary>
    private static (decimal Sum, decimal Slope) Value(decimal[] parts, decimal v)
    {
        var (sum, slope) = (0m, 0m);
        for (var k = parts.Length - 1; k >= 0; k--)
        {
            slope = (slope * v) + sum;
            sum = (sum * v) + parts[k];
        }

        // The lowest power is 1: one more factor of v.
        slope = (slope * v) + sum;
        return ((sum * v) - 1m, slope);
    }
}
