using ClimateFinance.Domain.Shared;
using static ClimateFinance.Domain.Deals.DealRights;

namespace ClimateFinance.Domain.Deals;

/// <summary>
/// What a deal answers to the moves that correct a mistake. Nothing is edited: each is a fact of its own with its reason, after which the deal
/// stands as if the mistaken move had not counted.
/// </summary>
internal static class DealCorrecting
{
    public static DealAnswer Visit(Deal.Live deal, RecordVisit it, Circumstance circumstance)
    {
        if (deal.Stage == DealStage.Opened) return WrongStage(deal, DealStage.Contacted);
        return Future(it.VisitedOn, circumstance) ?? DealAnswer.One(new VisitRecorded(deal.Visits + 1, it.Officer, it.VisitedOn, it.Record));
    }

    public static DealAnswer Visit(Deal.Live deal, CorrectVisit it, Circumstance circumstance)
    {
        if (it.Number < 1 || it.Number > deal.Visits) return Refusal.Unknown("contact.unknown_visit", ("number", it.Number));
        return Future(it.VisitedOn, circumstance) ?? DealAnswer.One(new VisitCorrected(it.Number, it.Officer, it.VisitedOn, it.Record, it.Reason));
    }

    public static DealAnswer Request(Deal.Live deal, WithdrawDocumentRequest it)
    {
        var request = deal.Requests.Find(r => r.Number == it.Number);
        if (request is null) return Refusal.Unknown("documents.unknown_request", ("number", it.Number));
        if (request.Withdrawn) return Refusal.Rule("documents.withdrawn_already", ("number", it.Number));
        return request.Provided
            ? Refusal.Rule("documents.provided_already", ("number", it.Number))
            : DealAnswer.One(new DocumentRequestWithdrawn(it.Number, it.Reason));
    }

    public static DealAnswer DueDiligence(Deal.Live deal, CorrectDueDiligence it) => deal.Stage == DealStage.DueDiligence
        ? DealAnswer.One(new DueDiligenceCorrected(it.Conclusion, it.Words, it.Reason))
        : WrongStage(deal, DealStage.DueDiligence);

    public static DealAnswer Acceptance(Deal.Live deal, RetractAcceptance it, Circumstance circumstance)
    {
        var offer = deal.Offers.Find(o => o.Number == it.Number);
        if (offer is null) return Refusal.Unknown("offer.unknown", ("number", it.Number));
        if (deal.Stage != DealStage.Agreed) return WrongStage(deal, DealStage.Agreed);
        if (offer.Status != OfferStatus.Accepted) return Refusal.Rule("offer.not_accepted", ("number", it.Number), ("status", offer.Status));
        var by = SideOf(deal, circumstance);
        return offer.By == by
            ? Refusal.Forbidden("offer.accepted_by_other_side", ("number", it.Number))
            : DealAnswer.Drawing(new AcceptanceRetracted(it.Number, by, it.Reason), it.Ground);
    }

    public static DealAnswer Approval(Deal.Live deal, WithdrawApproval it) => deal.Stage is DealStage.Approved or DealStage.Disputed
        ? DealAnswer.Drawing(new ApprovalWithdrawn(it.Reason), it.Ground)
        : WrongStage(deal, DealStage.Approved, DealStage.Disputed);

    public static DealAnswer Raise(Deal.Live deal, RaiseDispute it, Circumstance circumstance)
    {
        if (deal.Stage is not (DealStage.Signed or DealStage.Drawing)) return WrongStage(deal, DealStage.Signed);
        return deal.Drawn > Cny.Zero
            ? Refusal.Rule("dispute.money_drawn", ("drawnCny", deal.Drawn.Value))
            : DealAnswer.One(new DisputeRaised(SideOf(deal, circumstance), it.Reason));
    }

    public static DealAnswer Settle(Deal.Live deal, SettleDispute it) =>
        deal.Stage == DealStage.Disputed ? DealAnswer.One(new DisputeSettled(it.Reason)) : WrongStage(deal, DealStage.Disputed);

    public static DealAnswer Drawdown(Deal.Live deal, WithdrawDrawdown it)
    {
        var drawdown = deal.Drawdowns.Find(d => d.Number == it.Number);
        if (drawdown is null) return Refusal.Unknown("drawdown.unknown", ("number", it.Number));
        return drawdown.Status == DrawdownStatus.Reported
            ? DealAnswer.One(new DrawdownWithdrawn(it.Number, drawdown.Amount, it.Reason))
            : Refusal.Rule("drawdown.answered_already", ("number", it.Number));
    }

    public static DealAnswer Drawdown(Deal.Live deal, RetractDrawdownAnswer it)
    {
        var drawdown = deal.Drawdowns.Find(d => d.Number == it.Number);
        if (drawdown is null) return Refusal.Unknown("drawdown.unknown", ("number", it.Number));
        if (drawdown.Status is not (DrawdownStatus.Confirmed or DrawdownStatus.Rejected))
            return Refusal.Rule("drawdown.not_answered", ("number", it.Number), ("status", drawdown.Status));

        // A rejected report counts again: meanwhile another drawdown may have taken its place in the line.
        if (deal.Signed is not { } signed) return WrongStage(deal, DealStage.Drawing);
        var left = signed.Line - deal.Drawn;
        return drawdown.Status == DrawdownStatus.Rejected && drawdown.Amount > left
            ? Refusal.Rule("drawdown.exceeds_line", ("lineCny", signed.Line.Value), ("leftCny", left.Value), ("givenCny", drawdown.Amount.Value))
            : DealAnswer.One(new DrawdownAnswerRetracted(it.Number, drawdown.Amount, drawdown.Status, it.Reason));
    }

    /// <summary>Opening a closed deal again takes what it freed: the slot, the quota, the need's amount. Whoever came first in between keeps it.</summary>
    public static DealAnswer Reopen(Deal.Closed deal, ReopenDeal it, Circumstance circumstance)
    {
        var (file, by) = (deal.Before.File, circumstance.By);
        var closedIt = by.Role == deal.By && (by.Is(file.Bank) || by.Is(file.Enterprise));
        if (!closedIt && !by.Oversees(file.Region)) return Refusal.Forbidden("reopening.not_yours", ("closedBy", deal.By));
        if (deal.Outcome == DealOutcome.Funded) return Refusal.Rule("reopening.funded");
        if (!it.Ground.NeedLive) return Refusal.Rule("deal.need_off_market");
        if (it.MetAgain) return Refusal.Rule("reopening.met_again");
        if (it.SlotsLeft < 1) return Refusal.Rule("reopening.slots_full");
        return DealAnswer.Drawing(new DealReopened(deal.Outcome, it.Reason, by.Role), it.Ground);
    }

    public static DealAnswer? Future(DateOnly visitedOn, Circumstance circumstance) => visitedOn > circumstance.Today
        ? (DealAnswer)Refusal.Rule("contact.in_the_future", ("visitedOn", visitedOn), ("today", circumstance.Today))
        : null;
}
