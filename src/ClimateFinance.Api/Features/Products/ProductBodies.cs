using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Products;

/// <summary>The terms of a product on the wire. Lists that are empty mean "any".</summary>
internal sealed record ProductTermsBody(
    string Name,
    string Kind,
    decimal AmountMinCny,
    decimal AmountMaxCny,
    int TermMinMonths,
    int TermMaxMonths,
    Benchmark Benchmark,
    int SpreadMinBp,
    int SpreadMaxBp,
    IReadOnlyList<RepaymentPlan> RepaymentPlans,
    IReadOnlyList<CollateralKind> CollateralAccepted,
    IReadOnlyList<FinancingPurpose> Purposes,
    IReadOnlyList<string> Regions,
    IReadOnlyList<string> Industries,
    IReadOnlyList<string> GreenClasses,
    IReadOnlyList<string> Technologies,
    bool AdmissionRequired,
    DateOnly ValidFrom,
    DateOnly ValidTo,
    decimal QuotaCny,
    int? MaxLoanToInvestmentPercent = null,
    EnvironmentalGrade? LowestGrade = null,
    decimal LeastReductionTco2ePer10kCny = 0m,
    int PenaltyFreeMonths = 0)
{
    public ProductTerms Read(Check check, string field) => new()
    {
        Name = check.Text($"{field}.name", Name, 200),
        Kind = check.Text($"{field}.kind", Kind, 60),
        AmountMin = check.Amount($"{field}.amountMinCny", AmountMinCny),
        AmountMax = check.Amount($"{field}.amountMaxCny", AmountMaxCny),
        TermMin = check.Term($"{field}.termMinMonths", TermMinMonths),
        TermMax = check.Term($"{field}.termMaxMonths", TermMaxMonths),
        Benchmark = Benchmark,
        SpreadMin = check.Rate($"{field}.spreadMinBp", Benchmark, SpreadMinBp).Spread,
        SpreadMax = check.Rate($"{field}.spreadMaxBp", Benchmark, SpreadMaxBp).Spread,
        MaxLoanToInvestmentPercent = MaxLoanToInvestmentPercent is { } percent ? check.Whole($"{field}.maxLoanToInvestmentPercent", percent, 1, 100) : null,
        RepaymentPlans = check.Each($"{field}.repaymentPlans", RepaymentPlans, (_, plan) => plan, min: 1),
        CollateralAccepted = check.Each($"{field}.collateralAccepted", CollateralAccepted, (_, kind) => kind, min: 1),
        Purposes = check.Each($"{field}.purposes", Purposes, (_, purpose) => purpose),
        Regions = check.Each($"{field}.regions", Regions, check.Region),
        Industries = check.Each($"{field}.industries", Industries, check.Industry),
        GreenClasses = check.Each($"{field}.greenClasses", GreenClasses, check.GreenClass),
        Technologies = check.Each($"{field}.technologies", Technologies, check.Technology),
        LowestGrade = LowestGrade,
        LeastReductionTco2ePer10kCny = check.Number($"{field}.leastReductionTco2ePer10kCny", LeastReductionTco2ePer10kCny, 0m, 10_000m),
        AdmissionRequired = AdmissionRequired,
        PenaltyFreeMonths = check.Whole($"{field}.penaltyFreeMonths", PenaltyFreeMonths, 0, 120),
        ValidFrom = ValidFrom,
        ValidTo = ValidTo,
        Quota = check.Amount($"{field}.quotaCny", QuotaCny),
    };

    public static ProductTermsBody Of(ProductTerms terms) => new(
        terms.Name, terms.Kind, terms.AmountMin.Value, terms.AmountMax.Value, terms.TermMin.Value, terms.TermMax.Value,
        terms.Benchmark, terms.SpreadMin.Value, terms.SpreadMax.Value, terms.RepaymentPlans, terms.CollateralAccepted, terms.Purposes,
        [.. terms.Regions.Select(r => r.Value)], [.. terms.Industries.Select(i => i.Value)],
        [.. terms.GreenClasses.Select(c => c.Value)], [.. terms.Technologies.Select(t => t.Value)],
        terms.AdmissionRequired, terms.ValidFrom, terms.ValidTo, terms.Quota.Value,
        terms.MaxLoanToInvestmentPercent, terms.LowestGrade, terms.LeastReductionTco2ePer10kCny, terms.PenaltyFreeMonths);

    public static ProductTermsBody Example { get; } = new(
        "碳减排支持贷款", "carbon-reduction-loan", 10_000_000m, 500_000_000m, 36, 180, Benchmark.Lpr5y, -65, -10,
        [RepaymentPlan.EqualPrincipal], [CollateralKind.ProjectIncome, CollateralKind.Equipment], [FinancingPurpose.Project],
        ["130400"], ["C31", "C3011"], [], ["sinter-whr", "trt"], true, new DateOnly(2026, 1, 1), new DateOnly(2027, 12, 31),
        2_000_000_000m, 70, EnvironmentalGrade.B, 0m, 12);
}

/// <summary>The answer to a command on a product.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
internal sealed record ProductReceipt(Guid ProductId, long Version, string Status, int? Revision)
{
    public static ProductReceipt Of(Guid id, long version, Product product) => product switch
    {
        Product.Draft => new(id, version, "draft", null),
        Product.Published it => new(id, version, "published", it.Revision),
        Product.Suspended it => new(id, version, "suspended", it.Before.Revision),
        Product.Retired => new(id, version, "retired", null),
        _ => throw new InvalidOperationException($"No receipt for {product.GetType().Name}."),
    };

    public static ProductReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90"), 2, "published", 1);
}
