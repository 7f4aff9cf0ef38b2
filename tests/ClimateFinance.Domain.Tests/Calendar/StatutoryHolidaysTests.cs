using ClimateFinance.Domain.Calendar;
using Xunit;

namespace ClimateFinance.Domain.Tests.Calendar;

public sealed class StatutoryHolidaysTests
{
    public static TheoryData<int, string> Known => new()
    {
        // Spring Festival from New Year's Eve, Qingming, Dragon Boat, Mid-Autumn, as the years' notices name them.
        // 2006 has a leap month right before the eighth, 2012 right before the fifth.
        { 2006, "0128 0129 0130 0131 0405 0531 1006" },
        { 2012, "0122 0123 0124 0125 0404 0623 0930" },
        { 2024, "0209 0210 0211 0212 0404 0610 0917" },
        { 2025, "0128 0129 0130 0131 0404 0531 1006" },
        { 2026, "0216 0217 0218 0219 0405 0619 0925" },
        { 2027, "0205 0206 0207 0208 0405 0609 0915" },
        { 2033, "0130 0131 0201 0202 0404 0601 0908" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Lunar_days_and_Qingming_are_worked_out(int year, string days)
    {
        var movable = days.Split(' ').Select(d => new DateOnly(year, int.Parse(d[..2]), int.Parse(d[2..])));
        DateOnly[] fixedDays = [new(year, 1, 1), new(year, 5, 1), new(year, 5, 2), new(year, 10, 1), new(year, 10, 2), new(year, 10, 3)];
        Assert.Equal(fixedDays.Concat(movable).Order(), StatutoryHolidays.Of(year));
    }

    [Fact]
    public void There_are_thirteen_days_unless_two_fall_together()
    {
        for (var year = StatutoryHolidays.FirstYear; year <= StatutoryHolidays.LastYear; year++)
        {
            var days = StatutoryHolidays.Of(year);
            Assert.InRange(days.Count, 12, 13);
            Assert.Equal(days.Order().Distinct(), days);
        }

        // Mid-Autumn of 2020 was National Day.
        Assert.Equal(12, StatutoryHolidays.Of(2020).Count);
    }

    [Fact]
    public void Qingming_is_the_day_on_which_the_sun_reaches_15_degrees_in_China()
    {
        for (var year = StatutoryHolidays.FirstYear; year <= StatutoryHolidays.LastYear; year++)
        {
            var named = StatutoryHolidays.Of(year).Single(d => d.Month == 4);
            var start = new DateTimeOffset(named, TimeOnly.MinValue, TimeSpan.FromHours(8));

            // The short solar theory is good to about 0.01 degree, a quarter of an hour; so much is allowed at midnight.
            Assert.True(SunLongitude(start) < 15 + 0.01, $"{named}: the sun was there the day before.");
            Assert.True(SunLongitude(start.AddDays(1)) > 15 - 0.01, $"{named}: the sun is not there yet.");
        }
    }

    [Theory]
    [InlineData(1999)]
    [InlineData(2100)]
    public void Outside_the_century_it_does_not_guess(int year) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StatutoryHolidays.Of(year));

    // Apparent longitude of the sun in degrees, by the low-accuracy theory (Meeus, Astronomical Algorithms, chapter 25); 69 s of ΔT.
    private static double SunLongitude(DateTimeOffset at)
    {
        var t = (at.AddSeconds(69) - new DateTimeOffset(2000, 1, 1, 12, 0, 0, TimeSpan.Zero)).TotalDays / 36_525;
        var mean = 280.46646 + (36_000.76983 * t) + (0.0003032 * t * t);
        var anomaly = Radians(357.52911 + (35_999.05029 * t) - (0.0001537 * t * t));
        var centre = ((1.914602 - (0.004817 * t) - (0.000014 * t * t)) * Math.Sin(anomaly))
            + ((0.019993 - (0.000101 * t)) * Math.Sin(2 * anomaly))
            + (0.000289 * Math.Sin(3 * anomaly));
        var node = Radians(125.04 - (1_934.136 * t));
        return (mean + centre - 0.00569 - (0.00478 * Math.Sin(node))) % 360;
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
