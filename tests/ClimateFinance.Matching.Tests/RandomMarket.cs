using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching.Tests;

/// <summary>Markets drawn from few values, so that edges, ties and both verdicts of every criterion turn up often. The seed is the market.</summary>
internal sealed class RandomMarket(int seed)
{
    private static readonly string[] Regions = ["130000", "130400", "130481", "130200", "130283", "140000", "140100", "110000"];
    private static readonly string[] Industries = ["C", "C31", "C3110", "C3120", "C3011", "C30", "D44"];
    private static readonly string[] Classes = ["1.1", "1.2", "3.2.1", "6.1"];
    private static readonly string[] TechnologyNames = ["sinter-whr", "cement-whr", "eaf"];
    private static readonly decimal[] Amounts = [0.01m, 999_999.99m, 1_000_000m, 1_000_000.01m, 5_000_000m, 30_000_000m, Cny.Max];

    private readonly Random random = new(seed);

    public MatchContext Context()
    {
        var basis = new EvaluationBasis(Samples.On, new BenchmarkPrint(Samples.On, new(random.Next(250, 400)), new(random.Next(300, 450))), 7);
        var cuts = Enumerable.Range(0, 6).Select(_ => random.Next(0, 10_001)).Order().ToArray();
        var policy = Samples.Policy with
        {
            Version = 7,
            Weights = new PieceWeights(
                cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], cuts[3] - cuts[2], cuts[4] - cuts[3], cuts[5] - cuts[4], 10_000 - cuts[5]),
            LeastScore = random.Next(0, 8_000),
            ProposalsPerNeed = random.Next(0, 6),
            FullCostGapBp = Of(0, 1, 50, 100, 333),
            FullReductionTco2ePer10kCny = Of(0m, 0.5m, 3m, 5m),
        };
        var (declines, blocks) = (random.Next(3, 50), random.Next(3, 50));
        return new MatchContext(basis, policy, (need, product) =>
        {
            var mixed = Math.Abs(need.Value.GetHashCode() ^ product.Value.GetHashCode());
            return new PairHistory(mixed % declines == 0, mixed % blocks == 1);
        });
    }

    public NeedFacts Need()
    {
        var amount = Of(Amounts);
        var termMin = random.Next(1, 121);
        return new NeedFacts
        {
            Need = new(NextId()),
            Revision = 1,
            Enterprise = new(NextId()),
            Project = Likely() ? new(NextId()) : null,
            Live = random.Next(10) > 0,
            Purpose = (FinancingPurpose)random.Next(5),
            Amount = new(amount),
            AmountLeast = new(Likely() ? amount : Math.Max(0.01m, decimal.Floor(amount * random.Next(1, 100)) / 100m)),
            TermMin = new(termMin),
            TermMax = new(random.Next(termMin, Math.Min(360, termMin + 60) + 1)),
            RateMax = RandomRate(),
            CollateralOffered = Some<CollateralKind>(9, 4),
            Region = new(Of(Regions)),
            Industry = new(Of(Industries)),
            GreenClasses = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new GreenClass(Of(Classes))).Distinct()],
            Technology = Likely() ? new(Of(TechnologyNames)) : null,
            Grade = Likely() ? (EnvironmentalGrade)random.Next(7) : null,
            Admitted = Likely(),
            ReductionTco2ePerYear = Likely() ? Of(0m, 0.000001m, 123.456789m, 9_000m, 250_000m, 1_000_000_000m) : null,
            Investment = Likely() ? new(Of(0m, 0.01m, 6_000_000m, 60_000_000m, Cny.Max)) : null,
            LastPenaltyOn = Likely() ? null : Samples.On.AddDays(-random.Next(-5, 800)),
            Ownership = (Ownership)random.Next(4),
        };
    }

    public ProductFacts Product()
    {
        var (a, b) = (Of(Amounts), Of(Amounts));
        var termMin = random.Next(1, 121);
        var spread = RandomRate();
        return new ProductFacts
        {
            Product = new(NextId()),
            Revision = 1,
            Bank = new(NextId()),
            Live = random.Next(10) > 0,
            Terms = Samples.Product().Terms with
            {
                AmountMin = new(Math.Min(a, b)),
                AmountMax = new(Math.Max(a, b)),
                TermMin = new(termMin),
                TermMax = new(random.Next(termMin, 361)),
                Benchmark = spread.Benchmark,
                SpreadMin = spread.Spread,
                MaxLoanToInvestmentPercent = Likely() ? null : random.Next(0, 101),
                CollateralAccepted = Some<CollateralKind>(9, 5),
                Purposes = Some<FinancingPurpose>(5, 4),
                Regions = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new RegionCode(Of(Regions)))],
                Industries = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new IndustryCode(Of(Industries)))],
                GreenClasses = Likely() ? [] : [.. Enumerable.Range(0, random.Next(4)).Select(_ => new GreenClass(Of(Classes)))],
                Technologies = Likely() ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Technology(Of(TechnologyNames)))],
                LowestGrade = Likely() ? null : (EnvironmentalGrade)random.Next(7),
                LeastReductionTco2ePer10kCny = Likely() ? 0m : Of(0.000001m, 0.0000005m, 2.47m, 3m, 90m),
                AdmissionRequired = !Likely(),
                PenaltyFreeMonths = Of(0, 0, 1, 6, 12, 24),
                ValidFrom = Samples.On.AddDays(Of(-30, -1, 0, 0, 1)),
                ValidTo = Samples.On.AddDays(Of(-1, 0, 0, 1, 30)),
                Quota = Cny.FromWan(100_000_000),
            },
            QuotaLeft = new(Likely() ? Of(Amounts) : Of(0m, 1_000_000m, -5m)),
            Responsiveness = Of(0, 4_999, 5_000, 10_000, 10_001),
            BankRegion = new(Of(Regions)),
        };
    }

    /// <summary>A need from the same values as a product, and nothing in its way but chance on a few figures.</summary>
    public (NeedFacts Need, ProductFacts Product) NearlyFitting()
    {
        var (need, product) = (Samples.Need(), Samples.Product());
        var (otherNeed, otherProduct) = (Need(), Product());
        for (var i = 0; i < 2; i++)
        {
            (need, product) = random.Next(14) switch
            {
                0 => (need with { Amount = otherNeed.Amount, AmountLeast = otherNeed.AmountLeast }, product),
                1 => (need, product with { QuotaLeft = otherProduct.QuotaLeft }),
                2 => (need with { TermMin = otherNeed.TermMin, TermMax = otherNeed.TermMax }, product),
                3 => (need with { RateMax = otherNeed.RateMax }, product),
                4 => (need, product.With(t => t with { Regions = otherProduct.Terms.Regions })),
                5 => (need, product.With(t => t with { Industries = otherProduct.Terms.Industries })),
                6 => (need with { Technology = otherNeed.Technology, GreenClasses = otherNeed.GreenClasses }, product),
                7 => (need with { Purpose = otherNeed.Purpose }, product),
                8 => (need with { CollateralOffered = otherNeed.CollateralOffered }, product),
                9 => (need with { Grade = otherNeed.Grade }, product),
                10 => (need with { Admitted = otherNeed.Admitted, Project = otherNeed.Project }, product),
                11 => (need with { ReductionTco2ePerYear = otherNeed.ReductionTco2ePerYear }, product),
                12 => (need with { LastPenaltyOn = otherNeed.LastPenaltyOn }, product),
                _ => (need, product.With(t => t with { ValidFrom = otherProduct.Terms.ValidFrom, ValidTo = otherProduct.Terms.ValidTo })),
            };
        }

        return (need, product);
    }

    public int Next(int below) => random.Next(below);

    public T Of<T>(params T[] values) => values[random.Next(values.Length)];

    private bool Likely() => random.Next(10) < 7;

    private Rate RandomRate()
    {
        var benchmark = (Benchmark)random.Next(3);
        return new Rate(benchmark, new(benchmark == Benchmark.Fixed ? random.Next(280, 520) : random.Next(-50, 150)));
    }

    private List<T> Some<T>(int kinds, int most)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => values[random.Next(kinds)]).Distinct()];
    }

    private Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
