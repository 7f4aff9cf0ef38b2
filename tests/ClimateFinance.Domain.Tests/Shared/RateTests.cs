using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Shared;

public sealed class RateTests
{
    private static readonly BenchmarkRates Lpr = new(
    [
        new BenchmarkPrint(new DateOnly(2025, 5, 20), new BasisPoints(300), new BasisPoints(350)),
        new BenchmarkPrint(new DateOnly(2024, 10, 21), new BasisPoints(310), new BasisPoints(360)),
    ]);

    [Fact]
    public void Spreads_over_the_LPR_lie_within_a_thousand_points() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(-2_000, 2_000).ToArbitrary(), Gen.Elements(Benchmark.Lpr1y, Benchmark.Lpr5y).ToArbitrary(),
            (bp, benchmark) => Math.Abs(bp) <= 1_000
                ? Rate.Create(benchmark, bp).Value == new Rate(benchmark, new BasisPoints(bp))
                : Rate.Create(benchmark, bp).Flaw?.Code == "rate.out_of_range"));

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(3_600, true)]
    [InlineData(3_601, false)]
    public void A_fixed_rate_is_above_zero_and_at_most_36_percent(int bp, bool good) =>
        Assert.Equal(good ? null : "rate.out_of_range", Rate.Create(Benchmark.Fixed, bp).Flaw?.Code);

    [Theory]
    [InlineData("2025-05-19", 310, 360)]
    [InlineData("2025-05-20", 300, 350)]
    [InlineData("2030-01-01", 300, 350)]
    [InlineData("2020-01-01", 310, 360)]
    public void The_print_in_force_is_the_newest_on_or_before_the_day(string day, int lpr1y, int lpr5y)
    {
        var on = DateOnly.ParseExact(day, "yyyy-MM-dd");
        Assert.Equal((lpr1y, lpr5y), (Lpr.On(on).Lpr1y.Value, Lpr.On(on).Lpr5y.Value));
        Assert.Equal(lpr1y - 40, Lpr.AllIn(new Rate(Benchmark.Lpr1y, new BasisPoints(-40)), on).Value);
        Assert.Equal(lpr5y + 10, Lpr.AllIn(new Rate(Benchmark.Lpr5y, new BasisPoints(10)), on).Value);
        Assert.Equal(345, Lpr.AllIn(new Rate(Benchmark.Fixed, new BasisPoints(345)), on).Value);
    }

    [Fact]
    public void Prints_are_kept_in_order_whatever_order_they_come_in() => Assert.Equal([310, 300], Lpr.Prints.Select(p => p.Lpr1y.Value));

    [Fact]
    public void A_wider_spread_is_a_higher_rate_on_any_day() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(-1_000, 999).ToArbitrary(), Gen.Choose(0, 4_000).ToArbitrary(), (bp, day) =>
            {
                var on = new DateOnly(2020, 1, 1).AddDays(day);
                return Lpr.AllIn(new Rate(Benchmark.Lpr5y, new BasisPoints(bp)), on) < Lpr.AllIn(new Rate(Benchmark.Lpr5y, new BasisPoints(bp + 1)), on);
            }));

    [Fact]
    public void A_history_without_a_print_is_none() => Assert.Throws<ArgumentException>(() => new BenchmarkRates([]));

    [Fact]
    public void Points_are_hundredths_of_a_percent() => Assert.Equal(3.45m, new BasisPoints(345).Percent);
}
