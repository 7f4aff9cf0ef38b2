using System.Globalization;

namespace ClimateFinance.Domain.Calendar;

/// <summary>
/// The statutory days off 法定节假日 by rule (全国年节及纪念日放假办法, in force from 2025): New Year 1 day, Spring Festival 4 from New Year's Eve,
/// Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3. What a notice shifts or adds is not known by rule.
/// </summary>
public static class StatutoryHolidays
{
    /// <summary>The span in which the Qingming formula holds.</summary>
    public const int FirstYear = 2000;
    public const int LastYear = 2099;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>The days off of a year, in order.</summary>
    public static IReadOnlyList<DateOnly> Of(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, LastYear);

        var newYearsEve = LunarDay(year, 1, 1).AddDays(-1);
        DateOnly[] days =
        [
            new(year, 1, 1),
            .. Enumerable.Range(0, 4).Select(newYearsEve.AddDays),
            Qingming(year),
            new(year, 5, 1), new(year, 5, 2),
            LunarDay(year, 5, 5),
            LunarDay(year, 8, 15),
            new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        ];

        // Mid-Autumn can fall into National Day.
        return [.. days.Distinct().Order()];
    }

    /// <summary>
    /// Qingming 清明, when the sun stands at 15°: ⌊0.2422 y + 4.81⌋ − ⌊y / 4⌋ of April, y the last two digits of the year (the customary
    /// formula for the 21st century: 0.2422 is the tropical year less 365 days, the second term its leap days).
    /// </summary>
    private static DateOnly Qingming(int year)
    {
        var y = year % 100;
        return new DateOnly(year, 4, ((y * 2_422) + 48_100) / 10_000 - (y / 4));
    }

    private static DateOnly LunarDay(int year, int month, int day)
    {
        // The calendar counts a leap month as one more, so ordinary months at or after it stand one further.
        var leap = Lunar.GetLeapMonth(year);
        var position = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(Lunar.ToDateTime(year, position, day, 0, 0, 0, 0));
    }
}
