using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Pairings;

/// <summary>The steelworks' loan and the branch's product, put together by the engine.</summary>
internal static class PairingScene
{
    public static readonly PairingId Pair = new(new Guid("00000000-0000-7000-8000-000000009a01"));

    public static readonly NeedFacts Need = new()
    {
        Need = Loan,
        Revision = 1,
        Enterprise = Steelworks,
        Project = Furnace,
        Live = true,
        Purpose = FinancingPurpose.Project,
        Amount = new Cny(50_000_000m),
        AmountLeast = new Cny(30_000_000m),
        TermMin = new TermMonths(48),
        TermMax = new TermMonths(72),
        RateMax = new Rate(Benchmark.Lpr5y, new BasisPoints(10)),
        CollateralOffered = [CollateralKind.Mortgage],
        Region = Wuan,
        Industry = new IndustryCode("C3120"),
        GreenClasses = [],
        Technology = null,
        Grade = EnvironmentalGrade.A,
        Admitted = true,
        ReductionTco2ePerYear = 13_032m,
        Investment = new Cny(100_000_000m),
        LastPenaltyOn = null,
        Ownership = Ownership.Private,
    };

    public static readonly ProductFacts Product = new()
    {
        Product = Green,
        Revision = 1,
        Bank = Branch,
        Live = true,
        Terms = Some.ProductTerms(),
        QuotaLeft = new Cny(2_000_000_000m),
        Responsiveness = 5_000,
        BankRegion = Handan,
    };

    private static readonly EvaluationBasis Basis = new(Today, new BenchmarkPrint(Today, new BasisPoints(300), new BasisPoints(350)), 1);

    public static readonly PairingProposed WasProposed = ByOrigin(PairingOrigin.Engine, null);
    public static readonly InterestExpressed EnterpriseInterested = new(Pair, Side.Enterprise);
    public static readonly InterestExpressed BankInterested = new(Pair, Side.Bank);
    public static readonly SlotTaken TookSlot = new(Pair);
    public static readonly PairingBecameMutual BecameMutual = new(Pair, FirstDeal);

    public static Scenario<Pairing> Unborn => Spec.Given<Pairing>();

    public static Scenario<Pairing> Proposed => Spec.Given<Pairing>(WasProposed);

    public static Scenario<Pairing> Mutual => Spec.Given<Pairing>(WasProposed, EnterpriseInterested, BankInterested, BecameMutual);

    public static Scenario<Pairing> Declined => Spec.Given<Pairing>(WasProposed, new PairingDeclined(Pair, Side.Bank, "term", null));

    public static Scenario<Pairing> Superseded => Spec.Given<Pairing>(WasProposed, new PairingSuperseded(Pair, "needRevised"));

    public static PairingProposed ByOrigin(PairingOrigin origin, MeetingId? meeting, params Criterion[] misses) =>
        new(Pair, origin, meeting, Need, Product, PairHistory.None, Basis, Evaluated(misses));

    public static ProposePairing Propose(PairingOrigin origin, MeetingId? meeting, params Criterion[] misses) =>
        new(Pair, origin, meeting, Need, Product, PairHistory.None, Basis, Evaluated(misses));

    /// <summary>Interest while both are live and one of three slots is taken.</summary>
    public static ExpressInterest Interest(MeetingId? meeting = null) => new(FirstDeal, true, true, 1, 3, meeting);

    private static Evaluation Evaluated(Criterion[] misses) => new(
        misses.Length == 0,
        7_200,
        new Cny(50_000_000m),
        [.. Enum.GetValues<Criterion>().Select(c => new CriterionVerdict(c, !misses.Contains(c), new Dictionary<string, string>(), new Dictionary<string, string>()))],
        []);
}
