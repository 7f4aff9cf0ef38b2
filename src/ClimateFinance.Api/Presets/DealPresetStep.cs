using System.Text.Json.Serialization;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>Something that happens in a deal or to the pairing it springs from. The member <c>do</c> says what.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(RecordIntention), "recordIntention")]
[JsonDerivedType(typeof(ClaimNeed), "claimNeed")]
[JsonDerivedType(typeof(ExpressInterest), "expressInterest")]
[JsonDerivedType(typeof(Contact), "contact")]
[JsonDerivedType(typeof(AskDocuments), "askDocuments")]
[JsonDerivedType(typeof(ProvideDocuments), "provideDocuments")]
[JsonDerivedType(typeof(ConcludeDueDiligence), "concludeDueDiligence")]
[JsonDerivedType(typeof(MakeOffer), "makeOffer")]
[JsonDerivedType(typeof(CounterOffer), "counterOffer")]
[JsonDerivedType(typeof(AcceptOffer), "acceptOffer")]
[JsonDerivedType(typeof(ApproveCredit), "approveCredit")]
[JsonDerivedType(typeof(ConfirmSignature), "confirmSignature")]
[JsonDerivedType(typeof(ReportDrawdown), "reportDrawdown")]
[JsonDerivedType(typeof(ConfirmDrawdown), "confirmDrawdown")]
[JsonDerivedType(typeof(ExtendDeadline), "extendDeadline")]
[JsonDerivedType(typeof(CloseDeal), "closeDeal")]
public abstract record DealPresetStep : IPresetStep
{
    private DealPresetStep()
    {
    }

    public required int Day { get; init; }

    public required string By { get; init; }

    /// <summary>An intention recorded at the meeting: mutual interest, so the deal opens.</summary>
    public sealed record RecordIntention : DealPresetStep;

    /// <summary>The bank takes one of the need's slots 抢单.</summary>
    public sealed record ClaimNeed : DealPresetStep;

    /// <summary>The other side answers the claim; the deal opens.</summary>
    public sealed record ExpressInterest : DealPresetStep;

    /// <summary>The bank's first contact: <c>siteVisit</c> or <c>call</c>.</summary>
    public sealed record Contact : DealPresetStep
    {
        public required string How { get; init; }

        public required string Record { get; init; }
    }

    public sealed record AskDocuments : DealPresetStep
    {
        public required IReadOnlyList<string> Kinds { get; init; }
    }

    public sealed record ProvideDocuments : DealPresetStep
    {
        public required IReadOnlyList<string> Kinds { get; init; }
    }

    public sealed record ConcludeDueDiligence : DealPresetStep
    {
        public required DueDiligenceConclusion Conclusion { get; init; }

        public required string Words { get; init; }
    }

    /// <summary>What an offer or a counter-offer states 授信方案.</summary>
    public abstract record Proposal : DealPresetStep
    {
        public required TermsFixture Terms { get; init; }

        public required IReadOnlyList<CollateralKind> Collateral { get; init; }

        public required RepaymentPlan RepaymentPlan { get; init; }

        public required int GraceMonths { get; init; }

        public required Cny FeeCny { get; init; }

        public required int ValidUntilDay { get; init; }
    }

    /// <summary>By the bank.</summary>
    public sealed record MakeOffer : Proposal;

    /// <summary>By the enterprise.</summary>
    public sealed record CounterOffer : Proposal;

    /// <summary>The enterprise takes the newest offer.</summary>
    public sealed record AcceptOffer : DealPresetStep;

    public sealed record ApproveCredit : DealPresetStep
    {
        public required TermsFixture Terms { get; init; }

        /// <summary>False when the bank grants other terms, which the enterprise must accept again.</summary>
        public required bool AsAgreed { get; init; }

        public required string ApprovalNo { get; init; }
    }

    /// <summary>One side confirms the contract; signed when both confirmed the same terms.</summary>
    public sealed record ConfirmSignature : DealPresetStep
    {
        public required TermsFixture Terms { get; init; }

        public required string ContractNo { get; init; }
    }

    public sealed record ReportDrawdown : DealPresetStep
    {
        public required int Number { get; init; }

        public required Cny AmountCny { get; init; }

        public required int OnDay { get; init; }

        public required string Voucher { get; init; }
    }

    public sealed record ConfirmDrawdown : DealPresetStep
    {
        public required int Number { get; init; }
    }

    /// <summary>The bureau gives the step that is owed more working days.</summary>
    public sealed record ExtendDeadline : DealPresetStep
    {
        public required int WorkingDays { get; init; }

        public required string Reason { get; init; }
    }

    public sealed record CloseDeal : DealPresetStep
    {
        public required DealOutcome Outcome { get; init; }

        /// <summary>One of <see cref="ClosureReasons"/>.</summary>
        public required string Reason { get; init; }

        /// <summary>For a refusal: what would have changed the answer.</summary>
        public string? WouldHaveChanged { get; init; }
    }
}

/// <summary>Line, term and rate as the wire has them.</summary>
public sealed record TermsFixture(Cny LineCny, TermMonths TermMonths, RateFixture Rate);
