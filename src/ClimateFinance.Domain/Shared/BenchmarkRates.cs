namespace ClimateFinance.Domain.Shared;

/// <summary>One monthly print of the loan prime rate.</summary>
/// <param name="Date">The day from which it is in force.</param>
/// <param name="Lpr1y">One-year LPR in basis points (300 = 3.00 % a year).</param>
/// <param name="Lpr5y">Over-five-year LPR in basis points.</param>
public sealed record BenchmarkPrint(DateOnly Date, BasisPoints Lpr1y, BasisPoints Lpr5y);

/// <summary>The dated history of the LPR. Dated data, replaceable; never a constant in code.</summary>
public sealed class BenchmarkRates
{
    private readonly BenchmarkPrint[] prints;

    public BenchmarkRates(IEnumerable<BenchmarkPrint> prints)
    {
        this.prints = [.. prints.OrderBy(p => p.Date)];
        if (this.prints.Length == 0) throw new ArgumentException("At least one print of the LPR is needed.", nameof(prints));
    }

    public IReadOnlyList<BenchmarkPrint> Prints => prints;

    /// <summary>The print in force on a day: the newest one on or before it. Before the first print, the first.</summary>
    public BenchmarkPrint On(DateOnly day)
    {
        var found = prints[0];
        foreach (var print in prints)
        {
            if (print.Date > day) break;
            found = print;
        }

        return found;
    }

    /// <summary>The all-in annual rate on a day, in basis points: benchmark in force + spread.</summary>
    public BasisPoints AllIn(Rate rate, DateOnly day) => rate.Benchmark switch
    {
        Benchmark.Lpr1y => On(day).Lpr1y + rate.Spread,
        Benchmark.Lpr5y => On(day).Lpr5y + rate.Spread,
        Benchmark.Fixed => rate.Spread,
        _ => throw new ArgumentOutOfRangeException(nameof(rate), rate.Benchmark, "Unknown benchmark."),
    };
}
