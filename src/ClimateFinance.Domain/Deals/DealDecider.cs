using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using static ClimateFinance.Domain.Deals.DealRights;

namespace ClimateFinance.Domain.Deals;

/// <summary>
/// What a deal answers to each move: whose move it is, at which stage, with what evidence. Before each move the deal is brought up to the
/// day (<see cref="DealTime"/>): a move that comes too late finds what time has done, whether or not anybody had recorded it yet. After each
/// move follows alike what it holds of its product's quota, what it takes of its need, and who owes the next step (<see cref="DealConsequences"/>).
/// </summary>
public static class DealDecider
{
    public static Decision<Deal> Decide(Deal state, DealMove move, Circumstance circumstance)
    {
        if (move is OpenDeal open)
        {
            return state is Deal.Unopened
                ? WithConsequences(state, [], state, DealAnswer.One(new DealOpened(open.File)), move, circumstance)
                : Refusal.Rule("deal.exists_already");
        }

        if (state.Content is not { } content || !MayKnow(content.File, circumstance.By)) return Refusal.Unknown("deal.unknown");
        if (move is AddNote note) return Decision<Deal>.Of(new DealNoted(note.Words));

        // Who moves today need not be reminded today; the marketplace's own look reminds.
        var today = circumstance.Today;
        var passed = move is ReworkDeadline ? [] : DealTime.Passed(state, move.Clock, today, remindersUntil: move is PassTime ? today : today.AddDays(-1));
        var now = passed.Aggregate(state, Deal.Evolve);
        var answer = (now, move) switch
        {
            (_, PassTime) => SystemOnly(circumstance) ?? (passed.Count > 0 ? new DealAnswer([], null, null) : Refusal.Rule("deal.nothing_due")),
            (Deal.Closed closed, ReopenDeal reopen) => DealCorrecting.Reopen(closed, reopen, circumstance),
            (Deal.Live live, _) => Move(live, move, circumstance),
            _ => Refusal.Rule("deal.closed_already"),
        };
        return answer.Refusal is { } refusal ? refusal : WithConsequences(state, passed, now, answer, move, circumstance);
    }

    private static DealAnswer Move(Deal.Live deal, DealMove move, Circumstance circumstance) => move switch
    {
        RecordContact it => BankOnly(deal, circumstance) ?? Contact(deal, it, circumstance),
        RecordVisit it => BankOnly(deal, circumstance) ?? DealCorrecting.Visit(deal, it, circumstance),
        CorrectVisit it => BankOnly(deal, circumstance) ?? DealCorrecting.Visit(deal, it, circumstance),
        RequestDocuments it => BankOnly(deal, circumstance) ?? Request(deal, it),
        WithdrawDocumentRequest it => BankOnly(deal, circumstance) ?? DealCorrecting.Request(deal, it),
        ProvideDocuments it => EnterpriseOnly(deal, circumstance) ?? Provide(deal, it),
        FileDocument it => PartyOnly(deal, circumstance) ?? DealDocuments.File(deal, it, circumstance),
        WithdrawDocument it => PartyOnly(deal, circumstance) ?? DealDocuments.Withdraw(deal, it, circumstance),
        CompleteDueDiligence it => BankOnly(deal, circumstance) ?? DueDiligence(deal, it),
        CorrectDueDiligence it => BankOnly(deal, circumstance) ?? DealCorrecting.DueDiligence(deal, it),
        MakeOffer it => PartyOnly(deal, circumstance) ?? DealOffering.Offer(deal, it, circumstance),
        WithdrawOffer it => PartyOnly(deal, circumstance) ?? DealOffering.Withdraw(deal, it, circumstance),
        AcceptOffer it => PartyOnly(deal, circumstance) ?? DealOffering.Accept(deal, it, circumstance),
        RetractAcceptance it => PartyOnly(deal, circumstance) ?? DealCorrecting.Acceptance(deal, it, circumstance),
        ApproveCredit it => BankOnly(deal, circumstance) ?? DealOffering.Approve(deal, it, circumstance),
        WithdrawApproval it => BankOnly(deal, circumstance) ?? DealCorrecting.Approval(deal, it),
        AnswerApproval it => EnterpriseOnly(deal, circumstance) ?? DealOffering.AnswerApproval(deal, it),
        ConfirmSignature it => PartyOnly(deal, circumstance) ?? Sign(deal, it, circumstance),
        RaiseDispute it => PartyOnly(deal, circumstance) ?? DealCorrecting.Raise(deal, it, circumstance),
        SettleDispute it => BureauOnly(deal, circumstance) ?? DealCorrecting.Settle(deal, it),
        ReportDrawdown it => BankOnly(deal, circumstance) ?? Draw(deal, it, circumstance),
        WithdrawDrawdown it => BankOnly(deal, circumstance) ?? DealCorrecting.Drawdown(deal, it),
        AnswerDrawdown it => EnterpriseOnly(deal, circumstance) ?? AnswerDrawdown(deal, it),
        RetractDrawdownAnswer it => EnterpriseOnly(deal, circumstance) ?? DealCorrecting.Drawdown(deal, it),
        ExtendDeadline it => BureauOnly(deal, circumstance) ?? Extend(deal, it, circumstance),
        SendReminder it => BureauOnly(deal, circumstance) ?? DealOversight.Remind(deal, it),
        AssignOfficer it => (circumstance.By.Is(deal.File.Bank) ? null : BureauOnly(deal, circumstance)) ?? DealOversight.Assign(deal, it),
        AssignInspector it => BureauOnly(deal, circumstance) ?? DealOversight.Assign(deal, it),
        ReworkDeadline it => SystemOnly(circumstance) ?? Rework(deal, it),
        CloseDeal it => Close(deal, it, circumstance),
        ReopenDeal => Refusal.Rule("reopening.not_closed"),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Unknown move."),
    };

