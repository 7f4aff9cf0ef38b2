using ClimateFinance.Domain.Calendar;
using Xunit;

namespace ClimateFinance.Domain.Tests.Calendar;

/// <summary>The State Council notices of 2025 and 2026, as the seeds carry them.</summary>
public sealed class NoticesTests
{
    private static readonly WorkingDayCalendar Notices = new(SeedFiles.CalendarDays);

    [Theory]
    [InlineData(2025)]
    [InlineData(2026)]
    public void Every_statutory_day_worked_out_by_rule_is_off_in_the_notice(int year) =>
        Assert.All(StatutoryHolidays.Of(year), day => Assert.False(Notices.IsWorkingDay(day), $"{day}"));

    [Theory]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void A_year_has_so_many_working_days(int year, int days)
    {
        // 365 days less weekends less the thirteen statutory days; a notice only moves the rest.
        var first = new DateOnly(year, 1, 1);
        Assert.Equal(days, Enumerable.Range(0, 365).Count(i => Notices.IsWorkingDay(first.AddDays(i))));
    }

    [Theory]
    [InlineData("2025-01-27", 1, "2025-02-05")]
    [InlineData("2025-04-30", 5, "2025-05-12")]
    [InlineData("2026-02-14", 1, "2026-02-24")]
    [InlineData("2026-09-30", 3, "2026-10-10")]
    public void Limits_across_the_long_holidays(string from, int count, string due)
    {
        var end = Notices.AddWorkingDays(DateOnly.ParseExact(from, "yyyy-MM-dd"), count);
        Assert.Equal(new WorkingDay(DateOnly.ParseExact(due, "yyyy-MM-dd"), Provisional: false), end);
    }

    [Fact]
    public void The_next_year_is_provisional()
    {
        Assert.True(Notices.IsProvisional(2027));
        Assert.Equal(new WorkingDay(new DateOnly(2027, 1, 4), Provisional: true), Notices.AddWorkingDays(new DateOnly(2026, 12, 31), 1));
    }
}
