using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>
/// What a deal answers to each move: whose move it is, at which stage, with what evidence. Two things follow from every move alike and are
/// worked out here once: what the deal holds of its product's quota, and who owes the next step until when.
/// </summary>
public static class DealDecider
{
    public static Decision<Deal> Decide(Deal state, DealMove move, Circumstance circumstance)
    {
        if (move is OpenDeal open)
        {
            return state is Deal.Unopened
                ? WithConsequences(state, [new DealOpened(open.File)], move, circumstance, null)
                : Refusal.Rule("deal.exists_already");
        }

        if (state.Content is not { } content || !MayKnow(content.File, circumstance.By)) return Refusal.Unknown("deal.unknown");
        if (move is AddNote note) return Decision<Deal>.Of(new DealNoted(note.Words));
        if (state is not Deal.Live live) return Refusal.Rule("deal.closed_already");

        var (events, refusal, quotaLeft) = Move(live, move, circumstance);
        return refusal is null ? WithConsequences(live, events, move, circumstance, quotaLeft) : refusal;
    }

    private static Answer Move(Deal.Live deal, DealMove move, Circumstance circumstance) => move switch
    {
        RecordContact it => BankOnly(deal, circumstance) ?? Contact(deal, it, circumstance),
        RequestDocuments it => BankOnly(deal, circumstance) ?? Request(deal, it),
        ProvideDocuments it => EnterpriseOnly(deal, circumstance) ?? Provide(deal, it),
        CompleteDueDiligence it => BankOnly(deal, circumstance) ?? DueDiligence(deal, it),
        MakeOffer it => PartyOnly(deal, circumstance) ?? Offer(deal, it, circumstance),
        WithdrawOffer it => PartyOnly(deal, circumstance) ?? Withdraw(deal, it, circumstance),
        AcceptOffer it => PartyOnly(deal, circumstance) ?? Accept(deal, it, circumstance),
        ApproveCredit it => BankOnly(deal, circumstance) ?? Approve(deal, it),
        AnswerApproval it => EnterpriseOnly(deal, circumstance) ?? AnswerApproval(deal, it),
        ConfirmSignature it => PartyOnly(deal, circumstance) ?? Sign(deal, it, circumstance),
        ReportDrawdown it => BankOnly(deal, circumstance) ?? Draw(deal, it, circumstance),
        AnswerDrawdown it => EnterpriseOnly(deal, circumstance) ?? AnswerDrawdown(deal, it),
        CloseDeal it => Close(deal, it, circumstance),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Unknown move."),
    };

    private static Answer Contact(Deal.Live deal, RecordContact it, Circumstance circumstance)
    {
        if (deal.Stage != DealStage.Opened) return WrongStage(deal, DealStage.Opened);
        return it.VisitedOn > circumstance.Today
            ? Refusal.Rule("contact.in_the_future", ("visitedOn", it.VisitedOn), ("today", circumstance.Today))
            : Answer.One(new ContactMade(it.Officer, it.VisitedOn, it.Record));
    }

    private static Answer Request(Deal.Live deal, RequestDocuments it)
    {
        if (deal.Stage is not (DealStage.Contacted or DealStage.DueDiligence)) return WrongStage(deal, DealStage.Contacted, DealStage.DueDiligence);
        return Answer.One(new DocumentsRequested(deal.Requests.Count + 1, it.Kinds));
    }

    private static Answer Provide(Deal.Live deal, ProvideDocuments it)
    {
        var request = deal.Requests.Find(r => r.Number == it.Number);
        if (request is null) return Refusal.Unknown("documents.unknown_request", ("number", it.Number));
        if (request.Provided) return Refusal.Rule("documents.provided_already", ("number", it.Number));
        var missing = request.Kinds.Except(it.Documents.Select(d => d.Kind), StringComparer.Ordinal).ToArray();
        return missing.Length > 0
            ? Refusal.Rule("documents.incomplete", ("missing", string.Join(", ", missing)))
            : Answer.One(new DocumentsProvided(it.Number, it.Documents));
    }