    private static DealAnswer Contact(Deal.Live deal, RecordContact it, Circumstance circumstance)
    {
        if (deal.Stage != DealStage.Opened) return WrongStage(deal, DealStage.Opened);
        return DealCorrecting.Future(it.VisitedOn, circumstance) ?? DealAnswer.One(new ContactMade(it.Officer, it.VisitedOn, it.Record));
    }

    private static DealAnswer Request(Deal.Live deal, RequestDocuments it)
    {
        if (deal.Stage is not (DealStage.Contacted or DealStage.DueDiligence)) return WrongStage(deal, DealStage.Contacted, DealStage.DueDiligence);
        return DealAnswer.One(new DocumentsRequested(deal.Requests.Count + 1, it.Kinds));
    }

    private static DealAnswer Provide(Deal.Live deal, ProvideDocuments it)
    {
        var request = deal.Requests.Find(r => r.Number == it.Number);
        if (request is null) return Refusal.Unknown("documents.unknown_request", ("number", it.Number));
        if (request.Provided) return Refusal.Rule("documents.provided_already", ("number", it.Number));
        var missing = request.Kinds.Except(it.Documents.Select(d => d.Kind), StringComparer.Ordinal).ToArray();
        return missing.Length > 0
            ? Refusal.Rule("documents.incomplete", ("missing", string.Join(", ", missing)))
            : DealAnswer.One(new DocumentsProvided(it.Number, it.Documents));
    }

    private static DealAnswer DueDiligence(Deal.Live deal, CompleteDueDiligence it)
    {
        if (deal.Stage != DealStage.Contacted) return WrongStage(deal, DealStage.Contacted);
        return deal.DocumentsOwed ? Refusal.Rule("documents.still_owed") : DealAnswer.One(new DueDiligenceCompleted(it.Conclusion, it.Words));
    }

    private static DealAnswer Sign(Deal.Live deal, ConfirmSignature it, Circumstance circumstance)
    {
        if (deal.Stage is not (DealStage.Approved or DealStage.Disputed)) return WrongStage(deal, DealStage.Approved, DealStage.Disputed);
        if (deal.ApprovalToAnswer) return Refusal.Rule("approval.not_answered");

        var by = SideOf(deal, circumstance);
        var (bank, enterprise) = by == Side.Bank ? (it.Word, deal.EnterpriseWord) : (deal.BankWord, it.Word);
        var confirmed = new SignatureConfirmed(by, it.Word);
        if (bank is null || enterprise is null) return DealAnswer.One(confirmed);
        if (bank == enterprise && bank.Credit == deal.Approved)
            return new DealAnswer([confirmed, new DealSigned(bank.Credit, bank.ContractNumber, circumstance.Today)], null, null);
        return new DealAnswer([confirmed, new DealDisputed(bank, enterprise, deal.Approved!)], null, null);
    }

