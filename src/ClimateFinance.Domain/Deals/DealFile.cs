using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>What a deal 对接 is about, fixed when it opens.</summary>
/// <param name="Asked">What the need asked for: amount, longest term, highest rate.</param>
/// <param name="Indicated">What the product indicated: cover, longest common term, lowest rate.</param>
/// <param name="Region">The need's region: which bureau watches.</param>
/// <param name="Industry">The enterprise's industry.</param>
/// <param name="Meeting">The meeting it came from, if any.</param>
public sealed record DealFile(
    DealId Deal,
    PairingId Pairing,
    NeedId Need,
    int NeedRevision,
    ProductId Product,
    int ProductRevision,
    EnterpriseId Enterprise,
    BankId Bank,
    RegionCode Region,
    IndustryCode Industry,
    MeetingId? Meeting,
    CreditTerms Asked,
    CreditTerms Indicated);

/// <summary>How far a deal has come: the last step that was reached.</summary>
public enum DealStage
{
    /// <summary>已对接: mutual interest.</summary>
    Opened,

    /// <summary>已走访: the bank visited.</summary>
    Contacted,

    /// <summary>已尽调: due diligence done.</summary>
    DueDiligence,

    /// <summary>已报价: an offer is on the table.</summary>
    Offered,

    /// <summary>已达成: an offer was accepted.</summary>
    Agreed,

    /// <summary>已审批: the credit is approved.</summary>
    Approved,

    /// <summary>有争议: the parties contradict each other on what they signed.</summary>
    Disputed,

    /// <summary>已签约: both confirmed the same line, term and rate.</summary>
    Signed,

    /// <summary>放款中: money flows.</summary>
    Drawing,

    /// <summary>已结案: over, with an outcome.</summary>
    Closed,
}

/// <summary>A target that the rate follows: it is stepped when the target is met, and the other way when it is missed.</summary>
/// <param name="TargetTco2e">What must be measured from <paramref name="From"/> to <paramref name="TestedOn"/>.</param>
/// <param name="From">The first day that counts.</param>
/// <param name="TestedOn">The last day that counts; the step holds from the day after.</param>
/// <param name="MetStepBp">Added to the spread when it is met; below zero lowers the rate.</param>
/// <param name="MissedStepBp">Added when it is missed.</param>
public sealed record RateLink(decimal TargetTco2e, DateOnly From, DateOnly TestedOn, int MetStepBp, int MissedStepBp)
{
    /// <summary>A step is at most this, in bp, either way.</summary>
    public const int MaxStepBp = 200;

    /// <summary>The last year that a target may be tested in.</summary>
    public const int MaxYear = 2100;

    /// <summary>What cannot be; null when all is well.</summary>
    public Refusal? Flaw() =>
        TargetTco2e is <= 0m or > 1_000_000_000m || TestedOn <= From || From.Year < 2000 || TestedOn.Year > MaxYear || MetStepBp is < -MaxStepBp or > 0 || MissedStepBp is < 0 or > MaxStepBp
            ? Refusal.Shape("offer.link_wrong", ("targetTco2e", TargetTco2e), ("from", From), ("testedOn", TestedOn), ("metStepBp", MetStepBp), ("missedStepBp", MissedStepBp))
            : null;
}

/// <summary>What an offer 授信方案 says.</summary>
/// <param name="Credit">Line, term and rate.</param>
/// <param name="Repayment">How principal comes back.</param>
/// <param name="Collateral">What is to secure it.</param>
/// <param name="Fees">All fees together that are due at the first drawdown.</param>
/// <param name="ValidUntil">The last day (Shanghai) on which it can be accepted.</param>
/// <param name="Conditions">Further conditions in words.</param>
/// <param name="LaterFees">Fees that are due later; null for none.</param>
/// <param name="Subsidy">What the public purse pays of the interest 贴息; null for nothing.</param>
/// <param name="Link">A sustainability target that the rate follows 可持续发展挂钩; null for none.</param>
public sealed record OfferTerms(
    CreditTerms Credit,
    RepaymentPlan Repayment,
    IReadOnlyList<CollateralKind> Collateral,
    Cny Fees,
    DateOnly ValidUntil,
    string? Conditions,
    IReadOnlyList<LaterFee>? LaterFees = null,
    InterestSubsidy? Subsidy = null,
    RateLink? Link = null)
{
    /// <summary>Every fee, whenever it is due.</summary>
    public Cny AllFees() => (LaterFees ?? []).Aggregate(Fees, (sum, fee) => sum + fee.Amount);
}

