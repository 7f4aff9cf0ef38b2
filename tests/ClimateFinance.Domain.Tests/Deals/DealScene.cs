using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>
/// One deal of the steelworks with the branch: asked 50 million, offered, agreed, approved and signed over 40, and 15 drawn, all on one Thursday.
/// </summary>
internal static class DealScene
{
    public static readonly PairingId Pair = new(new Guid("00000000-0000-7000-8000-000000009a01"));
    public static readonly PersonId Deputy = new(new Guid("00000000-0000-7000-8000-000000009e02"));
    public static readonly PersonId Manager = new(new Guid("00000000-0000-7000-8000-000000009e01"));

    /// <summary>The year's only day off is New Year's Day: working days are Monday to Friday.</summary>
    public static readonly DealClock Clock = new(new WorkingDayCalendar([Holiday(2026, 1, 1)]), Some.Policy().StageLimits);

    public static readonly DealFile OurFile = new(
        FirstDeal, Pair, Loan, 1, Green, 1, Steelworks, Branch, Wuan, new IndustryCode("C3120"), null, Credit(50, 72, 10), Credit(50, 72, -40));

    public static readonly CreditTerms Forty = Credit(40, 60, -10);
    public static readonly CreditTerms Thirty = Credit(30, 60, -10);
    public static readonly CreditTerms FortyFive = Credit(45, 72, -20);
    public static readonly SignatureWord Word = new(Forty, "合同2026-1");
    public static readonly SignatureWord OtherWord = new(Forty, "合同2026-2");
    public static readonly ProvidedDocument Ledger = new("ledger", "台账.pdf", new string('a', 64));
    public static readonly ProvidedDocument Permit = new("permit", "排污许可证.pdf", new string('b', 64));

    // Working days after Thursday 15 January 2026.
    public static readonly DateOnly Day5 = new(2026, 1, 22);
    public static readonly DateOnly Day10 = new(2026, 1, 29);
    public static readonly DateOnly Day15 = new(2026, 2, 5);
    public static readonly DateOnly Day20 = new(2026, 2, 12);

    public static readonly DeadlineSet NothingOwed = new(Next: null);

    public static readonly IEvent<Deal>[] Opening = [new DealOpened(OurFile), Owes(Owing.Bank, DealStep.Contact, Day5)];
    public static readonly IEvent<Deal>[] Visiting = [new ContactMade(Manager, Today, "现场走访"), Owes(Owing.Bank, DealStep.DueDiligence, Day15)];

    public static readonly IEvent<Deal>[] Examining =
        [new DueDiligenceCompleted(DueDiligenceConclusion.Favourable, "同意"), Owes(Owing.Bank, DealStep.Offer, Day10)];

    public static readonly IEvent<Deal>[] Offering =
        [new OfferMade(1, Side.Bank, Terms(Forty)), Holds(0, 0, 40, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5)];

    public static readonly IEvent<Deal>[] Countering = [new OfferMade(2, Side.Enterprise, Terms(FortyFive)), Owes(Owing.Bank, DealStep.Acceptance, Day5)];
    public static readonly IEvent<Deal>[] Agreeing = [new OfferAccepted(1, Side.Enterprise, Forty), Commits(0, 40), Owes(Owing.Bank, DealStep.Approval, Day20)];
    public static readonly IEvent<Deal>[] Approving = [new CreditApproved(Forty, false, "批1"), Owes(Owing.Both, DealStep.Signature, Day10)];

    public static readonly IEvent<Deal>[] Changing =
        [new CreditApproved(Thirty, true, "批1"), Holds(40, 0, 30, 0), Commits(40, 30), Owes(Owing.Enterprise, DealStep.Acceptance, Day5)];

    public static readonly IEvent<Deal>[] BankSigning = [new SignatureConfirmed(Side.Bank, Word), Owes(Owing.Enterprise, DealStep.Signature, Day10)];

    public static readonly IEvent<Deal>[] Disputing =
    [
        new SignatureConfirmed(Side.Enterprise, OtherWord), new DealDisputed(Word, OtherWord, Forty), Owes(Owing.Both, DealStep.Signature, Day10),
    ];

    public static readonly IEvent<Deal>[] Signing =
        [new SignatureConfirmed(Side.Enterprise, Word), new DealSigned(Forty, Word.ContractNumber, Today), Holds(40, 0, 0, 40), NothingOwed];

    public static readonly IEvent<Deal>[] Drawing1 = [new DrawdownReported(1, Million(15), Today, "凭证1")];
    public static readonly IEvent<Deal>[] Confirming1 = [new DrawdownConfirmed(1, Million(15))];

    public static readonly IEvent<Deal>[] Closing =
        [new DealClosed(DealOutcome.Funded, "completed", null, null, Role.Bank), Holds(0, 40, 0, 15), Commits(40, 15)];

    public static Scenario<Deal> Unopened => Spec.Given<Deal>();

    public static Scenario<Deal> Opened => Spec.Given<Deal>(Opening);

    public static Scenario<Deal> Contacted => Opened.And(Visiting);

