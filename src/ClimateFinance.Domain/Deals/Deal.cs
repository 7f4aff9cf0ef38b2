using System.Collections.Immutable;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>
/// A deal 对接, the follow-up of a mutual pairing on line, term and rate:
/// opened → contacted → dueDiligence → offered → agreed → approved → signed → drawing → closed; disputed while the parties contradict each other.
/// What it answers to a command lies in <see cref="DealDecider"/>.
/// </summary>
public abstract record Deal : IState<Deal>
{
    private Deal()
    {
    }

    public static string Category => "deal";

    public static Deal Initial { get; } = new Unopened();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unopened : Deal;

    /// <summary>Over.</summary>
    /// <param name="By">Who closed it.</param>
    public sealed record Closed(Live Before, DealOutcome Outcome, Role By, QuotaHold Held, Cny Committed, Deadline? Next) : Deal;

    /// <summary>Under way.</summary>
    public sealed record Live(DealFile File) : Deal
    {
        public DealStage Stage { get; init; } = DealStage.Opened;

        /// <summary>How many visits are on record; the first is the contact.</summary>
        public int Visits { get; init; }

        /// <summary>Who answers for the deal at the bank: the officer of the first visit until another is named.</summary>
        public PersonId? Officer { get; init; }

        /// <summary>Who watches the deal at the bureau.</summary>
        public string? Inspector { get; init; }

        /// <summary>How often the bureau reminded by hand.</summary>
        public int Reminders { get; init; }

        public ImmutableList<Offer> Offers { get; init; } = [];

        public ImmutableList<DocumentRequest> Requests { get; init; } = [];

        public ImmutableList<DocumentOnFile> Documents { get; init; } = [];

        public ImmutableList<Drawdown> Drawdowns { get; init; } = [];

        public CreditTerms? Agreed { get; init; }

        public CreditTerms? Approved { get; init; }

        /// <summary>The approval changed what was agreed, and the enterprise has not answered yet.</summary>
        public bool ApprovalToAnswer { get; init; }

        public SignatureWord? BankWord { get; init; }

        public SignatureWord? EnterpriseWord { get; init; }

        public CreditTerms? Signed { get; init; }

        public DateOnly? SignedOn { get; init; }

        public QuotaHold Held { get; init; } = QuotaHold.None;

        /// <summary>What the deal takes of its need's amount.</summary>
        public Cny Committed { get; init; } = Cny.Zero;

        public Deadline? Next { get; init; }

        /// <summary>What the clock has recorded on <see cref="Next"/>.</summary>
        public ClockMarks Marks { get; init; } = ClockMarks.None;

        /// <summary>The bank's clock that stands still while the enterprise owes papers.</summary>
        public Deadline? Paused { get; init; }

        /// <summary>The day the clock was stopped.</summary>
        public DateOnly? PausedOn { get; init; }

        /// <summary>The offer on the table, if there is one.</summary>
        public Offer? OnTheTable => Offers.FindLast(o => o.Status == OfferStatus.Live);

        /// <summary>Reported, and neither rejected nor taken back: what counts against the signed line.</summary>
        public Cny Drawn => Sum(d => d.Status is DrawdownStatus.Reported or DrawdownStatus.Confirmed);

        /// <summary>What both sides say was paid out.</summary>
        public Cny DrawnConfirmed => Sum(d => d.Status == DrawdownStatus.Confirmed);

        public bool DocumentsOwed => Requests.Exists(r => !r.Provided);

        private Cny Sum(Func<Drawdown, bool> counts) =>
            Drawdowns.Where(counts).Aggregate(Cny.Zero, (sum, drawdown) => sum + drawdown.Amount);
    }

    /// <summary>The file and all that was said, of an open or a closed deal; null before it is opened.</summary>
    public Live? Content => this switch
    {
        Live live => live,
        Closed closed => closed.Before,
        _ => null,
    };