/// <summary>A fee that is due some whole months after the first drawdown.</summary>
/// <param name="Month">1 to the term.</param>
/// <param name="For">What it is for, in words.</param>
public sealed record LaterFee(int Month, Cny Amount, string For);

/// <summary>An interest subsidy 贴息: a part of the annual rate, borne by the public purse for the first months.</summary>
/// <param name="Rate">Of the annual rate; never more than the interest itself comes to.</param>
/// <param name="Months">1 to the term.</param>
public sealed record InterestSubsidy(BasisPoints Rate, int Months);

/// <summary>One round of the negotiation; <see cref="Number"/> counts from 1 through both sides' offers.</summary>
public sealed record Offer(int Number, Side By, OfferTerms Terms, OfferStatus Status);

/// <summary>Where an offer stands.</summary>
public enum OfferStatus
{
    /// <summary>On the table.</summary>
    Live,

    /// <summary>A later offer took its place.</summary>
    Superseded,

    /// <summary>Taken back by who made it.</summary>
    Withdrawn,

    /// <summary>Accepted by the other side.</summary>
    Accepted,

    /// <summary>Its last day went by without an answer.</summary>
    Lapsed,
}

/// <summary>Money paid out 放款: reported by the bank, confirmed or rejected by the enterprise.</summary>
public sealed record Drawdown(int Number, Cny Amount, DateOnly On, string Voucher, DrawdownStatus Status);

/// <summary>Where a drawdown stands.</summary>
public enum DrawdownStatus
{
    Reported,
    Confirmed,
    Rejected,

    /// <summary>Taken back by the bank: reported by mistake.</summary>
    Withdrawn,
}

/// <summary>Papers the bank asked for, and whether they came.</summary>
/// <param name="Provided">Nobody owes them any more: handed over, or the bank took the request back.</param>
/// <param name="Withdrawn">The bank took the request back.</param>
public sealed record DocumentRequest(int Number, IReadOnlyList<string> Kinds, bool Provided, bool Withdrawn = false);

/// <summary>A document handed over: its kind, its name and the SHA-256 of its content, lower-case hex. The content stays with the parties, or is filed in the deal (<see cref="FiledDocument"/>).</summary>
public sealed record ProvidedDocument(string Kind, string Name, string Sha256);

/// <summary>The conclusion of due diligence 尽职调查.</summary>
public enum DueDiligenceConclusion
{
    Favourable,
    Conditional,
    Unfavourable,
}

/// <summary>How a deal ended.</summary>
public enum DealOutcome
{
    /// <summary>放款: money was drawn.</summary>
    Funded,

    /// <summary>银行拒绝</summary>
    Refused,

    /// <summary>企业撤回</summary>
    Withdrawn,

    /// <summary>逾期失效</summary>
    Lapsed,
}

/// <summary>One side's word on what was signed.</summary>
public sealed record SignatureWord(CreditTerms Credit, string ContractNumber);

/// <summary>What a deal holds of its product's quota: reserved by its standing offer, used by its contract.</summary>
public sealed record QuotaHold(Cny Reserved, Cny Used)
{
    public static QuotaHold None { get; } = new(Cny.Zero, Cny.Zero);

    public Cny Total => Reserved + Used;
}

/// <summary>The coded reasons for closing a deal.</summary>
public static class ClosureReasons
{
    public static readonly IReadOnlyList<string> All =
    [
        "completed", "amount", "term", "rate", "collateral", "rating", "industryPolicy", "documentsMissing", "approvalRefused",
        "foundElsewhere", "projectCancelled", "needWithdrawn", "needFunded", "notAnswered", "other",
    ];

    /// <summary>Whether the code is known; <c>other</c> needs words.</summary>
    public static Refusal? Flaw(string code, string? words) => code switch
    {
        "other" when string.IsNullOrWhiteSpace(words) => Refusal.Shape("reason.words_missing", ("given", code)),
        _ when All.Contains(code, StringComparer.Ordinal) => null,
        _ => Refusal.Shape("reason.unknown", ("allowed", string.Join(", ", All)), ("given", code)),
    };
}
