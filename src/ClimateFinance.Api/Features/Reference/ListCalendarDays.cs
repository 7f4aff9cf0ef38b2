using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Calendar;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>A day that does not follow the week.</summary>
/// <param name="Provisional">Whether it is a statutory holiday by rule, because the year's notice is not loaded.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record CalendarItem(
    DateOnly Date, CalendarDayKind Kind, string? Name, bool Provisional, bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static CalendarItem Of(CalendarRow row) => new(row.Date, row.Kind, row.Name, false, row.Confirm, row.Source, row.Illustrative, row.Note);

    public static CalendarItem Imported(CalendarDay day) => new(day.Date, day.Kind, day.Name, false, false, day.Source, [], null);

    public static CalendarItem ByRule(DateOnly day) =>
        new(day, CalendarDayKind.Holiday, null, true, true, "by rule: 全国年节及纪念日放假办法", [], null);
}

/// <summary>GET /reference/calendar: the days of the State Council notices that are loaded; of another year the statutory holidays by rule.</summary>
internal static class ListCalendarDays
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/calendar", Handle)
        .List<CalendarItem>(nameof(ListCalendarDays), "Days off and make-up working days; of a year without a notice, provisionally by rule", "year")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, Rulebook rules, Check check, int? year = null)
    {
        if (year is { } asked) check.Whole("year", asked, StatutoryHolidays.FirstYear, StatutoryHolidays.LastYear);
        if (check.Failed) return check.Problem();
        return TypedResults.Ok(page.Slice<CalendarItem>(
            year is { } other && rules.Calendar.IsProvisional(other)
                ? [.. StatutoryHolidays.Of(other).Select(CalendarItem.ByRule)]
                : [.. Known(reference, rules).Where(row => year is null || row.Date.Year == year).OrderBy(row => row.Date)]));
    }

    /// <summary>An imported notice takes the place of what was built in for its year, and of single days at the end of the year before.</summary>
    private static IEnumerable<CalendarItem> Known(ReferenceData reference, Rulebook rules)
    {
        var imported = rules.Notices.Years.SelectMany(year => year.Days).ToLookup(day => day.Date);
        var years = rules.Notices.Years.Select(year => year.Year).ToHashSet();
        return reference.CalendarRows.Rows.Where(row => !years.Contains(row.Date.Year) && !imported.Contains(row.Date)).Select(CalendarItem.Of)
            .Concat(imported.Select(days => CalendarItem.Imported(days.Last())));
    }
}
