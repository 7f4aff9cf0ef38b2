using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>A mistake is corrected by a move of its own with a reason; nothing that was said is taken out of the history.</summary>
public sealed class DealCorrectionSpec
{
    private const string Why = "录入有误";

    private static readonly PersonId Other = new(new Guid("00000000-0000-7000-8000-000000009e02"));

    private static Scenario<Deal> Refused => Examined.And(
        new DealClosed(DealOutcome.Refused, "rating", null, "更多抵押", Role.Bank), NothingOwed);

    [Fact]
    public void A_bank_visits_again_and_corrects_any_visit()
    {
        Opened.When(Again(), Officer).Refused(RefusalKind.Rule, "deal.wrong_stage");
        Contacted.When(Again(), Owner).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        Contacted.When(Again() with { VisitedOn = Today.AddDays(1) }, Officer).Refused(RefusalKind.Rule, "contact.in_the_future");
        var twice = Contacted.And(Contacted.When(Again(), Officer).Decision.Events);
        Contacted.When(Again(), Officer).Then(new VisitRecorded(2, Manager, Today, "复访"));

        foreach (var number in new[] { 1, 2 })
        {
            twice.When(new CorrectVisit(number, Other, Today.AddDays(-1), "更正", Why, Clock), Officer)
                .Then(new VisitCorrected(number, Other, Today.AddDays(-1), "更正", Why));
        }

        foreach (var number in new[] { 0, 3 })
        {
            twice.When(new CorrectVisit(number, Other, Today, "更正", Why, Clock), Officer)
                .Refused(RefusalKind.Unknown, "contact.unknown_visit", ("number", number));
        }

        static RecordVisit Again() => new(Manager, Today, "复访", Clock);
    }

    [Fact]
    public void A_request_taken_back_lets_the_banks_clock_run_again()
    {
        var waiting = Contacted.And(new DocumentsRequested(1, ["ledger"]), Owes(Owing.Enterprise, DealStep.Documents, Day10));
        waiting.When(new WithdrawDocumentRequest(1, Why, Clock), Officer)
            .Then(new DocumentRequestWithdrawn(1, Why), Owes(Owing.Bank, DealStep.DueDiligence, Day15));
        waiting.When(new WithdrawDocumentRequest(2, Why, Clock), Officer).Refused(RefusalKind.Unknown, "documents.unknown_request");
        waiting.When(new WithdrawDocumentRequest(1, Why, Clock), Owner).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        waiting.And(new DocumentsProvided(1, [Ledger])).When(new WithdrawDocumentRequest(1, Why, Clock), Officer)
            .Refused(RefusalKind.Rule, "documents.provided_already");
        waiting.And(new DocumentRequestWithdrawn(1, Why)).When(new WithdrawDocumentRequest(1, Why, Clock), Officer)
            .Refused(RefusalKind.Rule, "documents.withdrawn_already");
    }

    [Fact]
    public void A_conclusion_is_corrected_until_the_offer()
    {
        var correct = new CorrectDueDiligence(DueDiligenceConclusion.Conditional, "须抵押", Why, Clock);
        Examined.When(correct, Officer).Then(new DueDiligenceCorrected(DueDiligenceConclusion.Conditional, "须抵押", Why));
        Offered.When(correct, Officer).Refused(RefusalKind.Rule, "deal.wrong_stage");
        Examined.When(correct, Bureau).Refused(RefusalKind.Forbidden, "deal.not_your_move");
    }

    [Fact]
    public void Who_accepted_takes_it_back_and_the_offer_is_on_the_table_again()
    {
        var retract = new RetractAcceptance(1, Why, Ground(0), Clock);
        var back = Live(Agreed.When(retract, Owner).Then(
            new AcceptanceRetracted(1, Side.Enterprise, Why), Commits(40, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5)));
        Assert.Equal((DealStage.Offered, 1, null), (back.Stage, back.OnTheTable?.Number, back.Agreed));
        Agreed.When(retract, Officer).Refused(RefusalKind.Forbidden, "offer.accepted_by_other_side");
        Approved.When(retract, Owner).Refused(RefusalKind.Rule, "deal.wrong_stage");
        Agreed.When(retract with { Number = 9 }, Owner).Refused(RefusalKind.Unknown, "offer.unknown");
        var counterAgreed = Countered.And(new OfferAccepted(2, Side.Bank, FortyFive), Holds(40, 0, 45, 0), Commits(0, 45));
        counterAgreed.When(retract with { Number = 1 }, Officer).Refused(RefusalKind.Rule, "offer.not_accepted");
    }

