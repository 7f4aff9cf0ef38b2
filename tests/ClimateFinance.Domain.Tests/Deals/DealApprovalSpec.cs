using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

public sealed class DealApprovalSpec
{
    [Fact]
    public void An_approval_as_agreed_leads_to_the_signature()
    {
        var approved = Live(Agreed.When(Approve(Forty), Officer).Then(Approving));
        Assert.Equal((DealStage.Approved, Forty, false), (approved.Stage, approved.Approved, approved.ApprovalToAnswer));
    }

    [Fact]
    public void Any_change_of_line_term_or_rate_must_be_answered()
    {
        Agreed.When(Approve(Thirty), Officer).Then(Changing);
        foreach (var granted in new[] { Credit(40, 48, -10), Credit(40, 60, -5), Forty with { Rate = new Rate(Benchmark.Lpr1y, new BasisPoints(-10)) } })
        {
            var changed = Live(Agreed.When(Approve(granted), Officer)
                .Then(new CreditApproved(granted, true, "批1"), Owes(Owing.Enterprise, DealStep.Acceptance, Day5)));
            Assert.True(changed.ApprovalToAnswer);
        }
    }

    [Fact]
    public void An_approval_of_more_needs_quota_for_the_rest()
    {
        Agreed.When(Approve(FortyFive, quotaLeft: 5), Officer).Then(
            new CreditApproved(FortyFive, true, "批1"), Holds(40, 0, 45, 0), Commits(40, 45), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
        Agreed.When(Approve(FortyFive, quotaLeft: 4.99m), Officer).Refused(
            RefusalKind.Rule, "offer.exceeds_quota", ("quotaLeftCny", 4_990_000m), ("heldCny", 40_000_000m), ("lineCny", 45_000_000m));
    }

    [Fact]
    public void An_approval_grants_no_more_than_the_need_asks_for()
    {
        var all = OurFile.Asked;
        Agreed.When(Approve(all, quotaLeft: 10), Officer).Then(
            new CreditApproved(all, true, "批1"), Holds(40, 0, 50, 0), Commits(40, 50), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
        Agreed.When(Approve(all with { Line = new Cny(50_000_000.01m) }), Officer)
            .Refused(RefusalKind.Rule, "offer.exceeds_need", ("askedCny", 50_000_000m), ("lineCny", 50_000_000.01m));
    }

    [Fact]
    public void The_enterprise_accepts_the_change()
    {
        IEvent<Deal>[] accepting = [new ApprovalAccepted(Thirty), Owes(Owing.Both, DealStep.Signature, Day10)];
        var accepted = Live(Changed.When(AnswerApproval(accepted: true), Owner).Then(accepting));
        Assert.Equal((DealStage.Approved, Thirty, Thirty), (accepted.Stage, accepted.Agreed, accepted.Approved));
        Changed.And(accepting).When(AnswerApproval(accepted: true), Owner).Refused(RefusalKind.Rule, "approval.nothing_to_answer");
    }

    [Fact]
    public void The_enterprise_declines_the_change_and_both_are_back_at_the_table()
    {
        IEvent<Deal>[] declining = [new ApprovalDeclined("额度太低"), Holds(30, 0, 0, 0), Commits(30, 0), Owes(Owing.Bank, DealStep.Offer, Day10)];
        var declined = Live(Changed.When(AnswerApproval(accepted: false, "额度太低"), Owner).Then(declining));
        Assert.Equal((DealStage.DueDiligence, null, null), (declined.Stage, declined.Agreed, declined.Approved));
        Changed.And(declining).When(Offer(Forty, quotaLeft: 40), Officer).Then(
            new OfferMade(2, Side.Bank, Terms(Forty)), Holds(0, 0, 40, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
    }

    [Fact]
    public void A_no_says_why()
    {
        foreach (var reason in new[] { null, "", " " })
            Changed.When(AnswerApproval(accepted: false, reason), Owner).Refused(RefusalKind.Shape, "reason.missing");
    }

    [Fact]
    public void Nobody_signs_what_is_not_answered()
    {
        foreach (var by in new[] { Officer, Owner })
            Changed.When(Sign(Word with { Credit = Thirty }), by).Refused(RefusalKind.Rule, "approval.not_answered");
    }
}
