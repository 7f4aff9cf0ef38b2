using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>Who owes a step.</summary>
public enum Owing
{
    Enterprise,
    Bank,
    Both,
}

/// <summary>The steps that have a limit.</summary>
public enum DealStep
{
    Contact,
    Documents,
    DueDiligence,
    Offer,
    Acceptance,
    Approval,
    Signature,
}

/// <summary>Who owes which step until the end of which day.</summary>
/// <param name="Since">The day the clock started; it does not count.</param>
/// <param name="DueOn">The last working day in time.</param>
/// <param name="Provisional">The calendar of that year is not published yet: the day may move.</param>
/// <param name="WorkingDays">How many working days were given from <paramref name="Since"/>; null in facts from before it was kept.</param>
public sealed record Deadline(Owing Owing, DealStep Step, DateOnly Since, DateOnly DueOn, bool Provisional, int? WorkingDays = null);

/// <summary>What the clock has recorded on the deadline that runs.</summary>
public sealed record ClockMarks(bool Reminded, bool Missed, bool Escalated)
{
    public static ClockMarks None { get; } = new(false, false, false);
}

/// <summary>Between which annual rates credit is given: not below zero, and not above the cap of the policy.</summary>
/// <param name="Rates">The LPR by which a spread becomes an annual rate.</param>
/// <param name="Cap">The highest all-in annual rate.</param>
public sealed record RateBounds(BenchmarkRates Rates, BasisPoints Cap);

/// <summary>The calendar and the limits in force, by which a move sets the next deadline and the passing of time is judged.</summary>
/// <param name="Late">What follows a missed limit; null: <see cref="LateSteps.Default"/>.</param>
/// <param name="Bounds">The bounds of rates; null where no rate is judged.</param>
public sealed record DealClock(WorkingDayCalendar Calendar, StageLimits Limits, LateSteps? Late = null, RateBounds? Bounds = null)
{
    /// <summary>The steps that follow a missed limit.</summary>
    public LateSteps Steps => Late ?? LateSteps.Default;

    /// <summary>The deadline of a step that starts today.</summary>
    public Deadline Start(Owing owing, DealStep step, DateOnly today) => Start(owing, step, today, LimitOf(step));

    /// <summary>The deadline of a step that goes on today with some working days left.</summary>
    public Deadline Start(Owing owing, DealStep step, DateOnly today, int workingDays)
    {
        var due = Calendar.AddWorkingDays(today, workingDays);
        return new Deadline(owing, step, today, due.Date, due.Provisional, workingDays);
    }

    /// <summary>The same deadline by the calendar as it is now.</summary>
    public Deadline Anew(Deadline deadline) => Start(deadline.Owing, deadline.Step, deadline.Since, deadline.WorkingDays ?? LimitOf(deadline.Step));

    /// <summary>The same deadline with more working days, counted from the last day in time or from today, whichever is later.</summary>
    public Deadline Extended(Deadline deadline, int workingDays, DateOnly today)
    {
        var from = deadline.DueOn > today ? deadline.DueOn : today;
        var due = Calendar.AddWorkingDays(from, workingDays);
        return deadline with
        {
            DueOn = due.Date,
            Provisional = due.Provisional || deadline.Provisional,
            WorkingDays = Calendar.WorkingDaysBetween(deadline.Since, due.Date),
        };
    }

    /// <summary>Working days from tomorrow to the deadline; at least one, so that a paused clock never resumes in the past.</summary>
    public int Left(Deadline deadline, DateOnly today) => Math.Max(1, Calendar.WorkingDaysBetween(today, deadline.DueOn));

    private int LimitOf(DealStep step) => step switch
    {
        DealStep.Contact => Limits.Contact,
        DealStep.Documents => Limits.Documents,
        DealStep.DueDiligence => Limits.DueDiligence,
        DealStep.Offer => Limits.Offer,
        DealStep.Acceptance => Limits.Acceptance,
        DealStep.Approval => Limits.Approval,
        DealStep.Signature => Limits.Signature,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };
}
