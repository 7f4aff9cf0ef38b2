using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>Who sees to it that a deal goes on: reminders by hand, and who answers for it at the bank and at the bureau.</summary>
public sealed class DealOversightSpec
{
    private const string Why = "轮岗";

    private static readonly SendReminder Reminder = new("请尽快办理", Clock);

    [Fact]
    public void The_bureau_reminds_whoever_owes_the_step_and_the_clock_goes_on_as_it_was()
    {
        var next = ((Deal.Live)Opened.State).Next!;
        var reminded = Live(Opened.When(Reminder, Bureau).Then(new ReminderSent(1, Owing.Bank, next, "请尽快办理")));
        Assert.Equal((next, ClockMarks.None, 1), (reminded.Next, reminded.Marks, reminded.Reminders));
        new Scenario<Deal>(reminded).When(Reminder, Bureau).Then(new ReminderSent(2, Owing.Bank, next, "请尽快办理"));
        Approved.When(Reminder, Bureau).Then(new ReminderSent(1, Owing.Both, ((Deal.Live)Approved.State).Next, "请尽快办理"));
    }

    [Fact]
    public void Money_that_was_reported_waits_for_the_enterprises_word_and_it_can_be_reminded_of_that()
    {
        Drawing.When(Reminder, Bureau).Then(new ReminderSent(1, Owing.Enterprise, null, "请尽快办理"));
        foreach (var quiet in new[] { Signed, Drawn }) quiet.When(Reminder, Bureau).Refused(RefusalKind.Rule, "reminder.nothing_owed");
        Closed.When(Reminder, Bureau).Refused(RefusalKind.Rule, "deal.closed_already");
    }

    [Fact]
    public void Nobody_but_the_bureau_of_its_region_reminds_or_names_an_inspector()
    {
        foreach (var move in new DealMove[] { Reminder, new AssignInspector("inspector-2", Why, Clock) })
        {
            foreach (var party in new[] { Officer, Owner, Some.System }) Opened.When(move, party).Refused(RefusalKind.Forbidden, "deal.not_your_move");
            foreach (var stranger in new[] { FarBureau, NoRegion, OtherOfficer, Some.Operator }) Opened.When(move, stranger).Refused(RefusalKind.Unknown, "deal.unknown");
        }
    }

    [Fact]
    public void The_officer_of_the_first_visit_answers_for_the_deal_until_the_bank_or_the_bureau_names_another()
    {
        var named = new AssignOfficer(Deputy, Why, Clock);
        Assert.Equal(Manager, ((Deal.Live)Contacted.State).Officer);
        Contacted.When(named, Officer).Then(new OfficerAssigned(Deputy, Manager, Why));
        var early = Live(Opened.When(named, Bureau).Then(new OfficerAssigned(Deputy, null, Why)));
        Assert.Equal(Deputy, ((Deal.Live)new Scenario<Deal>(early).And(Visiting).State).Officer);
        Contacted.When(named with { Officer = Manager }, Officer).Refused(RefusalKind.Rule, "assignment.same");
        Contacted.When(named, Owner).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        Closed.When(named, Bureau).Refused(RefusalKind.Rule, "deal.closed_already");
    }

    [Fact]
    public void An_inspector_is_named_and_named_anew_with_a_reason()
    {
        var first = Live(Offered.When(new AssignInspector("inspector-1", Why, Clock), Bureau).Then(new InspectorAssigned("inspector-1", null, Why)));
        var scenario = new Scenario<Deal>(first);
        scenario.When(new AssignInspector("inspector-2", Why, Clock), Bureau).Then(new InspectorAssigned("inspector-2", "inspector-1", Why));
        scenario.When(new AssignInspector("inspector-1", Why, Clock), Bureau).Refused(RefusalKind.Rule, "assignment.same");
    }
}