    public static Scenario<Deal> Examined => Contacted.And(Examining);

    public static Scenario<Deal> Offered => Examined.And(Offering);

    public static Scenario<Deal> Countered => Offered.And(Countering);

    public static Scenario<Deal> Agreed => Offered.And(Agreeing);

    public static Scenario<Deal> Approved => Agreed.And(Approving);

    public static Scenario<Deal> Changed => Agreed.And(Changing);

    public static Scenario<Deal> BankSigned => Approved.And(BankSigning);

    public static Scenario<Deal> Disputed => BankSigned.And(Disputing);

    public static Scenario<Deal> Signed => BankSigned.And(Signing);

    public static Scenario<Deal> Drawing => Signed.And(Drawing1);

    public static Scenario<Deal> Drawn => Drawing.And(Confirming1);

    public static Scenario<Deal> Closed => Drawn.And(Closing);

    public static Scenario<Deal> And(this Scenario<Deal> scenario, params IEnumerable<IEvent<Deal>> more) => new(more.Aggregate(scenario.State, Deal.Evolve));

    public static Cny Million(decimal millions) => new(decimal.Truncate(millions * 1_000_000m));

    public static CreditTerms Credit(decimal millions, int months, int spreadBp) =>
        new(Million(millions), new TermMonths(months), new Rate(Benchmark.Lpr5y, new BasisPoints(spreadBp)));

    public static OfferTerms Terms(CreditTerms credit, DateOnly? validUntil = null) =>
        new(credit, RepaymentPlan.EqualPrincipal, [CollateralKind.Mortgage], new Cny(10_000m), validUntil ?? Today.AddDays(30), null);

    public static DeadlineSet Owes(Owing owing, DealStep step, DateOnly dueOn, DateOnly? since = null) =>
        new(new Deadline(owing, step, since ?? Today, dueOn, Provisional: false, Clock.Calendar.WorkingDaysBetween(since ?? Today, dueOn)));

    /// <summary>A changed hold on the product's quota, in millions.</summary>
    public static QuotaHoldChanged Holds(decimal reservedBefore, decimal usedBefore, decimal reserved, decimal used) =>
        new(Green, new QuotaHold(Million(reservedBefore), Million(usedBefore)), new QuotaHold(Million(reserved), Million(used)));

    public static Deal.Live Live(Deal state) => Xunit.Assert.IsType<Deal.Live>(state);

    /// <summary>A market in which product and need are live; of the quota so many millions are left, of the need more than anybody asks.</summary>
    public static DealGround Ground(decimal quotaLeft = 1_000, decimal needLeft = 1_000, bool productLive = true, bool needLive = true) =>
        new(Million(quotaLeft), Million(needLeft), productLive, needLive);

    /// <summary>A changed share of the need's amount, in millions.</summary>
    public static NeedCommitmentChanged Commits(decimal before, decimal after) => new(Loan, Million(before), Million(after));

    public static OpenDeal Open() => new(OurFile, Clock);

    public static RecordContact Visit(DateOnly? on = null) => new(Manager, on ?? Today, "现场走访", Clock);

    public static RequestDocuments Ask(params string[] kinds) => new(kinds, Clock);

    public static ProvideDocuments Provide(int number, params ProvidedDocument[] documents) => new(number, documents, Clock);

    public static CompleteDueDiligence Examine() => new(DueDiligenceConclusion.Favourable, "同意", Clock);

    public static MakeOffer Offer(CreditTerms credit, decimal quotaLeft = 1_000, DateOnly? validUntil = null) =>
        new(Terms(credit, validUntil), Ground(quotaLeft), Clock);

    public static WithdrawOffer Withdraw(int number) => new(number, "重报", Clock);

    public static AcceptOffer Accept(int number, decimal quotaLeft = 0) => new(number, Ground(quotaLeft), Clock);

    public static ApproveCredit Approve(CreditTerms granted, decimal quotaLeft = 0) => new(granted, "批1", Ground(quotaLeft), Clock);

    public static AnswerApproval AnswerApproval(bool accepted, string? reason = null) => new(accepted, reason, Clock);

    public static ConfirmSignature Sign(SignatureWord word) => new(word, Clock);

    public static ReportDrawdown Draw(decimal millions, DateOnly? on = null) => new(Million(millions), on ?? Today, "凭证1", Clock);

    public static AnswerDrawdown AnswerDrawdown(int number, bool confirmed, string? reason = null) => new(number, confirmed, reason, Clock);

    /// <summary>A document by its number; the same number is the same document.</summary>
    public static FiledDocument Paper(int number, int? content = null) => new(
        new DocumentId(new Guid(number, 7, 7, new byte[8])), "ledger", $"{number}.pdf", "application/pdf", 1_000, $"{content ?? number:x64}");

    public static AddNote Note() => new("备注", Clock);

    public static CloseDeal Close(DealOutcome outcome, string code = "completed", string? words = null, string? wouldHaveChanged = null) =>
        new(outcome, code, words, wouldHaveChanged, Clock);
}
