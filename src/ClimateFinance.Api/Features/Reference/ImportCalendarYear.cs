using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Calendar;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>POST /reference/calendar/{year}/notice: the State Council's notice of a year, once it is out.</summary>
internal static class ImportCalendarYear
{
    private const int MaxDays = 100;

    /// <param name="Source">The address of the notice.</param>
    /// <param name="Days">Days off and make-up working days; every other day is worked Monday to Friday.</param>
    internal sealed record Request(string Source, IReadOnlyList<Day> Days);

    internal sealed record Day(DateOnly Date, CalendarDayKind Kind, string Name);

    public static void Map(RouteGroupBuilder tables) => tables.MapPost("/calendar/{year:int}/notice", Handle)
        .Unversioned<CalendarNotice>(nameof(ImportCalendarYear), "Import the notice of a year; every open deadline that counts through it is then worked out anew")
        .Refusing(409)
        .For(Audience.Bureau | Audience.Operator)
        .Example(
            new Request("https://www.gov.cn/zhengce/content/2027-notice", [new Day(new DateOnly(2027, 1, 1), CalendarDayKind.Holiday, "元旦")]),
            CalendarNotice.Example with { Reworked = null });

    private static async Task<IResult> Handle(
        int year, Body<Request> body, CommandRun run, Check check, IServiceProvider services, CancellationToken cancellation)
    {
        check.Whole("year", year, StatutoryHolidays.FirstYear, StatutoryHolidays.LastYear);
        var source = check.Text("source", body.Value.Source, 200);
        var days = check.Each(
            "days", body.Value.Days, (field, day) => new CalendarDay(day.Date, day.Kind, check.Text($"{field}.name", day.Name, 100), source), min: 1, max: MaxDays);
        if (check.Failed) return check.Problem();

        var book = run.Also<CalendarBook>(CalendarBook.StreamId);
        var after = book.State;
        var result = await run.RecordAsync(
            StatusCodes.Status200OK, null,
            work => after = work.Decide(book, new Domain.Calendar.ImportCalendarYear(year, days)),
            _ => CalendarNotice.Of(after.Years.Single(y => y.Year == year)),
            cancellation);

        // This node counts by it from the next request on; the others look every few seconds.
        if (result is Reply) await RuleShelf.FillAsync(services, cancellation);
        return result;
    }
}

/// <summary>An imported notice and what it did to the open deadlines.</summary>
/// <param name="WorkingDays">In the whole year.</param>
/// <param name="Reworked">Null until every open deadline that counts through the year was looked at.</param>
internal sealed record CalendarNotice(int Year, int Import, string Source, int Holidays, int MakeupWorkdays, int WorkingDays, CalendarNotice.Report? Reworked)
{
    /// <param name="Deadlines">Open deadlines that count through the year.</param>
    /// <param name="Moved">Those of them that changed: another day, or no longer provisional.</param>
    internal sealed record Report(int Deadlines, int Moved);

    public static CalendarNotice Example { get; } = new(2027, 1, "https://www.gov.cn/zhengce/content/2027-notice", 28, 6, 249, new Report(38, 12));

    public static CalendarNotice Of(ImportedYear it) => new(
        it.Year, it.Import, it.Days[0].Source, it.Days.Count(d => d.Kind == CalendarDayKind.Holiday), it.Days.Count(d => d.Kind == CalendarDayKind.MakeupWorkday),
        new WorkingDayCalendar([]).With(it.Year, it.Days).WorkingDaysBetween(new DateOnly(it.Year, 1, 1).AddDays(-1), new DateOnly(it.Year, 12, 31)),
        it.Reworked is { } done ? new Report(done.Looked, done.Moved) : null);
}