    private static DealAnswer Draw(Deal.Live deal, ReportDrawdown it, Circumstance circumstance)
    {
        if (deal is not { Stage: DealStage.Signed or DealStage.Drawing, Signed: { } signed, SignedOn: { } signedOn })
            return WrongStage(deal, DealStage.Signed, DealStage.Drawing);
        if (it.On > circumstance.Today) return Refusal.Rule("drawdown.in_the_future", ("on", it.On), ("today", circumstance.Today));
        if (it.On < signedOn) return Refusal.Rule("drawdown.before_signature", ("on", it.On), ("signedOn", signedOn));

        var left = signed.Line - deal.Drawn;
        return it.Amount > left
            ? Refusal.Rule("drawdown.exceeds_line", ("lineCny", signed.Line.Value), ("leftCny", left.Value), ("givenCny", it.Amount.Value))
            : DealAnswer.One(new DrawdownReported(deal.Drawdowns.Count + 1, it.Amount, it.On, it.Voucher));
    }

    private static DealAnswer AnswerDrawdown(Deal.Live deal, AnswerDrawdown it)
    {
        var drawdown = deal.Drawdowns.Find(d => d.Number == it.Number);
        if (drawdown is null) return Refusal.Unknown("drawdown.unknown", ("number", it.Number));
        if (drawdown.Status != DrawdownStatus.Reported) return Refusal.Rule("drawdown.answered_already", ("number", it.Number));
        if (it.Confirmed) return DealAnswer.One(new DrawdownConfirmed(it.Number, drawdown.Amount));
        return string.IsNullOrWhiteSpace(it.Reason) ? Refusal.Shape("reason.missing") : DealAnswer.One(new DrawdownRejected(it.Number, drawdown.Amount, it.Reason));
    }

    private static DealAnswer Close(Deal.Live deal, CloseDeal it, Circumstance circumstance)
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
        return DealAnswer.One(new DealClosed(it.Outcome, it.ReasonCode, it.Words, it.WouldHaveChanged, by.Role));
    }

    /// <summary>Only what somebody owes can be given more time.</summary>
    private static DealAnswer Extend(Deal.Live deal, ExtendDeadline it, Circumstance circumstance)
    {
        if (deal.Next is not { } next) return Refusal.Rule("extension.nothing_owed", ("stage", deal.Stage));
        var later = it.Clock.Extended(next, it.WorkingDays, circumstance.Today);
        return new DealAnswer(
            [new DeadlineExtended(next.Owing, next.Step, it.WorkingDays, next.DueOn, later.DueOn, it.Reason), new DeadlineSet(later)], null, null);
    }

    private static DealAnswer Rework(Deal.Live deal, ReworkDeadline it) =>
        deal.Next is { } next && it.Clock.Anew(next) is var anew && (anew.DueOn, anew.Provisional) != (next.DueOn, next.Provisional)
            ? DealAnswer.One(new DeadlineSet(anew))
            : Refusal.Rule("deal.nothing_due");

    /// <summary>
    /// What passed, the facts of the move, and what follows from them; refuses when the quota or the need does not carry what the deal would
    /// hold more than it held.
    /// </summary>
    private static Decision<Deal> WithConsequences(
        Deal before, IReadOnlyList<IEvent<Deal>> passed, Deal now, DealAnswer answer, DealMove move, Circumstance circumstance)
    {
        var follows = answer.Events.Count == 0 ? [] : DealConsequences.Of(now, answer.Events, move.Clock, circumstance.Today);
        IReadOnlyList<IEvent<Deal>> all = [.. passed, .. answer.Events, .. follows];
        var after = all.Aggregate(before, Deal.Evolve);
        var ground = answer.Ground ?? DealGround.None;

        var (held, hold) = (DealConsequences.HeldBy(before), DealConsequences.HeldBy(after));
        if (hold.Total - held.Total is var more && more > Cny.Zero && more > ground.QuotaLeft)
        {
            return Refusal.Rule(
                "offer.exceeds_quota", ("quotaLeftCny", ground.QuotaLeft.Value), ("heldCny", held.Total.Value), ("lineCny", hold.Total.Value));
        }

        var (committed, commitment) = (DealConsequences.CommittedBy(before), DealConsequences.CommittedBy(after));
        if (commitment - committed is var further && further > Cny.Zero && further > ground.NeedLeft)
        {
            return Refusal.Rule(
                "need.covered_already", ("needLeftCny", ground.NeedLeft.Value), ("committedCny", committed.Value), ("lineCny", commitment.Value));
        }

        return Decision<Deal>.Of(all);
    }
}
