using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>What the passing of time does, however late anybody looks.</summary>
public sealed class DealClockSpec
{
    private static readonly DateOnly LapseDay = new(2026, 2, 12);

    private static readonly IEvent<Deal>[] Reminded = [new DeadlineReminded(Owing.Bank, DealStep.Contact, Day5, new DateOnly(2026, 1, 21))];
    private static readonly IEvent<Deal>[] Missed = [new LimitMissed(Owing.Bank, DealStep.Contact, Day5, new DateOnly(2026, 1, 23))];
    private static readonly IEvent<Deal>[] Escalated = [new LimitEscalated(Owing.Bank, DealStep.Contact, Day5, new DateOnly(2026, 1, 27))];

    private static readonly IEvent<Deal>[] Lapsed =
    [
        new DealLapsed(Owing.Bank, DealStep.Contact, Day5, LapseDay),
        new DealClosed(DealOutcome.Lapsed, "notAnswered", null, null, Role.System), NothingOwed,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Fact]
    public void Each_step_is_recorded_on_its_day_and_once()
    {
        var deal = Opened;
        foreach (var (day, facts) in new (DateOnly, IEvent<Deal>[])[]
        {
            (new(2026, 1, 20), []), (new(2026, 1, 21), Reminded), (Day5, []), (new(2026, 1, 23), Missed), (new(2026, 1, 24), []), (new(2026, 1, 26), []),
            (new(2026, 1, 27), Escalated), (new(2026, 2, 11), []), (LapseDay, Lapsed), (new(2026, 6, 1), []),
        })
        {
            deal = Look(deal, day, facts);
            deal.When(new PassTime(Clock), Some.System, On(day)).Refused(RefusalKind.Rule, "deal.nothing_due");
        }
    }