    [Fact]
    public void An_acceptance_taken_back_holds_again_what_the_bank_had_offered_and_needs_the_quota_for_it()
    {
        var less = Countered.And(new OfferMade(3, Side.Enterprise, Terms(Thirty)), new OfferAccepted(3, Side.Bank, Thirty), Holds(40, 0, 30, 0), Commits(0, 30));
        less.When(new RetractAcceptance(3, Why, Ground(9.99m), Clock), Officer).Refused(RefusalKind.Rule, "offer.exceeds_quota");
        less.When(new RetractAcceptance(3, Why, Ground(10), Clock), Officer).Then(
            new AcceptanceRetracted(3, Side.Bank, Why), Holds(30, 0, 40, 0), Commits(30, 0));
    }

    [Fact]
    public void An_offer_that_comes_back_after_its_last_day_lapses_on_the_day_after()
    {
        var late = Today.AddDays(31);
        var back = Agreed.And(Agreed.When(new RetractAcceptance(1, Why, Ground(0), Clock), Owner, On(late)).Decision.Events);
        back.When(Accept(1), Owner, On(late)).Refused(RefusalKind.Rule, "offer.expired");
        var lapsed = back.When(new PassTime(Clock), Some.System, On(late.AddDays(1))).Decision.Events;
        Assert.Equal(new OfferLapsed(1, Side.Bank, Today.AddDays(30), late.AddDays(1)), lapsed[0]);
    }

    [Fact]
    public void An_approval_taken_back_leaves_the_agreement_and_voids_the_signatures()
    {
        var withdraw = new WithdrawApproval(Why, Ground(0), Clock);
        Changed.When(withdraw, Officer).Refused(RefusalKind.Rule, "offer.exceeds_quota");
        Changed.When(withdraw with { Ground = Ground(10) }, Officer).Then(
            new ApprovalWithdrawn(Why), Holds(30, 0, 40, 0), Commits(30, 40), Owes(Owing.Bank, DealStep.Approval, Day20));
        foreach (var scenario in new[] { BankSigned, Disputed })
        {
            var agreed = Live(scenario.When(withdraw, Officer).Then(new ApprovalWithdrawn(Why), Owes(Owing.Bank, DealStep.Approval, Day20)));
            Assert.Equal((DealStage.Agreed, null, null, null), (agreed.Stage, agreed.Approved, agreed.BankWord, agreed.EnterpriseWord));
        }

        Approved.When(withdraw, Owner).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        Signed.When(withdraw, Officer).Refused(RefusalKind.Rule, "deal.wrong_stage");
    }

    [Fact]
    public void A_dispute_ends_when_both_say_the_same_or_the_bureau_lets_them_say_it_afresh()
    {
        Disputed.When(Sign(Word), Owner).Then(Signing);
        var settle = new SettleDispute("核对原件", Clock);
        var settled = Live(Disputed.When(settle, Bureau).Then(new DisputeSettled("核对原件")));
        Assert.Equal((DealStage.Approved, null, null), (settled.Stage, settled.BankWord, settled.EnterpriseWord));
        foreach (var by in new[] { Officer, Owner, Some.System }) Disputed.When(settle, by).Refused(RefusalKind.Forbidden, "deal.not_your_move", ("owner", "bureau"));
        Approved.When(settle, Bureau).Refused(RefusalKind.Rule, "deal.wrong_stage");
    }

    [Fact]
    public void A_signature_on_record_is_disputed_until_money_flows()
    {
        var raise = new RaiseDispute(Why, Clock);
        foreach (var (by, side) in new[] { (Officer, Side.Bank), (Owner, Side.Enterprise) })
        {
            var disputed = Live(Signed.When(raise, by).Then(
                new DisputeRaised(side, Why), Holds(0, 40, 40, 0), Owes(Owing.Both, DealStep.Signature, Day10)));
            Assert.Equal((DealStage.Disputed, null, null), (disputed.Stage, disputed.Signed, disputed.BankWord));
        }

        Drawing.When(raise, Owner).Refused(RefusalKind.Rule, "dispute.money_drawn", ("drawnCny", 15_000_000m));
        Approved.When(raise, Owner).Refused(RefusalKind.Rule, "deal.wrong_stage");
        Signed.When(raise, Bureau).Refused(RefusalKind.Forbidden, "deal.not_your_move");
    }