    private static Answer DueDiligence(Deal.Live deal, CompleteDueDiligence it)
    {
        if (deal.Stage != DealStage.Contacted) return WrongStage(deal, DealStage.Contacted);
        return deal.DocumentsOwed ? Refusal.Rule("documents.still_owed") : Answer.One(new DueDiligenceCompleted(it.Conclusion, it.Words));
    }

    private static Answer Offer(Deal.Live deal, MakeOffer it, Circumstance circumstance)
    {
        if (deal.Stage is not (DealStage.DueDiligence or DealStage.Offered)) return WrongStage(deal, DealStage.DueDiligence, DealStage.Offered);
        var by = SideOf(deal, circumstance);
        if (by == Side.Enterprise && deal.Stage != DealStage.Offered) return Refusal.Rule("offer.nothing_to_counter");
        if (it.Terms.ValidUntil < circumstance.Today)
            return Refusal.Rule("offer.valid_until_past", ("validUntil", it.Terms.ValidUntil), ("today", circumstance.Today));
        return ExceedsNeed(deal, it.Terms.Credit) ?? new Answer([new OfferMade(deal.Offers.Count + 1, by, it.Terms)], null, it.QuotaLeft);
    }

    private static Answer Withdraw(Deal.Live deal, WithdrawOffer it, Circumstance circumstance)
    {
        if (Live(deal, it.Number, out var offer) is { } refusal) return refusal;
        return offer!.By == SideOf(deal, circumstance)
            ? Answer.One(new OfferWithdrawn(it.Number, offer.By, it.Reason))
            : Refusal.Forbidden("offer.not_yours", ("number", it.Number));
    }

    private static Answer Accept(Deal.Live deal, AcceptOffer it, Circumstance circumstance)
    {
        if (Live(deal, it.Number, out var offer) is { } refusal) return refusal;
        var by = SideOf(deal, circumstance);
        if (offer!.By == by) return Refusal.Forbidden("offer.your_own", ("number", it.Number));
        if (offer.Terms.ValidUntil < circumstance.Today)
            return Refusal.Rule("offer.expired", ("validUntil", offer.Terms.ValidUntil), ("today", circumstance.Today));
        return new Answer([new OfferAccepted(it.Number, by, offer.Terms.Credit)], null, it.QuotaLeft);
    }

    private static Answer Approve(Deal.Live deal, ApproveCredit it)
    {
        if (deal.Stage != DealStage.Agreed) return WrongStage(deal, DealStage.Agreed);
        return ExceedsNeed(deal, it.Granted) ?? new Answer([new CreditApproved(it.Granted, it.Granted != deal.Agreed, it.ApprovalNumber)], null, it.QuotaLeft);
    }

    private static Answer AnswerApproval(Deal.Live deal, AnswerApproval it)
    {
        if (deal is not { Stage: DealStage.Approved, ApprovalToAnswer: true, Approved: { } granted }) return Refusal.Rule("approval.nothing_to_answer");
        if (it.Accepted) return Answer.One(new ApprovalAccepted(granted));
        return string.IsNullOrWhiteSpace(it.Reason) ? Refusal.Shape("reason.missing") : Answer.One(new ApprovalDeclined(it.Reason));
    }

    private static Answer Sign(Deal.Live deal, ConfirmSignature it, Circumstance circumstance)
    {
        if (deal.Stage is not (DealStage.Approved or DealStage.Disputed)) return WrongStage(deal, DealStage.Approved, DealStage.Disputed);
        if (deal.ApprovalToAnswer) return Refusal.Rule("approval.not_answered");

        var by = SideOf(deal, circumstance);
        var (bank, enterprise) = by == Side.Bank ? (it.Word, deal.EnterpriseWord) : (deal.BankWord, it.Word);
        var confirmed = new SignatureConfirmed(by, it.Word);
        if (bank is null || enterprise is null) return Answer.One(confirmed);
        if (bank == enterprise && bank.Credit == deal.Approved)
            return new Answer([confirmed, new DealSigned(bank.Credit, bank.ContractNumber, circumstance.Today)], null, null);
        return new Answer([confirmed, new DealDisputed(bank, enterprise, deal.Approved!)], null, null);
    }