    [Fact]
    public void After_any_downtime_the_same_facts_come_once_in_order_with_the_days_they_belong_to()
    {
        Look(Opened, new DateOnly(2026, 1, 24), [.. Reminded, .. Missed]);
        Look(Opened, new DateOnly(2026, 1, 30), [.. Reminded, .. Missed, .. Escalated]);
        Look(Opened, new DateOnly(2027, 1, 30), [.. Reminded, .. Missed, .. Escalated, .. Lapsed]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_looks_on_whichever_days_finds_the_same_history(int seed)
    {
        var random = new Random(seed);
        foreach (var scenario in new[] { Opened, Contacted, Examined, Offered, Countered, Agreed, Approved, Changed, Disputed })
        {
            var whole = scenario.When(new PassTime(Clock), Some.System, On(Today.AddDays(200))).Decision.Events;
            var (deal, piecemeal) = (scenario, new List<IEvent<Deal>>());
            for (var day = Today; day < Today.AddDays(200); day = day.AddDays(random.Next(0, 12)))
            {
                var events = deal.When(new PassTime(Clock), Some.System, On(day)).Decision.Events;
                piecemeal.AddRange(events);
                deal = deal.And(events);
            }

            piecemeal.AddRange(deal.When(new PassTime(Clock), Some.System, On(Today.AddDays(200))).Decision.Events);
            Assert.NotEmpty(whole);
            Assert.Equal(whole.Select(e => e.ToString()), piecemeal.Select(e => e.ToString()));
        }
    }

    [Fact]
    public void A_late_move_finds_its_lateness_recorded_and_is_taken_all_the_same() =>
        Opened.When(Visit(new DateOnly(2026, 1, 28)), Officer, On(new DateOnly(2026, 1, 28))).Then(
            [
                .. Reminded, .. Missed, .. Escalated, new ContactMade(Manager, new DateOnly(2026, 1, 28), "现场走访"),
                Owes(Owing.Bank, DealStep.DueDiligence, new DateOnly(2026, 2, 18), new DateOnly(2026, 1, 28)),
            ]);

    [Fact]
    public void A_move_after_the_lapse_is_too_late_even_if_nobody_recorded_the_lapse() =>
        Opened.When(Visit(), Officer, On(LapseDay)).Refused(RefusalKind.Rule, "deal.closed_already");

    [Fact]
    public void A_move_on_the_day_of_the_reminder_needs_no_reminder() =>
        Opened.When(Visit(), Officer, On(new DateOnly(2026, 1, 21))).Then(
            new ContactMade(Manager, Today, "现场走访"), Owes(Owing.Bank, DealStep.DueDiligence, new DateOnly(2026, 2, 11), new DateOnly(2026, 1, 21)));

    [Fact]
    public void The_policy_holds_the_days_between_the_steps()
    {
        var quick = Clock with { Late = new LateSteps(RemindBefore: 0, EscalateAfter: 1, LapseAfter: 2) };
        Opened.When(new PassTime(quick), Some.System, On(new DateOnly(2026, 1, 26))).Then(
            new DeadlineReminded(Owing.Bank, DealStep.Contact, Day5, Day5),
            new LimitMissed(Owing.Bank, DealStep.Contact, Day5, new DateOnly(2026, 1, 23)),
            new LimitEscalated(Owing.Bank, DealStep.Contact, Day5, new DateOnly(2026, 1, 23)),
            new DealLapsed(Owing.Bank, DealStep.Contact, Day5, new DateOnly(2026, 1, 26)), Lapsed[1], NothingOwed);
    }

    [Fact]
    public void A_lapse_frees_quota_and_need()
    {
        var lapsed = Assert.IsType<Deal.Closed>(Agreed.And(Look(Agreed, new DateOnly(2026, 6, 1)).Decision.Events).State);
        Assert.Equal((QuotaHold.None, Cny.Zero, null), (lapsed.Held, lapsed.Committed, lapsed.Next));
    }

    [Fact]
    public void A_dispute_is_told_to_the_bureau_and_waits()
    {
        var later = Disputed.And(Look(Disputed, new DateOnly(2026, 12, 1)).Decision.Events);
        Assert.Equal((DealStage.Disputed, true), (Live(later.State).Stage, Live(later.State).Marks.Escalated));
    }

    [Fact]
    public void While_papers_are_owed_the_enterprise_is_late_and_not_the_bank()
    {
        var waiting = Contacted.And(new DocumentsRequested(1, ["ledger"]), Owes(Owing.Enterprise, DealStep.Documents, Day10));
        var facts = waiting.When(new PassTime(Clock), Some.System, On(new DateOnly(2026, 2, 10))).Decision.Events;
        Assert.Equal([typeof(DeadlineReminded), typeof(LimitMissed), typeof(LimitEscalated)], facts.Select(e => e.GetType()));
        Assert.All(facts, e => Assert.Contains("Owing = Enterprise, Step = Documents", e.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_but_the_marketplace_lets_time_pass_and_only_the_bureau_gives_time()
    {
        foreach (var by in new[] { Officer, Owner, Bureau })
            Opened.When(new PassTime(Clock), by, On(Day10)).Refused(RefusalKind.Forbidden, "deal.not_your_move", ("owner", "system"));
        foreach (var by in new[] { Officer, Owner, Some.System })
            Opened.When(new ExtendDeadline(5, "补办", Clock), by).Refused(RefusalKind.Forbidden, "deal.not_your_move", ("owner", "bureau"));
        Signed.When(new ExtendDeadline(5, "补办", Clock), Bureau).Refused(RefusalKind.Rule, "extension.nothing_owed");
    }

    [Fact]
    public void More_time_counts_from_the_last_day_in_time_or_from_today_if_that_is_over()
    {
        Opened.When(new ExtendDeadline(5, "补办", Clock), Bureau).Then(
            new DeadlineExtended(Owing.Bank, DealStep.Contact, 5, Day5, Day10, "补办"), Owes(Owing.Bank, DealStep.Contact, Day10));
        var late = new DateOnly(2026, 1, 28);
        var extended = Opened.When(new ExtendDeadline(2, "补办", Clock), Bureau, On(late)).Then(
            [
                .. Reminded, .. Missed, .. Escalated,
                new DeadlineExtended(Owing.Bank, DealStep.Contact, 2, Day5, new DateOnly(2026, 1, 30), "补办"), Owes(Owing.Bank, DealStep.Contact, new DateOnly(2026, 1, 30)),
            ]);

        // The new time is a new deadline: who misses it is late anew.
        Assert.Equal(ClockMarks.None, Live(extended).Marks);
    }

    [Fact]
    public void A_limit_across_the_year_end_is_provisional_until_the_notice_comes_and_then_moves()
    {
        var opened = Spec.Given<Deal>();
        var december = new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero);
        var before = opened.And(opened.When(Open(), Some.System, december).Decision.Events);
        Assert.Equal(new Deadline(Owing.Bank, DealStep.Contact, new(2026, 12, 28), new(2027, 1, 5), Provisional: true, 5), Live(before.State).Next);

        // The notice takes the whole first week of the year off: by the old day the bank would be late on the 6th.
        var notice = Clock with
        {
            Calendar = Clock.Calendar.With(2027, Enumerable.Range(1, 7).Select(day => Holiday(2027, 1, day))),
        };
        before.When(new PassTime(notice), Some.System, On(new DateOnly(2027, 1, 6))).Then(
            new DeadlineSet(new Deadline(Owing.Bank, DealStep.Contact, new(2026, 12, 28), new(2027, 1, 11), Provisional: false, 5)));
        before.When(new ReworkDeadline(notice), Some.System, On(new DateOnly(2026, 12, 29))).Then(
            new DeadlineSet(new Deadline(Owing.Bank, DealStep.Contact, new(2026, 12, 28), new(2027, 1, 11), Provisional: false, 5)));
        before.When(new ReworkDeadline(Clock), Some.System, On(new DateOnly(2026, 12, 29))).Refused(RefusalKind.Rule, "deal.nothing_due");
    }

    [Fact]
    public void A_deadline_that_only_became_certain_keeps_what_was_recorded_on_it()
    {
        var december = new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero);
        var before = Spec.Given<Deal>();
        before = before.And(before.When(Open(), Some.System, december).Decision.Events);
        before = before.And(before.When(new PassTime(Clock), Some.System, On(new DateOnly(2027, 1, 4))).Decision.Events);
        Assert.True(Live(before.State).Marks.Reminded);

        var notice = Clock with { Calendar = Clock.Calendar.With(2027, [Holiday(2027, 1, 1)]) };
        var after = before.When(new PassTime(notice), Some.System, On(new DateOnly(2027, 1, 4))).Decision.Events;
        Assert.Equal([typeof(DeadlineSet)], after.Select(e => e.GetType()));
    }

    private static DateTimeOffset On(DateOnly day) => new(day, new TimeOnly(10, 0), ShanghaiTime.Offset);

    private static Outcome<Deal> Look(Scenario<Deal> deal, DateOnly day) => deal.When(new PassTime(Clock), Some.System, On(day));

    private static Scenario<Deal> Look(Scenario<Deal> deal, DateOnly day, IEvent<Deal>[] facts)
    {
        var outcome = Look(deal, day);
        if (facts.Length > 0) outcome.Then(facts);
        else outcome.Refused(RefusalKind.Rule, "deal.nothing_due");
        return deal.And(outcome.Decision.Events);
    }
}
