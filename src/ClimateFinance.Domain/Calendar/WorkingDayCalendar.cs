namespace ClimateFinance.Domain.Calendar;

/// <summary>
/// Working days 工作日 of mainland China: by the year's notice where it is loaded, else provisionally by weekends and the statutory holidays.
/// </summary>
public sealed class WorkingDayCalendar
{
    /// <summary>No limit of the market is longer.</summary>
    public const int MaxDays = 3_650;

    private readonly Dictionary<DateOnly, CalendarDay> rows;
    private readonly HashSet<int> loadedYears;
    private readonly Lazy<HashSet<DateOnly>> statutory = new(() =>
    [
        .. Enumerable.Range(StatutoryHolidays.FirstYear, StatutoryHolidays.LastYear - StatutoryHolidays.FirstYear + 1)
            .SelectMany(StatutoryHolidays.Of),
    ]);

    /// <param name="days">The rows of the notices; a year with any row counts as loaded. Two rows for one day are an error.</param>
    public WorkingDayCalendar(IEnumerable<CalendarDay> days)
    {
        rows = days.ToDictionary(d => d.Date);
        loadedYears = [.. rows.Keys.Select(d => d.Year)];
    }

    private WorkingDayCalendar(Dictionary<DateOnly, CalendarDay> rows, HashSet<int> loadedYears) => (this.rows, this.loadedYears) = (rows, loadedYears);

    /// <summary>The years whose notice is loaded, in order.</summary>
    public IReadOnlyList<int> LoadedYears => [.. loadedYears.Order()];

    /// <summary>The same calendar with the notice of a year put in the place of what was known of that year.</summary>
    /// <param name="year">The year of the notice.</param>
    /// <param name="notice">Its rows; a row in another year (the last days of the year before) takes the place of that day's row alone.</param>
    public WorkingDayCalendar With(int year, IEnumerable<CalendarDay> notice)
    {
        var merged = rows.Where(row => row.Key.Year != year).ToDictionary(row => row.Key, row => row.Value);
        foreach (var day in notice) merged[day.Date] = day;
        return new WorkingDayCalendar(merged, [.. loadedYears, year]);
    }

    /// <summary>Whether a year's notice is not loaded.</summary>
    public bool IsProvisional(int year) => !loadedYears.Contains(year);

    public bool IsWorkingDay(DateOnly day)
    {
        if (rows.TryGetValue(day, out var row)) return row.Kind == CalendarDayKind.MakeupWorkday;
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) return false;
        return !IsProvisional(day.Year) || !statutory.Value.Contains(day);
    }

    /// <summary>
    /// The <paramref name="count"/>-th working day after <paramref name="from"/>; the day of receipt itself does not count 收到之日不计入.
    /// </summary>
    /// <param name="from">Any day, working or not.</param>
    /// <param name="count">1 to <see cref="MaxDays"/>.</param>
    public WorkingDay AddWorkingDays(DateOnly from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxDays);

        var (day, provisional) = (from, false);
        for (var left = count; left > 0;)
        {
            day = day.AddDays(1);
            provisional |= IsProvisional(day.Year);
            if (IsWorkingDay(day)) left--;
        }

        return new WorkingDay(day, provisional);
    }

    /// <summary>How many working days lie after <paramref name="from"/> up to and including <paramref name="to"/>; 0 when none do.</summary>
    public int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
        {
            if (IsWorkingDay(day)) count++;
        }

        return count;
    }

    /// <summary>
    /// The last day from which <paramref name="count"/> working days are over by <paramref name="today"/>: whatever fell due on it or before
    /// has been late for so long.
    /// </summary>
    /// <param name="today">Any day.</param>
    /// <param name="count">1 to <see cref="MaxDays"/>.</param>
    public DateOnly OverSince(DateOnly today, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxDays);

        var day = today;
        for (var left = count; ; day = day.AddDays(-1))
        {
            if (IsWorkingDay(day) && --left == 0) return day.AddDays(-1);
        }
    }
}