    private static Answer Draw(Deal.Live deal, ReportDrawdown it, Circumstance circumstance)
    {
        if (deal is not { Stage: DealStage.Signed or DealStage.Drawing, Signed: { } signed, SignedOn: { } signedOn })
            return WrongStage(deal, DealStage.Signed, DealStage.Drawing);
        if (it.On > circumstance.Today) return Refusal.Rule("drawdown.in_the_future", ("on", it.On), ("today", circumstance.Today));
        if (it.On < signedOn) return Refusal.Rule("drawdown.before_signature", ("on", it.On), ("signedOn", signedOn));

        var left = signed.Line - deal.Drawn;
        return it.Amount > left
            ? Refusal.Rule("drawdown.exceeds_line", ("lineCny", signed.Line.Value), ("leftCny", left.Value), ("givenCny", it.Amount.Value))
            : Answer.One(new DrawdownReported(deal.Drawdowns.Count + 1, it.Amount, it.On, it.Voucher));
    }

    private static Answer AnswerDrawdown(Deal.Live deal, AnswerDrawdown it)
    {
        var drawdown = deal.Drawdowns.Find(d => d.Number == it.Number);
        if (drawdown is null) return Refusal.Unknown("drawdown.unknown", ("number", it.Number));
        if (drawdown.Status != DrawdownStatus.Reported) return Refusal.Rule("drawdown.answered_already", ("number", it.Number));
        if (it.Confirmed) return Answer.One(new DrawdownConfirmed(it.Number, drawdown.Amount));
        return string.IsNullOrWhiteSpace(it.Reason) ? Refusal.Shape("reason.missing") : Answer.One(new DrawdownRejected(it.Number, drawdown.Amount, it.Reason));
    }

    private static Answer Close(Deal.Live deal, CloseDeal it, Circumstance circumstance)
    {
        if (ClosureReasons.Flaw(it.ReasonCode, it.Words) is { } flaw) return flaw;
        var by = circumstance.By;
        var bureau = by.Role is Role.Bureau or Role.System;
        var mayClose = it.Outcome switch
        {
            DealOutcome.Funded => true,
            DealOutcome.Refused => bureau || by.Is(deal.File.Bank),
            DealOutcome.Withdrawn => bureau || by.Is(deal.File.Enterprise),
            DealOutcome.Lapsed => bureau,
            _ => throw new ArgumentOutOfRangeException(nameof(it), it.Outcome, "Unknown outcome."),
        };
        if (!mayClose) return Refusal.Forbidden("closure.not_your_outcome", ("outcome", it.Outcome));

        if (deal.Drawdowns.Exists(d => d.Status == DrawdownStatus.Reported)) return Refusal.Rule("closure.drawdown_unanswered");
        if (it.Outcome == DealOutcome.Funded && deal.DrawnConfirmed == Cny.Zero) return Refusal.Rule("closure.nothing_drawn");
        if (it.Outcome != DealOutcome.Funded && deal.DrawnConfirmed > Cny.Zero) return Refusal.Rule("closure.money_drawn", ("drawnCny", deal.DrawnConfirmed.Value));
        if (it.Outcome == DealOutcome.Refused && string.IsNullOrWhiteSpace(it.WouldHaveChanged)) return Refusal.Shape("closure.would_have_changed_missing");
        return Answer.One(new DealClosed(it.Outcome, it.ReasonCode, it.Words, it.WouldHaveChanged, by.Role));
    }

