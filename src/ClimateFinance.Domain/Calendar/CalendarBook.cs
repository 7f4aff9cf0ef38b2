using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Calendar;

/// <summary>The notice of a year 放假安排 was imported; it takes the place of all that was known of that year.</summary>
/// <param name="Import">Counts from 1 through the imports of this installation.</param>
/// <param name="Days">Days off and make-up working days; other days are worked Monday to Friday.</param>
[EventName("calendar_year_imported_v1")]
public sealed record CalendarYearImported(int Year, int Import, IReadOnlyList<CalendarDay> Days) : IEvent<CalendarBook>;

/// <summary>Every open deadline that counts through the year was worked out anew after an import.</summary>
/// <param name="Looked">How many there were.</param>
/// <param name="Moved">How many changed.</param>
[EventName("calendar_deadlines_reworked_v1")]
public sealed record CalendarDeadlinesReworked(int Year, int Import, int Looked, int Moved) : IEvent<CalendarBook>;

/// <summary>Import the notice of a year.</summary>
public sealed record ImportCalendarYear(int Year, IReadOnlyList<CalendarDay> Days) : ICommand<CalendarBook>;

/// <summary>Record what an import did to the open deadlines; the marketplace itself does so.</summary>
public sealed record RecordDeadlinesReworked(int Import, int Looked, int Moved) : ICommand<CalendarBook>;

/// <summary>An imported year.</summary>
/// <param name="Reworked">What it did to the open deadlines; null until that is done.</param>
public sealed record ImportedYear(int Year, int Import, IReadOnlyList<CalendarDay> Days, CalendarDeadlinesReworked? Reworked);

/// <summary>The notices that were imported beside those built into the software. There is one book, on one stream.</summary>
public sealed record CalendarBook(IReadOnlyList<ImportedYear> Years) : IState<CalendarBook>
{
    /// <summary>The stream of the one book.</summary>
    public static readonly Guid StreamId = new("0196c1a4-0000-7000-8000-0000000000ca");

    /// <summary>No notice has nearly as many rows.</summary>
    private const int MaxDays = 100;

    public static string Category => "calendar";

    public static CalendarBook Initial { get; } = new([]);

    /// <summary>The imports so far.</summary>
    public int Imports => Years.Select(year => year.Import).DefaultIfEmpty(0).Max();

    /// <summary>A calendar with every imported year in the place of what it knew of it.</summary>
    public WorkingDayCalendar Over(WorkingDayCalendar builtIn) => Years.Aggregate(builtIn, (calendar, year) => calendar.With(year.Year, year.Days));

    public static Decision<CalendarBook> Decide(CalendarBook state, ICommand<CalendarBook> command, Circumstance circumstance) => command switch
    {
        ImportCalendarYear import => Import(state, import, circumstance.By),
        RecordDeadlinesReworked done => Record(state, done, circumstance.By),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Unknown command."),
    };

    public static CalendarBook Evolve(CalendarBook state, IEvent<CalendarBook> happened) => happened switch
    {
        CalendarYearImported e => new CalendarBook([.. state.Years.Where(y => y.Year != e.Year), new ImportedYear(e.Year, e.Import, e.Days, null)]),
        CalendarDeadlinesReworked e => new CalendarBook([.. state.Years.Select(y => y.Import == e.Import ? y with { Reworked = e } : y)]),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<CalendarBook> Import(CalendarBook state, ImportCalendarYear import, Caller by)
    {
        if (by.Role is not (Role.Bureau or Role.Operator)) return Refusal.Forbidden("calendar.not_yours");
        return Flaw(import) ?? Decision<CalendarBook>.Of(new CalendarYearImported(import.Year, state.Imports + 1, [.. import.Days.OrderBy(d => d.Date)]));
    }

    private static Decision<CalendarBook> Record(CalendarBook state, RecordDeadlinesReworked done, Caller by)
    {
        if (by.Role != Role.System) return Refusal.Forbidden("calendar.not_yours");
        return state.Years.FirstOrDefault(y => y.Import == done.Import) is { Reworked: null } year
            ? Decision<CalendarBook>.Of(new CalendarDeadlinesReworked(year.Year, done.Import, done.Looked, done.Moved))
            : Refusal.Rule("calendar.reworked_already", ("import", done.Import));
    }

    /// <summary>What cannot be a notice: it would move deadlines by mistake.</summary>
    private static Refusal? Flaw(ImportCalendarYear import)
    {
        var year = import.Year;
        if (year is < StatutoryHolidays.FirstYear or > StatutoryHolidays.LastYear)
            return Refusal.Shape("number.out_of_range", ("min", StatutoryHolidays.FirstYear), ("max", StatutoryHolidays.LastYear), ("given", year));
        if (import.Days.Count is < 1 or > MaxDays) return Refusal.Shape("list.wrong_length", ("min", 1), ("max", MaxDays), ("given", import.Days.Count));

        // The New Year's holiday can begin, and be made up for, in the last days of the year before.
        var (first, last) = (new DateOnly(year, 1, 1).AddDays(-15), new DateOnly(year, 12, 31));
        var seen = new Dictionary<DateOnly, CalendarDayKind>();
        foreach (var day in import.Days)
        {
            if (day.Date < first || day.Date > last) return Refusal.Rule("calendar.day_of_another_year", ("date", day.Date), ("year", year));
            if (!seen.TryAdd(day.Date, day.Kind)) return Refusal.Rule("calendar.day_twice", ("date", day.Date));
            if (day.Kind == CalendarDayKind.MakeupWorkday && day.Date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                return Refusal.Rule("calendar.makeup_on_weekday", ("date", day.Date));
            if ((Text.LineFlaw("name", day.Name) ?? Text.LineFlaw("source", day.Source)) is { } flaw) return flaw;
        }

        foreach (var statutory in StatutoryHolidays.Of(year))
        {
            var worked = statutory.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
                ? seen.TryGetValue(statutory, out var kind) && kind == CalendarDayKind.MakeupWorkday
                : !seen.ContainsKey(statutory);
            if (worked) return Refusal.Rule("calendar.statutory_day_missing", ("date", statutory));
        }

        return null;
    }
}