    public static Decision<Deal> Decide(Deal state, ICommand<Deal> command, Circumstance circumstance) =>
        DealDecider.Decide(state, (DealMove)command, circumstance);

    public static Deal Evolve(Deal state, IEvent<Deal> happened) => (state, happened) switch
    {
        (Unopened, DealOpened e) => new Live(e.File),
        (Live it, ContactMade e) => it with { Stage = DealStage.Contacted, Visits = 1, Officer = it.Officer ?? e.Officer },
        (Live it, VisitRecorded e) => it with { Visits = e.Number },
        (Live, VisitCorrected) => state,
        (Live it, DocumentsRequested e) => it with { Requests = it.Requests.Add(new DocumentRequest(e.Number, e.Kinds, false)) },
        (Live it, DocumentsProvided e) => it with { Requests = Change(it.Requests, r => r.Number == e.Number, r => r with { Provided = true }) },
        (Live it, DocumentRequestWithdrawn e) =>
            it with { Requests = Change(it.Requests, r => r.Number == e.Number, r => r with { Provided = true, Withdrawn = true }) },
        (Live it, DocumentFiled e) => it with { Documents = it.Documents.Add(new DocumentOnFile(e.File.Document, e.By, e.File.Sha256)) },
        (Live it, DocumentWithdrawn e) => it with { Documents = Change(it.Documents, d => d.Document == e.Document, d => d with { Withdrawn = true }) },
        (Live it, DueDiligenceCompleted) => it with { Stage = DealStage.DueDiligence },
        (Live, DueDiligenceCorrected) => state,
        (Live it, OfferMade e) => it with
        {
            Stage = DealStage.Offered,
            Offers = Change(it.Offers, o => o.Status == OfferStatus.Live, o => o with { Status = OfferStatus.Superseded })
                .Add(new Offer(e.Number, e.By, e.Terms, OfferStatus.Live)),
        },
        (Live it, OfferWithdrawn e) => it with { Stage = DealStage.DueDiligence, Offers = Marked(it.Offers, e.Number, OfferStatus.Withdrawn) },
        (Live it, OfferLapsed e) => it with { Stage = DealStage.DueDiligence, Offers = Marked(it.Offers, e.Number, OfferStatus.Lapsed) },
        (Live it, OfferAccepted e) => it with { Stage = DealStage.Agreed, Agreed = e.Agreed, Offers = Marked(it.Offers, e.Number, OfferStatus.Accepted) },
        (Live it, AcceptanceRetracted e) => it with { Stage = DealStage.Offered, Agreed = null, Offers = Marked(it.Offers, e.Number, OfferStatus.Live) },
        (Live it, CreditApproved e) => it with { Stage = DealStage.Approved, Approved = e.Granted, ApprovalToAnswer = e.ChangesAgreement },
        (Live it, ApprovalAccepted e) => it with { Agreed = e.Granted, ApprovalToAnswer = false },
        (Live it, ApprovalDeclined) => it with { Stage = DealStage.DueDiligence, Agreed = null, Approved = null, ApprovalToAnswer = false },
        (Live it, ApprovalWithdrawn) => it with
        {
            Stage = DealStage.Agreed,
            Approved = null,
            ApprovalToAnswer = false,
            BankWord = null,
            EnterpriseWord = null,
        },
        (Live it, SignatureConfirmed { By: Side.Bank } e) => it with { BankWord = e.Word },
        (Live it, SignatureConfirmed { By: Side.Enterprise } e) => it with { EnterpriseWord = e.Word },
        (Live it, DealDisputed) => it with { Stage = DealStage.Disputed },
        (Live it, DisputeRaised) => it with { Stage = DealStage.Disputed, Signed = null, SignedOn = null, BankWord = null, EnterpriseWord = null },
        (Live it, DisputeSettled) => it with { Stage = DealStage.Approved, BankWord = null, EnterpriseWord = null },
        (Live it, DealSigned e) => it with { Stage = DealStage.Signed, Signed = e.Signed, SignedOn = e.On },
        (Live it, DrawdownReported e) => it with
        {
            Stage = DealStage.Drawing,
            Drawdowns = it.Drawdowns.Add(new Drawdown(e.Number, e.Amount, e.On, e.Voucher, DrawdownStatus.Reported)),
        },
        (Live it, DrawdownConfirmed e) => it with { Drawdowns = Marked(it.Drawdowns, e.Number, DrawdownStatus.Confirmed) },
        (Live it, DrawdownRejected e) => it with { Drawdowns = Marked(it.Drawdowns, e.Number, DrawdownStatus.Rejected) },
        (Live it, DrawdownWithdrawn e) => it with { Drawdowns = Marked(it.Drawdowns, e.Number, DrawdownStatus.Withdrawn) },
        (Live it, DrawdownAnswerRetracted e) => it with { Drawdowns = Marked(it.Drawdowns, e.Number, DrawdownStatus.Reported) },
        (Live or Closed, DealNoted) => state,
        (Live, DealLapsed or DeadlineExtended) => state,
        (Live it, ReminderSent e) => it with { Reminders = e.Number },
        (Live it, OfficerAssigned e) => it with { Officer = e.Officer },
        (Live it, InspectorAssigned e) => it with { Inspector = e.Inspector },
        (Live it, DeadlineReminded) => it with { Marks = it.Marks with { Reminded = true } },
        (Live it, LimitMissed) => it with { Marks = it.Marks with { Missed = true } },
        (Live it, LimitEscalated) => it with { Marks = it.Marks with { Escalated = true } },
        (Live it, DealClosed e) => new Closed(it, e.Outcome, e.By, it.Held, it.Committed, it.Next),
        (Closed it, DealReopened) => it.Before with { Held = it.Held, Committed = it.Committed, Next = null, Marks = ClockMarks.None },
        (Live it, QuotaHoldChanged e) => it with { Held = e.To },
        (Closed it, QuotaHoldChanged e) => it with { Held = e.To },
        (Live it, NeedCommitmentChanged e) => it with { Committed = e.To },
        (Closed it, NeedCommitmentChanged e) => it with { Committed = e.To },
        (Live it, DeadlineSet e) => Timed(Marked(it, e.Next), e.Next),
        (Closed it, DeadlineSet e) => it with { Next = e.Next },
        _ => throw new UnknownEventException(state, happened),
    };

