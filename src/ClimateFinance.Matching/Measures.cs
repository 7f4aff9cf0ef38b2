using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// The integer units the engine counts in. Everything is clamped to bounds far outside what the domain admits,
/// so that no product of two figures leaves 64 bits where the code says so, whatever an old history holds.
/// </summary>
internal static class Measures
{
    /// <summary>Nine times the largest lawful amount, in fen; times 10 000 it still fits 64 bits.</summary>
    public const long MostFen = 900_000_000_000_000;

    /// <summary>Grams of CO2e a year per 10 000 yuan beyond which nothing is told apart (10^9 t).</summary>
    public const long MostGrams = 1_000_000_000_000_000;

    /// <summary>A piece that is full.</summary>
    public const int Full = 10_000;

    private const decimal MostYuan = MostFen / 100m;
    private const decimal MostTonnesAYear = 1_000_000_000_000m;
    private const decimal MostTonnesPer10k = MostGrams / 1_000_000m;
    private const long FenPer10kYuan = 1_000_000;

    public static long Fen(Cny amount) => (long)decimal.Floor(decimal.Clamp(amount.Value, -MostYuan, MostYuan) * 100m);

    public static Cny Yuan(long fen) => new(fen / 100m);

    /// <summary>The all-in annual rate under a print, in basis points: benchmark + spread.</summary>
    public static int AllInBp(BenchmarkPrint print, Benchmark benchmark, BasisPoints spread) => benchmark switch
    {
        Benchmark.Lpr1y => print.Lpr1y.Value + spread.Value,
        Benchmark.Lpr5y => print.Lpr5y.Value + spread.Value,
        Benchmark.Fixed => spread.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(benchmark), benchmark, "Unknown benchmark."),
    };

    /// <summary>A need's reduction in grams a year per 10 000 yuan of its amount, rounded down; unknown, negative or without an amount: 0.</summary>
    public static long IntensityGrams(decimal? tonnesAYear, long amountFen)
    {
        if (tonnesAYear is not > 0m || amountFen <= 0) return 0;
        var grams = (Int128)decimal.Floor(Math.Min(tonnesAYear.Value, MostTonnesAYear) * 1_000_000m);
        return (long)Int128.Min(grams * FenPer10kYuan / amountFen, MostGrams);
    }

    /// <summary>A demanded reduction per 10 000 yuan in grams, rounded up, so that nothing below the demand passes.</summary>
    public static long LeastGrams(decimal tonnesPer10k) =>
        (long)decimal.Ceiling(decimal.Clamp(tonnesPer10k, 0m, MostTonnesPer10k) * 1_000_000m);

    /// <summary>Whole months from the newest penalty to a day: the largest m with penalty + m months ≤ day, at least 0; no penalty: unbounded.</summary>
    public static int CleanMonths(DateOnly? lastPenalty, DateOnly on)
    {
        if (lastPenalty is not { } penalty) return int.MaxValue;
        var months = ((on.Year - penalty.Year) * 12) + on.Month - penalty.Month;
        if (months > 0 && penalty.AddMonths(months) > on) months--;
        return Math.Max(0, months);
    }

    /// <summary>A set of enum values as bits; an empty list means "any" and sets them all.</summary>
    public static int MaskOrAny<T>(IReadOnlyList<T> listed)
        where T : struct, Enum => listed.Count == 0 ? ~0 : Mask(listed);

    public static int Mask<T>(IReadOnlyList<T> listed)
        where T : struct, Enum
    {
        var mask = 0;
        for (var i = 0; i < listed.Count; i++) mask |= Bit(listed[i]);
        return mask;
    }

    public static int Bit<T>(T value)
        where T : struct, Enum => 1 << System.Runtime.CompilerServices.Unsafe.As<T, int>(ref value);
}