    [Fact]
    public void A_drawdown_reported_by_mistake_no_longer_counts()
    {
        var withdraw = new WithdrawDrawdown(1, Why, Clock);
        Assert.Equal(Cny.Zero, Live(Drawing.When(withdraw, Officer).Then(new DrawdownWithdrawn(1, Million(15), Why))).Drawn);
        Drawn.When(withdraw, Officer).Refused(RefusalKind.Rule, "drawdown.answered_already");
        Drawing.When(withdraw, Owner).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        Drawing.When(withdraw with { Number = 2 }, Officer).Refused(RefusalKind.Unknown, "drawdown.unknown");
    }

    [Fact]
    public void An_answer_taken_back_waits_for_another_if_the_line_still_carries_the_drawdown()
    {
        var retract = new RetractDrawdownAnswer(1, Why, Clock);
        var open = Live(Drawn.When(retract, Owner).Then(new DrawdownAnswerRetracted(1, Million(15), DrawdownStatus.Confirmed, Why)));
        Assert.Equal((Million(15), Cny.Zero), (open.Drawn, open.DrawnConfirmed));

        var rejected = Drawing.And(new DrawdownRejected(1, Million(15), "未到账"));
        rejected.When(retract, Owner).Then(new DrawdownAnswerRetracted(1, Million(15), DrawdownStatus.Rejected, Why));
        rejected.And(new DrawdownReported(2, Million(30), Today, "凭证2")).When(retract, Owner)
            .Refused(RefusalKind.Rule, "drawdown.exceeds_line", ("leftCny", 10_000_000m));
        rejected.And(new DisputeRaised(Side.Bank, Why)).When(retract, Owner).Refused(RefusalKind.Rule, "deal.wrong_stage");
        Drawing.When(retract, Owner).Refused(RefusalKind.Rule, "drawdown.not_answered");
        Drawn.When(retract, Officer).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        Drawn.When(retract with { Number = 5 }, Owner).Refused(RefusalKind.Unknown, "drawdown.unknown");
    }

    [Fact]
    public void A_closure_by_mistake_is_undone_by_who_closed_or_by_the_bureau_and_the_clock_begins_anew()
    {
        foreach (var by in new[] { Officer, Bureau })
        {
            var again = Live(Refused.When(Reopen(), by, On(Today.AddDays(40))).Then(
                new DealReopened(DealOutcome.Refused, Why, by.Role),
                Owes(Owing.Bank, DealStep.Offer, new DateOnly(2026, 3, 10), Today.AddDays(40))));
            Assert.Equal(DealStage.DueDiligence, again.Stage);
        }

        Refused.When(Reopen(), Owner).Refused(RefusalKind.Forbidden, "reopening.not_yours");
        Refused.When(Reopen(), OtherOfficer).Refused(RefusalKind.Unknown, "deal.unknown");
        Examined.When(Reopen(), Officer).Refused(RefusalKind.Rule, "reopening.not_closed");
        Closed.When(Reopen(), Officer).Refused(RefusalKind.Rule, "reopening.funded");
        Refused.When(Reopen() with { SlotsLeft = 0 }, Officer).Refused(RefusalKind.Rule, "reopening.slots_full");
        Refused.When(Reopen() with { MetAgain = true }, Officer).Refused(RefusalKind.Rule, "reopening.met_again");
        Refused.When(Reopen() with { Ground = Ground(needLive: false) }, Officer).Refused(RefusalKind.Rule, "deal.need_off_market");
    }

    [Fact]
    public void What_is_opened_again_takes_quota_and_need_again_or_is_refused()
    {
        var closed = Agreed.And(
            new DealClosed(DealOutcome.Withdrawn, "foundElsewhere", null, null, Role.Enterprise), Holds(40, 0, 0, 0), Commits(40, 0), NothingOwed);
        closed.When(Reopen() with { Ground = Ground(quotaLeft: 39.99m) }, Owner).Refused(RefusalKind.Rule, "offer.exceeds_quota");
        closed.When(Reopen() with { Ground = Ground(needLeft: 39.99m) }, Owner).Refused(RefusalKind.Rule, "need.covered_already");
        closed.When(Reopen() with { Ground = Ground(40, 40) }, Owner).Then(
            new DealReopened(DealOutcome.Withdrawn, Why, Role.Enterprise), Holds(0, 0, 40, 0), Commits(0, 40), Owes(Owing.Bank, DealStep.Approval, Day20));
    }

    private static ReopenDeal Reopen() => new(Why, SlotsLeft: 1, MetAgain: false, Ground(), Clock);

    private static DateTimeOffset On(DateOnly day) => new(day, new TimeOnly(10, 0), ShanghaiTime.Offset);
}
