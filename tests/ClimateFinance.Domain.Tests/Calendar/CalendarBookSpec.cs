using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Calendar;

/// <summary>A year's notice comes in, takes the place of what was known, and says what it did to the deadlines.</summary>
public sealed class CalendarBookSpec
{
    private static readonly CalendarDay[] Statutory = [.. StatutoryHolidays.Of(2027).Select(day => new CalendarDay(day, CalendarDayKind.Holiday, "节", "通知"))];

    private static readonly CalendarYearImported Imported = new(2027, 1, Statutory);

    [Fact]
    public void A_bureau_or_the_operator_imports_a_year_and_a_later_import_takes_its_place()
    {
        foreach (var by in new[] { Bureau, Some.Operator }) Spec.Given<CalendarBook>().When(Import(Statutory), by).Then(Imported);
        foreach (var by in new[] { Officer, Owner, Some.System }) Spec.Given<CalendarBook>().When(Import(Statutory), by).Refused(RefusalKind.Forbidden, "calendar.not_yours");

        CalendarDay[] longer = [.. Statutory, new CalendarDay(new DateOnly(2027, 1, 4), CalendarDayKind.Holiday, "元旦", "更正")];
        var book = Spec.Given<CalendarBook>(Imported).When(Import(longer), Bureau).Then(new CalendarYearImported(2027, 2, [.. longer.OrderBy(d => d.Date)]));
        Assert.Equal((2, 1), (book.Imports, book.Years.Count));
        Assert.False(book.Over(new WorkingDayCalendar([])).IsWorkingDay(new DateOnly(2027, 1, 4)));
    }

    [Fact]
    public void The_notices_that_are_built_in_would_be_taken()
    {
        foreach (var year in SeedFiles.CalendarDays.GroupBy(day => day.Date.Year))
            Assert.Null(Spec.Given<CalendarBook>().When(new ImportCalendarYear(year.Key, [.. year]), Bureau).Decision.Refusal);
    }

    [Fact]
    public void What_cannot_be_a_notice_is_refused()
    {
        Refused("calendar.statutory_day_missing", [.. Statutory.Skip(1)]);
        Refused("calendar.day_of_another_year", [.. Statutory, Day(2028, 1, 1)]);
        Refused("calendar.day_of_another_year", [.. Statutory, Day(2026, 12, 16)]);
        Refused("calendar.day_twice", [.. Statutory, Statutory[0]]);
        Refused("calendar.makeup_on_weekday", [.. Statutory, Day(2027, 1, 5) with { Kind = CalendarDayKind.MakeupWorkday }]);
        Assert.Null(Spec.Given<CalendarBook>().When(Import([.. Statutory, Day(2026, 12, 31)]), Bureau).Decision.Refusal);
        Spec.Given<CalendarBook>().When(Import([]), Bureau).Refused(RefusalKind.Shape, "list.wrong_length");
        Spec.Given<CalendarBook>().When(new ImportCalendarYear(2100, Statutory), Bureau).Refused(RefusalKind.Shape, "number.out_of_range");

        static void Refused(string code, CalendarDay[] days) => Spec.Given<CalendarBook>().When(Import(days), Bureau).Refused(RefusalKind.Rule, code);
    }

    [Fact]
    public void What_an_import_did_is_recorded_once()
    {
        var done = new RecordDeadlinesReworked(1, 5, 2);
        var recorded = Spec.Given<CalendarBook>(Imported).When(done, Some.System).Then(new CalendarDeadlinesReworked(2027, 1, 5, 2));
        Assert.Equal(2, recorded.Years[0].Reworked?.Moved);
        new Scenario<CalendarBook>(recorded).When(done, Some.System).Refused(RefusalKind.Rule, "calendar.reworked_already");
        Spec.Given<CalendarBook>(Imported).When(done, Bureau).Refused(RefusalKind.Forbidden, "calendar.not_yours");
        Spec.Given<CalendarBook>(Imported, new CalendarYearImported(2027, 2, Statutory)).When(done, Some.System)
            .Refused(RefusalKind.Rule, "calendar.reworked_already");
    }

    [Fact]
    public void A_day_at_the_end_of_the_year_before_counts_without_making_that_year_known()
    {
        var calendar = new WorkingDayCalendar([]).With(2027, [.. Statutory, Day(2026, 12, 31)]);
        Assert.False(calendar.IsWorkingDay(new DateOnly(2026, 12, 31)));
        Assert.Equal((true, false), (calendar.IsProvisional(2026), calendar.IsProvisional(2027)));
        Assert.Equal([2027], calendar.LoadedYears);
    }

    [Fact]
    public void Counting_forward_and_looking_back_are_each_others_opposite()
    {
        var calendar = new WorkingDayCalendar(SeedFiles.CalendarDays);
        for (var today = new DateOnly(2026, 1, 1); today < new DateOnly(2027, 3, 1); today = today.AddDays(1))
        {
            foreach (var count in new[] { 1, 3, 15 })
            {
                var since = calendar.OverSince(today, count);
                Assert.True(calendar.AddWorkingDays(since, count).Date <= today && calendar.AddWorkingDays(since.AddDays(1), count).Date > today);
                Assert.Equal(count, calendar.WorkingDaysBetween(today, calendar.AddWorkingDays(today, count).Date));
            }
        }
    }

    private static ImportCalendarYear Import(CalendarDay[] days) => new(2027, days);

    private static CalendarDay Day(int year, int month, int day) => new(new DateOnly(year, month, day), CalendarDayKind.Holiday, "节", "通知");
}
