using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Policy;

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
public sealed record Deadline(Owing Owing, DealStep Step, DateOnly Since, DateOnly DueOn, bool Provisional);

/// <summary>The calendar and the limits in force, by which a move sets the next deadline.</summary>
public sealed record DealClock(WorkingDayCalendar Calendar, StageLimits Limits)
{
    /// <summary>The deadline of a step that starts today.</summary>
    public Deadline Start(Owing owing, DealStep step, DateOnly today) => Start(owing, step, today, LimitOf(step));

    /// <summary>The deadline of a step that goes on today with some working days left.</summary>
    public Deadline Start(Owing owing, DealStep step, DateOnly today, int workingDays)
    {
        var due = Calendar.AddWorkingDays(today, workingDays);
        return new Deadline(owing, step, today, due.Date, due.Provisional);
    }

    /// <summary>Working days from tomorrow to the deadline; at least one, so that a paused clock never resumes in the past.</summary>
    public int Left(Deadline deadline, DateOnly today)
    {
        var left = 0;
        for (var day = today.AddDays(1); day <= deadline.DueOn; day = day.AddDays(1))
        {
            if (Calendar.IsWorkingDay(day)) left++;
        }

        return Math.Max(1, left);
    }

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
