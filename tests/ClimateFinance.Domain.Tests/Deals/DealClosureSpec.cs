using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

public sealed class DealClosureSpec
{
    private static Scenario<Deal> Rejected => Drawing.And(new DrawdownRejected(1, Million(15), "未到账"));

    [Fact]
    public void Anybody_in_it_closes_a_funded_deal_and_the_undrawn_line_is_free_again()
    {
        foreach (var by in new[] { Officer, Owner, Bureau, Some.System })
        {
            var closed = Assert.IsType<Deal.Closed>(Drawn.When(Close(DealOutcome.Funded), by)
                .Then(new DealClosed(DealOutcome.Funded, "completed", null, null, by.Role), Holds(0, 40, 0, 15), Commits(40, 15)));
            Assert.Equal(DealOutcome.Funded, closed.Outcome);
        }
    }

    [Fact]
    public void A_line_that_was_drawn_whole_stays_in_use_unchanged() =>
        Drawn.And(new DrawdownReported(2, Million(25), Today, "凭证2"), new DrawdownConfirmed(2, Million(25)))
            .When(Close(DealOutcome.Funded), Officer)
            .Then(new DealClosed(DealOutcome.Funded, "completed", null, null, Role.Bank));

    [Fact]
    public void Each_hold_is_freed_when_a_deal_ends_without_money()
    {
        var end = new DealClosed(DealOutcome.Lapsed, "notAnswered", null, null, Role.System);
        foreach (var (scenario, consequences) in new (Scenario<Deal>, IEvent<Deal>[])[]
        {
            (Opened, [NothingOwed]),
            (Contacted, [NothingOwed]),
            (Examined, [NothingOwed]),
            (Offered, [Holds(40, 0, 0, 0), NothingOwed]),
            (Countered, [Holds(40, 0, 0, 0), NothingOwed]),
            (Agreed, [Holds(40, 0, 0, 0), Commits(40, 0), NothingOwed]),
            (Changed, [Holds(30, 0, 0, 0), Commits(30, 0), NothingOwed]),
            (Approved, [Holds(40, 0, 0, 0), Commits(40, 0), NothingOwed]),
            (Disputed, [Holds(40, 0, 0, 0), Commits(40, 0), NothingOwed]),
            (Signed, [Holds(0, 40, 0, 0), Commits(40, 0)]),
            (Rejected, [Holds(0, 40, 0, 0), Commits(40, 0)]),
        })
        {
            var closed = Assert.IsType<Deal.Closed>(
                scenario.When(Close(DealOutcome.Lapsed, "notAnswered"), Some.System).Then([end, .. consequences]));
            Assert.Equal((QuotaHold.None, null), (closed.Held, closed.Next));
        }
    }

    [Fact]
    public void Money_and_outcome_do_not_contradict_each_other()
    {
        foreach (var (outcome, code) in new[] { (DealOutcome.Refused, "rating"), (DealOutcome.Withdrawn, "foundElsewhere"), (DealOutcome.Lapsed, "notAnswered") })
        {
            Drawn.When(Close(outcome, code, wouldHaveChanged: "更多抵押"), Bureau)
                .Refused(RefusalKind.Rule, "closure.money_drawn", ("drawnCny", 15_000_000m));
        }

        foreach (var scenario in new[] { Signed, Rejected })
            scenario.When(Close(DealOutcome.Funded), Officer).Refused(RefusalKind.Rule, "closure.nothing_drawn");
        Drawn.And(new DrawdownReported(2, Million(5), Today, "凭证2")).When(Close(DealOutcome.Funded), Officer)
            .Refused(RefusalKind.Rule, "closure.drawdown_unanswered");
    }

    [Fact]
    public void A_refusal_says_what_would_have_changed_the_answer()
    {
        foreach (var by in new[] { Officer, Bureau, Some.System })
        {
            foreach (var nothing in new[] { null, "", " " })
            {
                Examined.When(Close(DealOutcome.Refused, "rating", wouldHaveChanged: nothing), by)
                    .Refused(RefusalKind.Shape, "closure.would_have_changed_missing");
            }

            Examined.When(Close(DealOutcome.Refused, "rating", "评级不足", "更多抵押"), by)
                .Then(new DealClosed(DealOutcome.Refused, "rating", "评级不足", "更多抵押", by.Role), NothingOwed);
        }
    }

    [Fact]
    public void Every_closure_has_a_known_reason_and_another_reason_has_words()
    {
        Assert.NotEmpty(ClosureReasons.All);
        foreach (var code in ClosureReasons.All)
        {
            Opened.When(Close(DealOutcome.Withdrawn, code, "说明"), Owner)
                .Then(new DealClosed(DealOutcome.Withdrawn, code, "说明", null, Role.Enterprise), NothingOwed);
        }

        foreach (var words in new[] { null, "", " " })
            Opened.When(Close(DealOutcome.Withdrawn, "other", words), Owner).Refused(RefusalKind.Shape, "reason.words_missing", ("given", "other"));
        foreach (var code in new[] { "Completed", "", "because" })
            Opened.When(Close(DealOutcome.Withdrawn, code, "说明"), Owner).Refused(RefusalKind.Shape, "reason.unknown", ("given", code));
    }

    [Fact]
    public void An_outcome_belongs_to_a_side()
    {
        foreach (var (outcome, by) in new[]
        {
            (DealOutcome.Refused, Owner), (DealOutcome.Withdrawn, Officer), (DealOutcome.Lapsed, Owner), (DealOutcome.Lapsed, Officer),
        })
        {
            Opened.When(Close(outcome, "rating", wouldHaveChanged: "更多抵押"), by)
                .Refused(RefusalKind.Forbidden, "closure.not_your_outcome", ("outcome", outcome));
        }
    }

    [Fact]
    public void A_note_after_the_end_changes_nothing()
    {
        var noted = Closed.When(Note(), Owner).Then(new DealNoted("备注"));
        Assert.Same(Closed.State.GetType(), noted.GetType());
        Assert.Equal(Million(15), Assert.IsType<Deal.Closed>(noted).Held.Used);
    }
}
