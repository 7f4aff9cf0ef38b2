using Xunit;

namespace ClimateFinance.Matching.Tests;

public sealed class ResponsivenessTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 5_000)]

    // One step done the day it was owed, on its last day, too late.
    [InlineData(1, 1, 7, 7, 6_666)]
    [InlineData(1, 1, 7, 0, 5_000)]
    [InlineData(1, 0, 0, 0, 3_333)]

    // A long record leaves little of the middle.
    [InlineData(98, 98, 700, 700, 9_900)]
    [InlineData(98, 0, 0, 0, 100)]
    [InlineData(10, 8, 80, 20, 5_000)]

    // What no projection writes stays within bounds all the same.
    [InlineData(-3, 5, -1, 9, 5_000)]
    [InlineData(2, 9, 10, 99, 7_500)]
    [InlineData(int.MaxValue, int.MaxValue, long.MaxValue, long.MaxValue, 9_999)]
    public void A_record_gives_what_the_formula_says(int steps, int kept, long given, long left, int value) =>
        Assert.Equal(value, Responsiveness.Of(new LimitRecord(steps, kept, given, left)));

    [Fact]
    public void Another_step_kept_is_worth_at_least_as_much_as_the_same_step_missed()
    {
        EngineProperties.ForEverySeed(500, seed =>
        {
            var market = new RandomMarket(seed);
            var steps = market.Next(40);
            var kept = steps == 0 ? 0 : market.Next(steps + 1);
            var given = kept * market.Next(31);
            var record = new LimitRecord(steps, kept, given, given == 0 ? 0 : market.Next(given + 1));
            var missed = Responsiveness.Of(record with { Steps = steps + 1 });
            var days = market.Next(30);
            var atOnce = Responsiveness.Of(new LimitRecord(steps + 1, kept + 1, record.DaysGiven + days, record.DaysLeft + days));

            Assert.InRange(Responsiveness.Of(record), 0, 10_000);
            Assert.True(missed <= Responsiveness.Of(record));
            Assert.True(atOnce >= missed);
        });
    }
}
