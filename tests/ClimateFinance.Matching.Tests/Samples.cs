using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching.Tests;

/// <summary>One need and one product that fit with room on every side, and the day they are judged on.</summary>
internal static class Samples
{
    public static readonly DateOnly On = new(2026, 11, 20);

    public static readonly EvaluationBasis Basis = new(On, new BenchmarkPrint(new DateOnly(2026, 11, 20), new(300), new(350)), 1);

    public static readonly MarketPolicy Policy = MarketPolicy.First(new DateOnly(2026, 1, 1));

    public static readonly MatchContext Context = new(Basis, Policy, MatchContext.NoHistory);

    public static NeedFacts Need() => new()
    {
        Need = new(Id(1)),
        Revision = 1,
        Enterprise = new(Id(2)),
        Project = new(Id(3)),
        Live = true,
        Purpose = FinancingPurpose.Project,
        Amount = Cny.FromWan(3_000),
        AmountLeast = Cny.FromWan(2_000),
        TermMin = new(36),
        TermMax = new(60),
        RateMax = new(Benchmark.Lpr1y, new(80)),
        CollateralOffered = [CollateralKind.Mortgage, CollateralKind.Equipment],
        Region = new("130481"),
        Industry = new("C3120"),
        GreenClasses = [new("3.2.1")],
        Technology = new("sinter-whr"),
        Grade = EnvironmentalGrade.B,
        Admitted = true,
        ReductionTco2ePerYear = 9_000m,
        Investment = Cny.FromWan(6_000),
        LastPenaltyOn = null,
        Ownership = Ownership.Private,
    };

    public static ProductFacts Product() => new()
    {
        Product = new(Id(4)),
        Revision = 1,
        Bank = new(Id(5)),
        Live = true,
        Terms = new ProductTerms
        {
            Name = "Carbon reduction loan",
            Kind = "carbon-reduction-loan",
            AmountMin = Cny.FromWan(500),
            AmountMax = Cny.FromWan(10_000),
            TermMin = new(12),
            TermMax = new(72),
            Benchmark = Benchmark.Lpr1y,
            SpreadMin = new(20),
            SpreadMax = new(90),
            MaxLoanToInvestmentPercent = 70,
            RepaymentPlans = [RepaymentPlan.EqualPrincipal],
            CollateralAccepted = [CollateralKind.Mortgage],
            Purposes = [FinancingPurpose.Project],
            Regions = [new("130400")],
            Industries = [new("C31")],
            GreenClasses = [],
            Technologies = [new("sinter-whr")],
            LowestGrade = EnvironmentalGrade.C,
            LeastReductionTco2ePer10kCny = 2m,
            AdmissionRequired = true,
            PenaltyFreeMonths = 12,
            ValidFrom = On.AddDays(-10),
            ValidTo = On.AddDays(10),
            Quota = Cny.FromWan(20_000),
        },
        QuotaLeft = Cny.FromWan(20_000),
        Responsiveness = 5_000,
        BankRegion = new("130400"),
    };

    public static ProductFacts With(this ProductFacts product, Func<ProductTerms, ProductTerms> change) =>
        product with { Terms = change(product.Terms) };

    public static Evaluation Judge(NeedFacts need, ProductFacts product, PairHistory? history = null) =>
        PairEvaluator.Evaluate(need, product, history ?? PairHistory.None, Basis, Policy);

    public static Guid Id(int number) => new($"00000000-0000-7000-8000-{number:x12}");
}
