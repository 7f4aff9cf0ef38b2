using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>An offer 授信方案 on the wire.</summary>
/// <param name="FeesCny">All fees together that are due at the first drawdown; may be 0.</param>
/// <param name="ValidUntil">The last day (Shanghai) on which it can be accepted.</param>
/// <param name="LaterFees">Fees that are due later.</param>
/// <param name="Subsidy">What the public purse bears of the interest 贴息.</param>
internal sealed record OfferBody(
    CreditBody Credit, RepaymentPlan Repayment, IReadOnlyList<CollateralKind> Collateral, decimal FeesCny, DateOnly ValidUntil, string? Conditions = null,
    IReadOnlyList<LaterFeeBody>? LaterFees = null, SubsidyBody? Subsidy = null, RateLinkBody? Link = null)
{
    private const int MaxSubsidyBp = 1_000;

    public OfferTerms Read(Check check) => new(
        check.Credit("credit", Credit),
        Repayment,
        check.Each("collateral", Collateral, (_, kind) => kind, min: 1, max: 9),
        check.AmountOrZero("feesCny", FeesCny),
        ValidUntil,
        check.TextOrNull("conditions", Conditions),
        LaterFees is null ? null : check.Each("laterFees", LaterFees, (field, fee) => fee.Read(check, field), min: 1, max: 50),
        Subsidy is null
            ? null
            : new InterestSubsidy(
                new BasisPoints(check.Whole("subsidy.rateBp", Subsidy.RateBp, 1, MaxSubsidyBp)),
                check.Whole("subsidy.months", Subsidy.Months, 1, TermMonths.Max)),
        Link?.Read(check, "link"));

    public static OfferBody Of(OfferTerms terms) =>
        new(CreditBody.Of(terms.Credit), terms.Repayment, terms.Collateral, terms.Fees.Value, terms.ValidUntil, terms.Conditions,
            terms.LaterFees is null ? null : [.. terms.LaterFees.Select(fee => new LaterFeeBody(fee.Month, fee.Amount.Value, fee.For))],
            terms.Subsidy is { } subsidy ? new SubsidyBody(subsidy.Rate.Value, subsidy.Months) : null,
            RateLinkBody.OfOrNull(terms.Link));

    public static OfferBody Example { get; } = new(
        CreditExample, RepaymentPlan.EqualPrincipal, [CollateralKind.Equipment, CollateralKind.ProjectIncome], 120_000m, new DateOnly(2027, 1, 15), "第三方核查报告齐备后生效");

    public static CreditBody CreditExample => new(180_000_000m, 84, new RateBody(Benchmark.Lpr5y, -35));
}

/// <summary>A fee that is due some months after the first drawdown.</summary>
/// <param name="Month">1 to the term.</param>
/// <param name="For">What it is for.</param>
internal sealed record LaterFeeBody(int Month, decimal AmountCny, string For)
{
    public LaterFee Read(Check check, string field) => new(
        check.Whole($"{field}.month", Month, 1, TermMonths.Max), check.Amount($"{field}.amountCny", AmountCny), check.Text($"{field}.for", For, 100));
}

/// <summary>An interest subsidy 贴息.</summary>
/// <param name="RateBp">The part of the annual rate that the public purse bears.</param>
/// <param name="Months">For how many months from the first drawdown.</param>
internal sealed record SubsidyBody(int RateBp, int Months);

/// <summary>A sustainability target that the rate follows 可持续发展挂钩.</summary>
/// <param name="TargetTco2e">What must be measured from the first to the last day.</param>
/// <param name="TestedOn">The last day that counts; the step holds from the day after.</param>
/// <param name="MetStepBp">Added to the spread when it is met: zero or below.</param>
/// <param name="MissedStepBp">Added when it is missed: zero or above.</param>
internal sealed record RateLinkBody(decimal TargetTco2e, DateOnly From, DateOnly TestedOn, int MetStepBp, int MissedStepBp)
{
    public RateLink Read(Check check, string field)
    {
        var link = new RateLink(TargetTco2e, From, TestedOn, MetStepBp, MissedStepBp);
        if (link.Flaw() is { } flaw) check.Flawed(field, flaw);
        return link;
    }

    public static RateLinkBody? OfOrNull(RateLink? link) =>
        link is null ? null : new(link.TargetTco2e, link.From, link.TestedOn, link.MetStepBp, link.MissedStepBp);
}

/// <summary>Why a move is made that needs nothing else.</summary>
internal sealed record ReasonBody(string Reason);

/// <summary>A visit of the bank.</summary>
/// <param name="OfficerId">An officer of the bank on file, see POST /banks/{id}/officers.</param>
internal sealed record VisitBody(Guid OfficerId, DateOnly VisitedOn, string Record);

/// <summary>The answer to a move in a deal.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
/// <param name="Stage">Where the deal stands now.</param>
/// <param name="Next">Who owes the next step until when; null when nobody does.</param>
/// <param name="HeldCny">What the deal holds of the product's quota; null for the enterprise, which does not see the bank's quota.</param>
internal sealed record DealReceipt(Guid DealId, long Version, DealStage Stage, DeadlineBody? Next, decimal? HeldCny)
{
    public static DealReceipt Of(Guid id, long version, Deal deal, Caller caller)
    {
        var content = deal.Content ?? throw new InvalidOperationException("A deal that was not opened has no receipt.");
        var (stage, next, held) = deal is Deal.Closed closed ? (DealStage.Closed, closed.Next, closed.Held) : (content.Stage, content.Next, content.Held);
        return new DealReceipt(id, version, stage, DeadlineBody.Of(next), caller.Role == Role.Enterprise ? null : held.Total.Value);
    }

    public static DealReceipt Example { get; } = new(
        new Guid("0196c1a4-7a10-7d22-8f00-5b4c3d2e1f00"), 7, DealStage.Offered,
        new DeadlineBody(Owing.Enterprise, DealStep.Acceptance, new DateOnly(2026, 12, 21), new DateOnly(2026, 12, 28), false), 180_000_000m);
}

/// <summary>Who owes which step until the end of which day (Shanghai).</summary>
/// <param name="Provisional">The working-day calendar of that year is not published yet: the day may move.</param>
internal sealed record DeadlineBody(Owing Owing, DealStep Step, DateOnly Since, DateOnly DueOn, bool Provisional)
{
    public static DeadlineBody? Of(Deadline? deadline) =>
        deadline is null ? null : new DeadlineBody(deadline.Owing, deadline.Step, deadline.Since, deadline.DueOn, deadline.Provisional);
}
