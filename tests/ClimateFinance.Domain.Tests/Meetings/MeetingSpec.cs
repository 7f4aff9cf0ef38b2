using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Meetings;

public sealed class MeetingSpec
{
    private static readonly MeetingPlan Plan = new(
        "气候投融资政银企对接会（邯郸）", Today.AddDays(7), "邯郸市生态环境局", Handan, ["邯郸市生态环境局", "人民银行邯郸市分行"], []);

    private static readonly MeetingPlanned WasPlanned = new(Assembly, Plan, Illustrative: false);
    private static readonly MeetingHeld WasHeld = new(Assembly, Today);
    private static readonly Attendance Came = new(Role.Bank, Branch.Value, ["绿色信贷"]);
    private static readonly Intention Agreed = new(Loan, Green, new PairingId(new Guid("00000000-0000-7000-8000-000000009a01")), IntentionBy.Both);

    private static Scenario<Meeting> Unborn => Spec.Given<Meeting>();

    private static Scenario<Meeting> Planned => Spec.Given<Meeting>(WasPlanned);

    private static Scenario<Meeting> Held => Spec.Given<Meeting>(WasPlanned, WasHeld);

    private static Scenario<Meeting> Closed => Spec.Given<Meeting>(WasPlanned, WasHeld, new MeetingClosed(Assembly));

    [Fact]
    public void The_bureau_of_the_region_plans_it()
    {
        var plan = new PlanMeeting(Assembly, Plan, false);
        Assert.IsType<Meeting.Planned>(Unborn.When(plan, Bureau).Then(WasPlanned));
        foreach (var by in new[] { FarBureau, NoRegion, Owner, Officer, Some.Operator, Some.System })
            Unborn.When(plan, by).Refused(RefusalKind.Forbidden, "meeting.bureau_only");
        Planned.When(plan, Bureau).Refused(RefusalKind.Rule, "meeting.exists_already");
    }

    [Fact]
    public void A_plan_has_bounds()
    {
        foreach (var (plan, code, field) in new[]
        {
            (Plan with { Title = "" }, "text.empty", "title"),
            (Plan with { Place = Long(201) }, "text.too_long", "place"),
            (Plan with { Organisers = [] }, "meeting.wrong_count", "organisers"),
            (Plan with { Organisers = [.. Enumerable.Repeat("局", 21)] }, "meeting.wrong_count", "organisers"),
            (Plan with { Organisers = ["局", ""] }, "text.empty", "organisers"),
            (Plan with { Supporters = [.. Enumerable.Repeat("局", 21)] }, "meeting.wrong_count", "supporters"),
        })
        {
            Unborn.When(new PlanMeeting(Assembly, plan, false), Bureau).Refused(RefusalKind.Shape, code, ("field", field));
        }
    }

    [Fact]
    public void It_is_held_not_later_than_today()
    {
        var held = Assert.IsType<Meeting.Held>(Planned.When(new HoldMeeting(Today), Bureau).Then(WasHeld));
        Assert.Equal(Today, held.Plan.On);
        Planned.When(new HoldMeeting(Today.AddDays(1)), Bureau)
            .Refused(RefusalKind.Rule, "meeting.held_in_future", ("heldOn", Today.AddDays(1)), ("today", Today));
    }

    [Fact]
    public void Who_came_is_recorded_once()
    {
        var state = Held.When(new RecordAttendance(Came), Bureau).Then(new MeetingAttended(Assembly, Came));
        Assert.Equal([Came], Assert.IsType<Meeting.Held>(state).Attendances);
        new Scenario<Meeting>(state).When(new RecordAttendance(Came), Bureau)
            .Refused(RefusalKind.Rule, "meeting.attendance_recorded_already", ("organisation", Branch.Value));
        foreach (var side in new[] { Role.Operator, Role.System })
            Held.When(new RecordAttendance(Came with { Side = side }), Bureau).Refused(RefusalKind.Shape, "meeting.side_wrong");
        Held.When(new RecordAttendance(Came with { Topics = [""] }), Bureau)
            .Refused(RefusalKind.Shape, "text.empty", ("field", "topics"));
    }

    [Fact]
    public void A_product_or_a_project_is_presented_once()
    {
        var product = Held.When(new RecordPresentation(Green, null), Bureau).Then(new ProductPresented(Assembly, Green));
        var both = new Scenario<Meeting>(product).When(new RecordPresentation(null, Furnace), Bureau)
            .Then(new ProjectPresented(Assembly, Furnace));
        var held = Assert.IsType<Meeting.Held>(both);
        Assert.Equal([Green], held.Products);
        Assert.Equal([Furnace], held.Projects);
        foreach (var again in new[] { new RecordPresentation(Green, null), new RecordPresentation(null, Furnace) })
            new Scenario<Meeting>(both).When(again, Bureau).Refused(RefusalKind.Rule, "meeting.presentation_recorded_already");
        foreach (var unclear in new[] { new RecordPresentation(Green, Furnace), new RecordPresentation(null, null) })
            Held.When(unclear, Bureau).Refused(RefusalKind.Shape, "meeting.product_or_project");
    }

    [Fact]
    public void An_intention_is_recorded_once_for_a_need_and_a_product()
    {
        var state = Held.When(new RecordIntention(Agreed), Bureau).Then(new IntentionRecorded(Assembly, Agreed));
        Assert.Equal([Agreed], Assert.IsType<Meeting.Held>(state).Intentions);
        new Scenario<Meeting>(state).When(new RecordIntention(Agreed with { By = IntentionBy.Bank, Pairing = default }), Bureau)
            .Refused(RefusalKind.Rule, "meeting.intention_recorded_already", ("need", Loan.Value), ("product", Green.Value));
    }

    [Fact]
    public void Its_books_are_closed()
    {
        var closed = Assert.IsType<Meeting.Closed>(Held.When(new CloseMeeting(), Bureau).Then(new MeetingClosed(Assembly)));
        Assert.Equal(Assembly, closed.Before.Id);
    }

    [Fact]
    public void Every_other_move_is_of_the_wrong_state()
    {
        foreach (var (scenario, state, allowed) in new[] { (Planned, "Planned", new[] { nameof(HoldMeeting) }), (Closed, "Closed", []) })
        {
            foreach (var move in Moves().Where(m => !allowed.Contains(m.GetType().Name)))
                scenario.When(move, Bureau)
                    .Refused(RefusalKind.Rule, "meeting.wrong_state", ("state", state), ("move", move.GetType().Name));
        }

        Held.When(new HoldMeeting(Today), Bureau).Refused(RefusalKind.Rule, "meeting.wrong_state", ("state", "Held"));
    }

    [Fact]
    public void Only_the_bureau_of_the_region_keeps_it()
    {
        foreach (var move in Moves())
        {
            foreach (var scenario in new[] { Planned, Held, Closed })
            {
                foreach (var by in new[] { FarBureau, NoRegion, Owner, Officer, Some.Operator, Some.System })
                    scenario.When(move, by).Refused(RefusalKind.Forbidden, "meeting.bureau_only");
            }

            Unborn.When(move, Bureau).Refused(RefusalKind.Unknown, "meeting.unknown");
        }
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history() =>
        Assert.Throws<UnknownEventException>(() => Spec.Given<Meeting>(WasPlanned, new MeetingClosed(Assembly)));

    private static ICommand<Meeting>[] Moves() =>
    [
        new HoldMeeting(Today), new RecordAttendance(Came), new RecordPresentation(Green, null), new RecordIntention(Agreed), new CloseMeeting(),
    ];
}
