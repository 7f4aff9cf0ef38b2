using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class UncertaintyTests
{
    private static readonly EmissionFactor Grid = Grid2023 with { UncertaintyPercent = 5m };
    private static readonly EmissionFactor Coal = Coke with { UncertaintyPercent = 4m };

    [Fact]
    public void A_product_is_the_root_of_the_squares() => Assert.Equal(5m, decimal.Round(Uncertainty.OfProduct(3m, 4m), 12));

    [Fact]
    public void A_sum_weighs_each_term_by_its_amount() =>
        Assert.Equal(5m, decimal.Round(Uncertainty.OfSum((60m, 5m), (40m, 10m))!.Value, 12));

    [Fact]
    public void A_sum_of_nothing_has_no_relative_range() => Assert.Null(Uncertainty.OfSum((5m, 10m), (-5m, 10m)));

    [Fact]
    public void One_line_is_its_product()
    {
        var line = new ReductionInput(Grid.Id, 1_000m, "MWh", null, ActivityBasis.Metered, 12m);
        Assert.Equal(13m, ReductionEstimate.Of([line], [Grid], Wuan, Today).Value.UncertaintyPercent);
    }

    [Fact]
    public void Lines_of_one_factor_are_not_independent_in_it()
    {
        // 1000 less 600 leaves 400: √((1000·3 %)² + (600·3 %)²) ÷ 400 is 8.75 %, and the factor's 5 % applies once to the 400.
        var estimate = ReductionEstimate.Of(
            [
                new(Grid.Id, 1_000m, "MWh", ReductionPart.Baseline, null, 3m),
                new(Grid.Id, 600m, "MWh", ReductionPart.Project, null, 3m),
            ],
            [Grid], Wuan, Today).Value;
        var activity = Exactly(0.000_9m * ((1_000m * 1_000m) + (600m * 600m)) / (400m * 400m)) * 100m;
        Assert.Equal(decimal.Round(Exactly((activity * activity) + 25m), 2), estimate.UncertaintyPercent);
    }

    [Fact]
    public void Unknown_on_one_line_is_unknown_of_the_whole()
    {
        var estimate = ReductionEstimate.Of([new(Grid.Id, 1m, "MWh", null, null, 3m), new(Coal.Id, 1m, "t")], [Grid, Coal], Wuan, Today).Value;
        Assert.Null(estimate.UncertaintyPercent);
    }

    [Fact]
    public void What_is_assumed_is_marked()
    {
        var rules = new EstimateRules(
            new Dictionary<ActivityBasis, decimal> { [ActivityBasis.Designed] = 15m },
            new Dictionary<EmissionFactorKind, decimal> { [EmissionFactorKind.GridElectricity] = 8m });
        var assumed = ReductionEstimate.Of([new(Grid2023.Id, 1_000m, "MWh", null, ActivityBasis.Designed)], [Grid2023], Wuan, Today, null, rules).Value;
        Assert.Equal((17m, true), (assumed.UncertaintyPercent, assumed.Lines[0].UncertaintyAssumed));
        var stated = ReductionEstimate.Of([new(Grid.Id, 1_000m, "MWh", null, ActivityBasis.Designed, 12m)], [Grid], Wuan, Today, null, rules).Value;
        Assert.Equal((13m, false), (stated.UncertaintyPercent, stated.Lines[0].UncertaintyAssumed));
    }

    [Fact]
    public void Scaling_every_quantity_changes_no_relative_range() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 1_000).ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (a, b, times) =>
        {
            var once = Of(a, b);
            var many = Of(a * (decimal)times, b * (decimal)times);
            return once is null || many is null || Math.Abs(once.Value - many.Value) <= 0.02m;
        }));

    [Fact]
    public void A_total_that_is_nothing_beside_its_lines_has_no_range()
    {
        var fine = Grid with { Value = 1m };
        var lines = new ReductionInput[] { new(fine.Id, 1_000_000_000m, "MWh", null, null, 3m), new(fine.Id, -999_999_999.999m, "MWh", null, null, 3m) };
        Assert.Null(ReductionEstimate.Of(lines, [fine], Wuan, Today).Value.UncertaintyPercent);
    }

    private static decimal? Of(decimal a, decimal b) =>
        ReductionEstimate.Of([new(Grid.Id, a, "MWh", null, null, 3m), new(Coal.Id, b, "t", null, null, 7m)], [Grid, Coal], Wuan, Today).Value.UncertaintyPercent;

    private static decimal Exactly(decimal square) => (decimal)Math.Sqrt((double)square);
}