    /// <summary>Adds the quota hold and the deadline that follow from the events; refuses when the quota does not carry the first.</summary>
    private static Decision<Deal> WithConsequences(
        Deal before, IReadOnlyList<IEvent<Deal>> events, DealMove move, Circumstance circumstance, Cny? quotaLeft)
    {
        var all = new List<IEvent<Deal>>(events);
        var after = events.Aggregate(before, Deal.Evolve);
        var content = after.Content!;

        var (held, hold) = (HeldBy(after), DealConsequences.Hold(after));
        if (hold != held)
        {
            var more = hold.Total - held.Total;
            if (more > Cny.Zero && more > (quotaLeft ?? Cny.Zero))
            {
                return Refusal.Rule(
                    "offer.exceeds_quota", ("quotaLeftCny", (quotaLeft ?? Cny.Zero).Value), ("heldCny", held.Total.Value), ("lineCny", hold.Total.Value));
            }

            all.Add(new QuotaHoldChanged(content.File.Product, held, hold));
        }

        var next = DealConsequences.Next(before, after, move.Clock, circumstance.Today);
        if (next != (after is Deal.Closed closed ? closed.Next : content.Next)) all.Add(new DeadlineSet(next));
        return Decision<Deal>.Of(all);
    }

    private static QuotaHold HeldBy(Deal deal) => deal is Deal.Closed closed ? closed.Held : deal.Content?.Held ?? QuotaHold.None;

    private static Refusal? Live(Deal.Live deal, int number, out Offer? offer)
    {
        offer = deal.Offers.Find(o => o.Number == number);
        if (offer is null) return Refusal.Unknown("offer.unknown", ("number", number));
        return offer.Status == OfferStatus.Live && deal.Stage == DealStage.Offered
            ? null
            : Refusal.Rule("offer.not_on_the_table", ("number", number), ("status", offer.Status));
    }

    private static Side SideOf(Deal.Live deal, Circumstance circumstance) => circumstance.By.Is(deal.File.Bank) ? Side.Bank : Side.Enterprise;

    private static Answer? BankOnly(Deal.Live deal, Circumstance circumstance) =>
        circumstance.By.Is(deal.File.Bank) ? null : (Answer)Refusal.Forbidden("deal.not_your_move", ("owner", "bank"));

    private static Answer? EnterpriseOnly(Deal.Live deal, Circumstance circumstance) =>
        circumstance.By.Is(deal.File.Enterprise) ? null : (Answer)Refusal.Forbidden("deal.not_your_move", ("owner", "enterprise"));

    private static Answer? PartyOnly(Deal.Live deal, Circumstance circumstance) =>
        circumstance.By.Is(deal.File.Bank) || circumstance.By.Is(deal.File.Enterprise)
            ? null
            : (Answer)Refusal.Forbidden("deal.not_your_move", ("owner", "party"));

    /// <summary>Nobody lends more than was asked: the need's amount is held against its project's financing gap.</summary>
    private static Answer? ExceedsNeed(Deal.Live deal, CreditTerms credit) => credit.Line > deal.File.Asked.Line
        ? (Answer)Refusal.Rule("offer.exceeds_need", ("askedCny", deal.File.Asked.Line.Value), ("lineCny", credit.Line.Value))
        : null;

    private static Answer WrongStage(Deal.Live deal, params DealStage[] needed) =>
        Refusal.Rule("deal.wrong_stage", ("stage", deal.Stage), ("needed", string.Join(", ", needed)));

    private static bool MayKnow(DealFile file, Caller by) =>
        by.Role == Role.System || by.Is(file.Bank) || by.Is(file.Enterprise) || by.Oversees(file.Region);

    /// <summary>What a single move gives: its facts and the quota they may draw on, or a refusal.</summary>
    private sealed record Answer(IReadOnlyList<IEvent<Deal>> Events, Refusal? Refusal, Cny? QuotaLeft)
    {
        public static implicit operator Answer(Refusal refusal) => new([], refusal, null);

        public static Answer One(IEvent<Deal> happened) => new([happened], null, null);
    }
}
