using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>A green-credit product 金融产品. Empty lists mean any.</summary>
public sealed record ProductFixture : Fixture
{
    public required string Bank { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required Cny AmountMinCny { get; init; }

    public required Cny AmountMaxCny { get; init; }

    public required TermMonths TermMinMonths { get; init; }

    public required TermMonths TermMaxMonths { get; init; }

    public required int GraceMaxMonths { get; init; }

    public required Benchmark Benchmark { get; init; }

    public required BasisPoints SpreadMinBp { get; init; }

    public required BasisPoints SpreadMaxBp { get; init; }

    public int? MaxLoanToInvestmentPercent { get; init; }

    public required int MinOwnCapitalPercent { get; init; }

    public required IReadOnlyList<RepaymentPlan> RepaymentPlans { get; init; }

    public required IReadOnlyList<CollateralKind> CollateralAccepted { get; init; }

    public required IReadOnlyList<FinancingPurpose> Purposes { get; init; }

    public required IReadOnlyList<RegionCode> Regions { get; init; }

    public required IReadOnlyList<IndustryCode> Industries { get; init; }

    public required IReadOnlyList<GreenClass> GreenClasses { get; init; }

    public required IReadOnlyList<Technology> Technologies { get; init; }

    public EnvironmentalGrade? LowestGrade { get; init; }

    public required decimal LeastReductionTco2ePer10kCny { get; init; }

    public required bool AdmissionRequired { get; init; }

    public required int PenaltyFreeMonths { get; init; }

    /// <summary>Days from the day of loading.</summary>
    public required int ValidFromDay { get; init; }

    /// <summary>Days from the day of loading.</summary>
    public required int ValidToDay { get; init; }

    public required Cny QuotaCny { get; init; }

    /// <summary>Whether the central bank's carbon-reduction tool 碳减排支持工具 refinances it.</summary>
    public required bool CarbonReductionToolEligible { get; init; }

    public string? RateRule { get; init; }

    /// <summary>The published product it follows, in <c>published-products.json</c>.</summary>
    public string? PublishedProduct { get; init; }

    /// <summary>The terms as the market knows them, with dates in place of days.</summary>
    public ProductTerms TermsOn(DateOnly dayOfLoading) => new()
    {
        Name = Name,
        Kind = Kind,
        AmountMin = AmountMinCny,
        AmountMax = AmountMaxCny,
        TermMin = TermMinMonths,
        TermMax = TermMaxMonths,
        Benchmark = Benchmark,
        SpreadMin = SpreadMinBp,
        SpreadMax = SpreadMaxBp,
        MaxLoanToInvestmentPercent = MaxLoanToInvestmentPercent,
        RepaymentPlans = RepaymentPlans,
        CollateralAccepted = CollateralAccepted,
        Purposes = Purposes,
        Regions = Regions,
        Industries = Industries,
        GreenClasses = GreenClasses,
        Technologies = Technologies,
        LowestGrade = LowestGrade,
        LeastReductionTco2ePer10kCny = LeastReductionTco2ePer10kCny,
        AdmissionRequired = AdmissionRequired,
        PenaltyFreeMonths = PenaltyFreeMonths,
        ValidFrom = dayOfLoading.AddDays(ValidFromDay),
        ValidTo = dayOfLoading.AddDays(ValidToDay),
        Quota = QuotaCny,
    };
}
