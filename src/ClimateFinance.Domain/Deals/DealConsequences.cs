using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>
/// What follows from where a deal stands, whatever brought it there: its hold on the quota, what it takes of its need, and the next deadline.
/// </summary>
internal static class DealConsequences
{
    /// <summary>The facts that follow from <paramref name="events"/>, in order: hold, commitment, deadline.</summary>
    /// <param name="day">The day on which they happened.</param>
    public static IReadOnlyList<IEvent<Deal>> Of(Deal before, IReadOnlyList<IEvent<Deal>> events, DealClock clock, DateOnly day)
    {
        var after = events.Aggregate(before, Deal.Evolve);
        var file = after.Content!.File;
        var all = new List<IEvent<Deal>>();

        var (held, hold) = (HeldBy(after), Hold(after));
        if (hold != held) all.Add(new QuotaHoldChanged(file.Product, held, hold));

        var (committed, commitment) = (CommittedBy(after), Commitment(after));
        if (commitment != committed) all.Add(new NeedCommitmentChanged(file.Need, committed, commitment));

        var next = Next(before, after, clock, day);
        if (next != (after is Deal.Closed closed ? closed.Next : after.Content!.Next)) all.Add(new DeadlineSet(next));
        return all;
    }

    /// <summary>What a deal holds of the quota by its facts.</summary>
    public static QuotaHold HeldBy(Deal deal) => deal is Deal.Closed closed ? closed.Held : deal.Content?.Held ?? QuotaHold.None;

    /// <summary>What a deal takes of its need by its facts.</summary>
    public static Cny CommittedBy(Deal deal) => deal is Deal.Closed closed ? closed.Committed : deal.Content?.Committed ?? Cny.Zero;

    /// <summary>
    /// A standing bank offer, an agreement and an approval reserve their line; a signature turns it into use;
    /// at the end only what was drawn stays used.
    /// </summary>
    private static QuotaHold Hold(Deal deal) => deal switch
    {
        Deal.Closed { Before: { Signed: not null } before } => new QuotaHold(Cny.Zero, before.Drawn),
        Deal.Live { Signed: { } signed } => new QuotaHold(Cny.Zero, signed.Line),
        Deal.Live { Approved: { } approved } => new QuotaHold(approved.Line, Cny.Zero),
        Deal.Live { Agreed: { } agreed } => new QuotaHold(agreed.Line, Cny.Zero),
        Deal.Live { Stage: DealStage.Offered } live => new QuotaHold(LastBankLine(live), Cny.Zero),
        _ => QuotaHold.None,
    };

    /// <summary>Offers may stand side by side; what is agreed, approved or signed counts, and at the end what was drawn.</summary>
    private static Cny Commitment(Deal deal) => deal switch
    {
        Deal.Closed { Before: { Signed: not null } before } => before.Drawn,
        Deal.Live live => (live.Signed ?? live.Approved ?? live.Agreed)?.Line ?? Cny.Zero,
        _ => Cny.Zero,
    };

    /// <summary>
    /// Who owes the next step until when. A step that goes on keeps its deadline, but a new offer gives its answer the whole time;
    /// the bank's clock stands still while papers are owed.
    /// </summary>
    private static Deadline? Next(Deal before, Deal deal, DealClock clock, DateOnly today)
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
