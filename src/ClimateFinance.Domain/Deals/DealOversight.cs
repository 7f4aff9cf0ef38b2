using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>The bureau reminds whoever owes something.</summary>
public sealed record SendReminder(string Words, DealClock Clock) : DealMove(Clock);

/// <summary>The bank, or the bureau when the bank does not answer, names the officer who answers for the deal.</summary>
public sealed record AssignOfficer(PersonId Officer, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>The bureau names the inspector who watches the deal.</summary>
public sealed record AssignInspector(string Inspector, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>What a deal answers to those who see to it that it goes on. Nothing of this changes whose move it is or until when.</summary>
internal static class DealOversight
{
    /// <summary>Only what somebody owes can be called for: a step, or the word on money that the bank says it paid.</summary>
    public static DealAnswer Remind(Deal.Live deal, SendReminder it)
    {
        if (deal.Next is { } next) return DealAnswer.One(new ReminderSent(deal.Reminders + 1, next.Owing, next, it.Words));
        return deal.Drawdowns.Exists(d => d.Status == DrawdownStatus.Reported)
            ? DealAnswer.One(new ReminderSent(deal.Reminders + 1, Owing.Enterprise, null, it.Words))
            : Refusal.Rule("reminder.nothing_owed", ("stage", deal.Stage));
    }

    public static DealAnswer Assign(Deal.Live deal, AssignOfficer it) => it.Officer == deal.Officer
        ? Refusal.Rule("assignment.same", ("given", it.Officer.Value))
        : DealAnswer.One(new OfficerAssigned(it.Officer, deal.Officer, it.Reason));

    public static DealAnswer Assign(Deal.Live deal, AssignInspector it) => it.Inspector == deal.Inspector
        ? Refusal.Rule("assignment.same", ("given", it.Inspector))
        : DealAnswer.One(new InspectorAssigned(it.Inspector, deal.Inspector, it.Reason));
}
