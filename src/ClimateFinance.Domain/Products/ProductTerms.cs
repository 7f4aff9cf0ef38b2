using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Products;

/// <summary>
/// What a green-credit product 金融产品 offers and to whom: the content of one revision. Lists that are empty mean "any".
/// </summary>
public sealed record ProductTerms
{
    /// <summary>The name the bank sells it under.</summary>
    public required string Name { get; init; }

    /// <summary>Kind, for example <c>carbon-reduction-loan</c>, <c>transition-loan</c>, <c>emission-right-pledge</c>.</summary>
    public required string Kind { get; init; }

    public required Cny AmountMin { get; init; }

    public required Cny AmountMax { get; init; }

    public required TermMonths TermMin { get; init; }

    public required TermMonths TermMax { get; init; }

    /// <summary>Indicative rate range: one benchmark, the lowest and the highest spread over it.</summary>
    public required Benchmark Benchmark { get; init; }

    public required BasisPoints SpreadMin { get; init; }

    public required BasisPoints SpreadMax { get; init; }

    /// <summary>At most this share of the project's total investment, in per cent; null for no such limit.</summary>
    public int? MaxLoanToInvestmentPercent { get; init; }

    public required IReadOnlyList<RepaymentPlan> RepaymentPlans { get; init; }

    /// <summary>Any one of these is enough; <see cref="CollateralKind.Credit"/> among them means none is needed.</summary>
    public required IReadOnlyList<CollateralKind> CollateralAccepted { get; init; }

    public required IReadOnlyList<FinancingPurpose> Purposes { get; init; }

    /// <summary>Regions served, each with all below it.</summary>
    public required IReadOnlyList<RegionCode> Regions { get; init; }

    /// <summary>Industries served, each with its children.</summary>
    public required IReadOnlyList<IndustryCode> Industries { get; init; }

    public required IReadOnlyList<GreenClass> GreenClasses { get; init; }

    public required IReadOnlyList<Technology> Technologies { get; init; }

    /// <summary>The lowest environmental grade served; null serves every grade and the ungraded.</summary>
    public EnvironmentalGrade? LowestGrade { get; init; }

    /// <summary>tCO2e a year per 10 000 yuan of credit asked, at least; zero for no such demand.</summary>
    public required decimal LeastReductionTco2ePer10kCny { get; init; }

    /// <summary>Whether only admitted projects 入库项目 are served.</summary>
    public required bool AdmissionRequired { get; init; }

    /// <summary>Months without an environmental penalty that are demanded; zero for none.</summary>
    public required int PenaltyFreeMonths { get; init; }

    /// <summary>First day on which it can be matched.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day on which it can be matched.</summary>
    public required DateOnly ValidTo { get; init; }

    /// <summary>What the bank is ready to lend under this product in all.</summary>
    public required Cny Quota { get; init; }

    /// <summary>The first range that stands the wrong way round or limit that is broken; null when all is well.</summary>
    public Refusal? Flaw()
    {
        if (AmountMin > AmountMax) return Inverted("amount", AmountMin.Value, AmountMax.Value);
        if (TermMin > TermMax) return Inverted("termMonths", TermMin.Value, TermMax.Value);
        if (SpreadMin > SpreadMax) return Inverted("spreadBp", SpreadMin.Value, SpreadMax.Value);
        if (ValidFrom > ValidTo) return Inverted("validity", ValidFrom, ValidTo);
        if (Quota < AmountMin) return Refusal.Rule("product.quota_below_least_amount", ("quotaCny", Quota.Value), ("amountMinCny", AmountMin.Value));
        return null;
    }

    private static Refusal Inverted(string what, object low, object high) =>
        Refusal.Shape("range.inverted", ("range", what), ("low", low), ("high", high));
}
