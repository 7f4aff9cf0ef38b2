using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Deals;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class RateStepTests
{
    private static readonly RateLink Link = new(1_000m, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), -10, 5);

    private static MeasuredPeriod Measured(DateOnly from, DateOnly to, decimal tonnes) => new(from, to, tonnes, "核查机构", "HC-1", new string('a', 64), null);

    [Theory]
    [InlineData(1_000, RateStepStatus.Met, -10)]
    [InlineData(999, RateStepStatus.Missed, 5)]
    [InlineData(0, RateStepStatus.Missed, 5)]
    public void The_step_is_decided_by_what_was_measured_on_the_day_after_the_last(decimal tonnes, RateStepStatus status, int stepBp)
    {
        var all = Measured(Link.From, Link.TestedOn, tonnes);
        Assert.Equal(new RateStep(status, tonnes, stepBp, new DateOnly(2027, 1, 1)), RateStep.Of(Link, [all], new DateOnly(2027, 1, 1)));
        Assert.Equal(new RateStep(RateStepStatus.Open, tonnes, null, new DateOnly(2027, 1, 1)), RateStep.Of(Link, [all], Link.TestedOn));
    }

    [Fact]
    public void A_report_that_reaches_beyond_the_period_counts_by_days()
    {
        var twoYears = Measured(new DateOnly(2026, 7, 2), new DateOnly(2027, 1, 1), 1_840m);
        Assert.Equal(1_830m, RateStep.Of(Link, [twoYears], Link.TestedOn).MeasuredTco2e);
    }

    [Fact]
    public void More_tonnes_never_make_the_rate_dearer() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, 2_000_000).ToArbitrary(), Gen.Choose(0, 2_000_000).ToArbitrary(), (kilos, more) =>
            StepOf(kilos + more) <= StepOf(kilos)));

    private static int StepOf(int kilos) => RateStep.Of(Link, [Measured(Link.From, Link.TestedOn, kilos / 1_000m)], Link.TestedOn.AddDays(1)).StepBp!.Value;
}
