using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>What follows from where a deal stands: its hold on the quota, and the next deadline.</summary>
internal static class DealConsequences
{
    /// <summary>
    /// A standing bank offer, an agreement and an approval reserve their line; a signature turns it into use;
    /// at the end only what was drawn stays used.
    /// </summary>
    public static QuotaHold Hold(Deal deal) => deal switch
    {
        Deal.Closed { Before: { Signed: not null } before } => new QuotaHold(Cny.Zero, before.Drawn),
        Deal.Live { Signed: { } signed } => new QuotaHold(Cny.Zero, signed.Line),
        Deal.Live { Approved: { } approved } => new QuotaHold(approved.Line, Cny.Zero),
        Deal.Live { Agreed: { } agreed } => new QuotaHold(agreed.Line, Cny.Zero),
        Deal.Live { Stage: DealStage.Offered } live => new QuotaHold(LastBankLine(live), Cny.Zero),
        _ => QuotaHold.None,
    };

    /// <summary>
    /// Who owes the next step until when. A step that goes on keeps its deadline, but a new offer gives its answer the whole time;
    /// the bank's clock stands still while papers are owed.
    /// </summary>
    public static Deadline? Next(Deal before, Deal deal, DealClock clock, DateOnly today)
    {
        if (deal is not Deal.Live live || Step(live) is not var (owing, step)) return null;
        var sameOffer = before.Content?.OnTheTable?.Number == live.OnTheTable?.Number;
        if (sameOffer && live.Next is { } standing && standing.Step == step && standing.Owing == owing) return standing;
        if (live is { Paused: { } paused, PausedOn: { } pausedOn } && paused.Step == step)
            return clock.Start(owing, step, today, clock.Left(paused, pausedOn));
        return clock.Start(owing, step, today);
    }

    private static (Owing Owing, DealStep Step)? Step(Deal.Live deal) => deal switch
    {
        { DocumentsOwed: true, Stage: DealStage.Contacted or DealStage.DueDiligence } => (Owing.Enterprise, DealStep.Documents),
        { Stage: DealStage.Opened } => (Owing.Bank, DealStep.Contact),
        { Stage: DealStage.Contacted } => (Owing.Bank, DealStep.DueDiligence),
        { Stage: DealStage.DueDiligence } => (Owing.Bank, DealStep.Offer),
        { Stage: DealStage.Offered } => (deal.OnTheTable!.By == Side.Bank ? Owing.Enterprise : Owing.Bank, DealStep.Acceptance),
        { Stage: DealStage.Agreed } => (Owing.Bank, DealStep.Approval),
        { Stage: DealStage.Approved, ApprovalToAnswer: true } => (Owing.Enterprise, DealStep.Acceptance),
        { Stage: DealStage.Approved, BankWord: not null } => (Owing.Enterprise, DealStep.Signature),
        { Stage: DealStage.Approved, EnterpriseWord: not null } => (Owing.Bank, DealStep.Signature),
        { Stage: DealStage.Approved or DealStage.Disputed } => (Owing.Both, DealStep.Signature),
        _ => null,
    };

    private static Cny LastBankLine(Deal.Live deal) => deal.Offers.FindLast(o => o.By == Side.Bank)?.Terms.Credit.Line ?? Cny.Zero;
}
