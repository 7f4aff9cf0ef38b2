using System.Globalization;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// A country's market drawn from a seed: 31 provinces of 11 cities of 10 counties; one bank in ten lends anywhere, most in two provinces, some in two cities.
/// About one product in a hundred is eligible for a need.
/// </summary>
internal sealed class MatchingMarket(int seed)
{
    private static readonly int[] Provinces =
        [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65];

    private static readonly string[] Trades = ["C3110", "C3120", "C3130", "C3011", "C3021", "C2611", "D4411", "C3216"];
    private static readonly string[] Techniques = [.. Enumerable.Range(1, 20).Select(i => $"technique-{i}")];
    private readonly Random random = new(seed);

    public static EvaluationBasis Basis { get; } = new(new(2026, 11, 20), new BenchmarkPrint(new(2026, 11, 20), new(300), new(350)), 1);

    public static MarketPolicy Policy { get; } = MarketPolicy.First(new DateOnly(2026, 1, 1));

    public NeedFacts[] Needs(int count) => [.. Enumerable.Range(0, count).Select(_ => Need())];

    public ProductFacts[] Products(int count) => [.. Enumerable.Range(0, count).Select(_ => Product())];

    private NeedFacts Need()
    {
        var amount = Cny.FromWan(random.Next(50, 6_000) * 10);
        var termMin = random.Next(1, 10) * 6;
        return new NeedFacts
        {
            Need = new(Id()),
            Revision = 1,
            Enterprise = new(Id()),
            Project = new(Id()),
            Live = true,
            Purpose = random.Next(10) < 6 ? FinancingPurpose.Project : (FinancingPurpose)random.Next(5),
            Amount = amount,
            AmountLeast = random.Next(2) == 0 ? amount : new(amount.Value / 2m),
            TermMin = new(termMin),
            TermMax = new(termMin + (random.Next(0, 5) * 6)),
            RateMax = new(Benchmark.Lpr1y, new(random.Next(30, 180))),
            CollateralOffered = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (CollateralKind)random.Next(1, 9)).Distinct()],
            Region = new(County()),
            Industry = new(Of(Trades)),
            GreenClasses = [new($"{random.Next(1, 7)}.{random.Next(1, 10)}")],
            Technology = new(Of(Techniques)),
            Grade = (EnvironmentalGrade)random.Next(7),
            Admitted = random.Next(4) > 0,
            ReductionTco2ePerYear = decimal.Round(amount.Wan * random.Next(0, 600) / 100m, 2),
            Investment = new(amount.Value * random.Next(110, 400) / 100m),
            LastPenaltyOn = random.Next(8) == 0 ? Basis.On.AddDays(-random.Next(0, 900)) : null,
            Ownership = (Ownership)random.Next(4),
        };
    }

    private ProductFacts Product()
    {
        var max = random.Next(100, 10_000) * 10;
        var termMax = random.Next(2, 20) * 12;
        var quota = Cny.FromWan(max * random.Next(1, 20));
        return new ProductFacts
        {
            Product = new(Id()),
            Revision = 1,
            Bank = new(Id()),
            Live = random.Next(20) > 0,
            Terms = new ProductTerms
            {
                Name = "Product",
                Kind = "carbon-reduction-loan",
                AmountMin = Cny.FromWan(Math.Max(10, max / random.Next(4, 40))),
                AmountMax = Cny.FromWan(max),
                TermMin = new(Math.Min(termMax, random.Next(1, 4) * 6)),
                TermMax = new(termMax),
                Benchmark = random.Next(3) == 0 ? Benchmark.Lpr5y : Benchmark.Lpr1y,
                SpreadMin = new(random.Next(-40, 110)),
                SpreadMax = new(150),
                MaxLoanToInvestmentPercent = random.Next(3) == 0 ? random.Next(5, 9) * 10 : null,
                RepaymentPlans = [RepaymentPlan.EqualPrincipal],
                CollateralAccepted = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => (CollateralKind)random.Next(random.Next(6) == 0 ? 0 : 1, 9)).Distinct()],
                Purposes = random.Next(3) == 0 ? [] : [FinancingPurpose.Project, (FinancingPurpose)random.Next(5)],
                Regions = random.Next(10) switch
                {
                    0 => [],
                    < 7 => [new($"{Of(Provinces)}0000"), new($"{Of(Provinces)}0000")],
                    _ => [new(City()), new(City())],
                },
                Industries = random.Next(2) == 0 ? [] : [new(Of(Trades)[..3]), new(Of(Trades))],
                GreenClasses = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, 8).Select(_ => new GreenClass($"{random.Next(1, 7)}.{random.Next(1, 10)}"))],
                Technologies = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, 6).Select(_ => new Technology(Of(Techniques)))],
                LowestGrade = random.Next(2) == 0 ? null : (EnvironmentalGrade)random.Next(6),
                LeastReductionTco2ePer10kCny = random.Next(2) == 0 ? 0m : random.Next(0, 400) / 100m,
                AdmissionRequired = random.Next(3) == 0,
                PenaltyFreeMonths = random.Next(3) * 12,
                ValidFrom = Basis.On.AddDays(-30),
                ValidTo = Basis.On.AddDays(random.Next(-2, 300)),
                Quota = quota,
            },
            QuotaLeft = new(decimal.Round(quota.Value * random.Next(0, 101) / 100m, 2)),
            Responsiveness = random.Next(10_001),
            BankRegion = new(County()),
        };
    }

    private string City() => string.Create(CultureInfo.InvariantCulture, $"{Of(Provinces)}{random.Next(1, 12):00}00");

    private string County() => string.Create(CultureInfo.InvariantCulture, $"{Of(Provinces)}{random.Next(1, 12):00}{random.Next(1, 11):00}");

    private T Of<T>(T[] values) => values[random.Next(values.Length)];

    private Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
