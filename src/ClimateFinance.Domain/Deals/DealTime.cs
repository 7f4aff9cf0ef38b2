using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>
/// What the mere passing of time does to a deal: a reminder, a missed limit, an escalation, an offer that lapses, at last the lapse of the deal.
/// Each is worked out from the deal and the calendar alone and belongs to a day of its own, so it does not matter when the marketplace comes to
/// it: after a week of downtime the same facts are recorded, once, in the same order, as if it had looked every day.
/// </summary>
internal static class DealTime
{
    /// <summary>All that time has brought by the end of <paramref name="until"/>, oldest first, with what follows from each.</summary>
    /// <param name="remindersUntil">Reminders of later days are left out: who moves today need not be reminded today.</param>
    public static IReadOnlyList<IEvent<Deal>> Passed(Deal deal, DealClock clock, DateOnly until, DateOnly remindersUntil)
    {
        var all = new List<IEvent<Deal>>();

        // A limit that ran into a year without a notice is worked out anew as soon as the notice is known.
        if (deal is Deal.Live { Next: { Provisional: true } provisional } && clock.Anew(provisional) is { Provisional: false } certain)
        {
            all.Add(new DeadlineSet(certain));
            deal = Deal.Evolve(deal, all[0]);
        }

        while (deal is Deal.Live live && Earliest(live, clock, remindersUntil) is var (day, events) && day <= until)
        {
            IReadOnlyList<IEvent<Deal>> step = [.. events, .. DealConsequences.Of(deal, events, clock, day)];
            all.AddRange(step);
            deal = step.Aggregate(deal, Deal.Evolve);
        }

        return all;
    }

    /// <summary>What comes next if nobody moves, and on which day; of two things of one day the first that is named here.</summary>
    private static (DateOnly Day, IReadOnlyList<IEvent<Deal>> Events)? Earliest(Deal.Live deal, DealClock clock, DateOnly remindersUntil)
    {
        if (deal.Next is not { } next) return null;
        var coming = new List<(DateOnly Day, IReadOnlyList<IEvent<Deal>> Events)>(2);
        var (owing, step, due) = (next.Owing, next.Step, next.DueOn);
        switch (deal.Marks)
        {
            case { Missed: false } marks:
                if (!marks.Reminded && Reminder(next, clock) is var remind && remind <= remindersUntil)
                    coming.Add((remind, [new DeadlineReminded(owing, step, due, remind)]));
                coming.Add((due.AddDays(1), [new LimitMissed(owing, step, due, due.AddDays(1))]));
                break;
            case { Escalated: false }:
                var escalate = clock.Calendar.AddWorkingDays(due, clock.Steps.EscalateAfter).Date;
                coming.Add((escalate, [new LimitEscalated(owing, step, due, escalate)]));
                break;

            // An offer stands through its own last day. What the parties contradict each other on waits for them and the bureau: a contract may
            // have been signed.
            case not null when deal.OnTheTable is null && deal.Stage != DealStage.Disputed:
                var lapse = clock.Calendar.AddWorkingDays(due, clock.Steps.LapseAfter).Date;
                coming.Add((lapse,
                [
                    new DealLapsed(owing, step, due, lapse),
                    new DealClosed(DealOutcome.Lapsed, "notAnswered", null, null, Role.System),
                ]));
                break;
        }

        if (deal.OnTheTable is { } offer)
        {
            // An offer that came back to the table after its last day stays on it for the day on which it came back.
            var over = offer.Terms.ValidUntil.AddDays(1);
            var day = over > next.Since ? over : next.Since.AddDays(1);
            coming.Add((day, [new OfferLapsed(offer.Number, offer.By, offer.Terms.ValidUntil, day)]));
        }

        return coming.Count == 0 ? null : coming.MinBy(it => it.Day);
    }

    /// <summary>A working day, some working days before the last one in time, and never before the clock has started.</summary>
    private static DateOnly Reminder(Deadline deadline, DealClock clock)
    {
        var day = clock.Steps.RemindBefore == 0 ? deadline.DueOn : clock.Calendar.OverSince(deadline.DueOn, clock.Steps.RemindBefore);
        while (!clock.Calendar.IsWorkingDay(day) && day > deadline.Since) day = day.AddDays(-1);
        return day > deadline.Since ? day : deadline.Since.AddDays(1);
    }
}
