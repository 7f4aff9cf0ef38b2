using ClimateFinance.Domain.Calendar;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Calendar;

public sealed class WorkingDayCalendarTests
{
    /// <summary>The National Day notice of 2025: off from 1 to 8 October, worked on 28 September and 11 October.</summary>
    private static readonly WorkingDayCalendar Autumn2025 = new(
    [
        .. Enumerable.Range(1, 8).Select(day => Some.Holiday(2025, 10, day)),
        new CalendarDay(new DateOnly(2025, 9, 28), CalendarDayKind.MakeupWorkday, "国庆节", "notice"),
        new CalendarDay(new DateOnly(2025, 10, 11), CalendarDayKind.MakeupWorkday, "国庆节", "notice"),
    ]);

    private static readonly WorkingDayCalendar NothingLoaded = new([]);

    private static readonly Gen<WorkingDayCalendar> AnyCalendar = Gen.Elements(Autumn2025, NothingLoaded);

    private static readonly Gen<DateOnly> AnyDay =
        from offset in Gen.Choose(0, 365 * 30) select new DateOnly(2015, 1, 1).AddDays(offset);

    private static readonly Gen<(WorkingDayCalendar Calendar, DateOnly From, int Count)> AnyLimit =
        from calendar in AnyCalendar
        from day in AnyDay
        from count in Gen.Choose(1, 260)
        select (calendar, day, count);

    [Fact]
    public void A_limit_ends_on_a_working_day_with_exactly_so_many_counted() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyLimit.ToArbitrary(), limit =>
        {
            var end = limit.Calendar.AddWorkingDays(limit.From, limit.Count).Date;
            var counted = Enumerable.Range(1, end.DayNumber - limit.From.DayNumber).Count(i => limit.Calendar.IsWorkingDay(limit.From.AddDays(i)));
            return limit.Calendar.IsWorkingDay(end) && counted == limit.Count;
        }));

    [Fact]
    public void A_day_more_ends_later() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyLimit.ToArbitrary(), limit =>
            limit.Calendar.AddWorkingDays(limit.From, limit.Count).Date < limit.Calendar.AddWorkingDays(limit.From, limit.Count + 1).Date));

    [Fact]
    public void A_later_start_never_ends_earlier() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyLimit.ToArbitrary(), limit =>
            limit.Calendar.AddWorkingDays(limit.From, limit.Count).Date <= limit.Calendar.AddWorkingDays(limit.From.AddDays(1), limit.Count).Date));

    [Fact]
    public void Two_limits_in_a_row_are_one_of_their_sum() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyLimit.ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (limit, more) =>
            limit.Calendar.AddWorkingDays(limit.Calendar.AddWorkingDays(limit.From, limit.Count).Date, more).Date
            == limit.Calendar.AddWorkingDays(limit.From, limit.Count + more).Date));

    [Fact]
    public void The_day_of_receipt_does_not_count()
    {
        // Monday received, due in one working day: Tuesday.
        Assert.Equal(new DateOnly(2025, 9, 9), Autumn2025.AddWorkingDays(new DateOnly(2025, 9, 8), 1).Date);
        Assert.Equal(new DateOnly(2025, 9, 15), Autumn2025.AddWorkingDays(new DateOnly(2025, 9, 13), 1).Date);
    }

    [Fact]
    public void A_holiday_is_jumped_and_a_make_up_day_is_worked()
    {
        Assert.True(Autumn2025.IsWorkingDay(new DateOnly(2025, 9, 28)));
        Assert.False(Autumn2025.IsWorkingDay(new DateOnly(2025, 10, 8)));
        Assert.Equal(new WorkingDay(new DateOnly(2025, 10, 9), Provisional: false), Autumn2025.AddWorkingDays(new DateOnly(2025, 9, 30), 1));

        // 9, 10, and Saturday 11 October; then Monday 13.
        Assert.Equal(new DateOnly(2025, 10, 11), Autumn2025.AddWorkingDays(new DateOnly(2025, 9, 30), 3).Date);
        Assert.Equal(new DateOnly(2025, 10, 13), Autumn2025.AddWorkingDays(new DateOnly(2025, 9, 30), 4).Date);
    }

    [Fact]
    public void In_a_loaded_year_only_the_notice_counts() =>
        Assert.True(Autumn2025.IsWorkingDay(new DateOnly(2025, 5, 1)), "This notice does not name Labour Day, and a Thursday is worked.");

    [Fact]
    public void Past_the_loaded_years_the_answer_is_provisional()
    {
        Assert.False(Autumn2025.IsProvisional(2025));
        Assert.True(Autumn2025.IsProvisional(2026));
        Assert.Equal(new WorkingDay(new DateOnly(2025, 12, 31), Provisional: false), Autumn2025.AddWorkingDays(new DateOnly(2025, 12, 30), 1));

        // 1 January 2026 is off by rule, 2 January is a Friday that the notice may still change.
        Assert.Equal(new WorkingDay(new DateOnly(2026, 1, 2), Provisional: true), Autumn2025.AddWorkingDays(new DateOnly(2025, 12, 31), 1));
    }

    [Fact]
    public void The_start_day_alone_makes_nothing_provisional() =>
        Assert.False(new WorkingDayCalendar([Some.Holiday(2026, 1, 1)]).AddWorkingDays(new DateOnly(2025, 12, 31), 1).Provisional);

    [Fact]
    public void A_year_without_a_notice_in_between_makes_it_provisional()
    {
        var gap = new WorkingDayCalendar([Some.Holiday(2024, 1, 1), Some.Holiday(2026, 1, 1)]);
        var end = gap.AddWorkingDays(new DateOnly(2024, 12, 31), 260);
        Assert.Equal((2026, true), (end.Date.Year, end.Provisional));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3_651)]
    public void A_limit_has_bounds(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NothingLoaded.AddWorkingDays(Some.Today, count));

    [Fact]
    public void A_day_has_one_row() =>
        Assert.Throws<ArgumentException>(() => new WorkingDayCalendar([Some.Holiday(2025, 1, 1), Some.Holiday(2025, 1, 1)]));
}
