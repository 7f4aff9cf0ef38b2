using System.Globalization;

namespace ClimateFinance.Domain.Shared;

/// <summary>What an interest rate is measured from.</summary>
public enum Benchmark
{
    /// <summary>Loan prime rate, one year (贷款市场报价利率 1 年期).</summary>
    Lpr1y,

    /// <summary>Loan prime rate, over five years (5 年期以上).</summary>
    Lpr5y,

    /// <summary>No benchmark: the spread is the whole rate.</summary>
    Fixed,
}

/// <summary>Basis points: 1 bp = 0.01 percentage point. An all-in annual rate of 3.45 % is 345 bp.</summary>
public readonly record struct BasisPoints(int Value) : IScalar<BasisPoints, int>, IComparable<BasisPoints>
{
    public static BasisPoints Hydrate(int raw) => new(raw);

    /// <summary>The same figure as a percentage: 345 bp is 3.45.</summary>
    public decimal Percent => Value / 100m;

    public static BasisPoints operator +(BasisPoints a, BasisPoints b) => new(a.Value + b.Value);

    public static BasisPoints operator -(BasisPoints a, BasisPoints b) => new(a.Value - b.Value);

    public static bool operator <(BasisPoints a, BasisPoints b) => a.Value < b.Value;

    public static bool operator >(BasisPoints a, BasisPoints b) => a.Value > b.Value;

    public static bool operator <=(BasisPoints a, BasisPoints b) => a.Value <= b.Value;

    public static bool operator >=(BasisPoints a, BasisPoints b) => a.Value >= b.Value;

    public int CompareTo(BasisPoints other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// An annual interest rate: a benchmark and a spread over it in basis points. For <see cref="Benchmark.Fixed"/> the spread is the rate itself.
/// The all-in annual rate is derived from the benchmark in force on a stated date (<see cref="BenchmarkRates"/>).
/// </summary>
public readonly record struct Rate(Benchmark Benchmark, BasisPoints Spread)
{
    /// <summary>Spreads over a benchmark lie within ±1 000 bp.</summary>
    public const int MaxSpreadBp = 1_000;

    /// <summary>A fixed rate is 1 to 3 600 bp (0.01 % to 36 % a year).</summary>
    public const int MaxFixedBp = 3_600;

    public static Validated<Rate> Create(Benchmark benchmark, int spreadBp)
    {
        var (min, max) = benchmark == Benchmark.Fixed ? (1, MaxFixedBp) : (-MaxSpreadBp, MaxSpreadBp);
        return spreadBp < min || spreadBp > max
            ? Refusal.Shape("rate.out_of_range", ("min", min), ("max", max), ("given", spreadBp))
            : new Rate(benchmark, new BasisPoints(spreadBp));
    }

    public override string ToString() =>
        Benchmark == Benchmark.Fixed ? $"{Spread.Percent:0.00} %" : $"{Benchmark} {Spread.Value:+0;-0;+0} bp";
}