    /// <summary>A deadline that is another one begins unmarked; one that only was worked out again keeps what was recorded on it.</summary>
    private static Live Marked(Live it, Deadline? next) =>
        it.Next is { } before && next is not null && (before.Owing, before.Step, before.Since, before.DueOn) == (next.Owing, next.Step, next.Since, next.DueOn)
            ? it
            : it with { Marks = ClockMarks.None };

    /// <summary>The clock of the bank is kept when papers are owed, and forgotten when any other step begins.</summary>
    private static Live Timed(Live it, Deadline? next) => (it.Next, next) switch
    {
        ({ Step: not DealStep.Documents } before, { Step: DealStep.Documents }) => it with { Next = next, Paused = before, PausedOn = next.Since },
        (_, { Step: DealStep.Documents }) => it with { Next = next },
        _ => it with { Next = next, Paused = null, PausedOn = null },
    };

    private static ImmutableList<Offer> Marked(ImmutableList<Offer> offers, int number, OfferStatus status) =>
        Change(offers, o => o.Number == number, o => o with { Status = status });

    private static ImmutableList<Drawdown> Marked(ImmutableList<Drawdown> drawdowns, int number, DrawdownStatus status) =>
        Change(drawdowns, d => d.Number == number, d => d with { Status = status });

    private static ImmutableList<T> Change<T>(ImmutableList<T> list, Predicate<T> which, Func<T, T> change)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (which(list[i])) list = list.SetItem(i, change(list[i]));
        }

        return list;
    }
}
