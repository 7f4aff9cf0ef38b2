namespace ClimateFinance.Domain.Calendar;

/// <summary>How a State Council notice 放假安排 changes a day.</summary>
public enum CalendarDayKind
{
    /// <summary>A day off 放假.</summary>
    Holiday,

    /// <summary>A weekend day that is worked 调休上班.</summary>
    MakeupWorkday,
}

/// <summary>One dated row of the year's notice; days without a row are worked Monday to Friday.</summary>
/// <param name="Source">The address of the notice.</param>
public sealed record CalendarDay(DateOnly Date, CalendarDayKind Kind, string Name, string Source);

/// <summary>A day that was worked out.</summary>
/// <param name="Date">The day.</param>
/// <param name="Provisional">Whether a year without a notice was counted through: the day may move when the notice comes.</param>
public readonly record struct WorkingDay(DateOnly Date, bool Provisional);
