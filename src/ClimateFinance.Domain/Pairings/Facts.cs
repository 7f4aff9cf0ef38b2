using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Pairings;

/// <summary>Who owns an enterprise; banks in Hebei owe equal treatment.</summary>
public enum Ownership
{
    /// <summary>国有</summary>
    State,

    /// <summary>民营</summary>
    Private,

    /// <summary>外资</summary>
    Foreign,

    /// <summary>集体及其他</summary>
    Other,
}

/// <summary>What the engine knows of a need at the moment it scores. Stored with the pairing, so that the score can be recomputed for ever.</summary>
public sealed record NeedFacts
{
    public required NeedId Need { get; init; }

    public required int Revision { get; init; }

    public required EnterpriseId Enterprise { get; init; }

    public required ProjectId? Project { get; init; }

    /// <summary>Published, not withdrawn, lapsed or funded, and its enterprise verified and not suspended.</summary>
    public required bool Live { get; init; }

    public required FinancingPurpose Purpose { get; init; }

    public required Cny Amount { get; init; }

    /// <summary>The least it would take; equal to <see cref="Amount"/> when partial cover is not allowed.</summary>
    public required Cny AmountLeast { get; init; }

    public required TermMonths TermMin { get; init; }

    public required TermMonths TermMax { get; init; }

    /// <summary>The highest all-in rate it would take.</summary>
    public required Rate RateMax { get; init; }

    public required IReadOnlyList<CollateralKind> CollateralOffered { get; init; }

    public required RegionCode Region { get; init; }

    public required IndustryCode Industry { get; init; }

    public required IReadOnlyList<GreenClass> GreenClasses { get; init; }

    public required Technology? Technology { get; init; }

    public required EnvironmentalGrade? Grade { get; init; }

    /// <summary>Whether its project is admitted 入库; false for needs without a project.</summary>
    public required bool Admitted { get; init; }

    /// <summary>The project's yearly reduction, tCO2e; null for needs without a project.</summary>
    public required decimal? ReductionTco2ePerYear { get; init; }

    /// <summary>The project's total investment; null for needs without a project.</summary>
    public required Cny? Investment { get; init; }

    /// <summary>The day of the newest environmental penalty on record; null for none.</summary>
    public required DateOnly? LastPenaltyOn { get; init; }

    public required Ownership Ownership { get; init; }
}

/// <summary>What the engine knows of a product revision at the moment it scores.</summary>
public sealed record ProductFacts
{
    public required ProductId Product { get; init; }

    public required int Revision { get; init; }

    public required BankId Bank { get; init; }

    /// <summary>Published, and its bank verified and not suspended. Validity dates are judged apart.</summary>
    public required bool Live { get; init; }

    public required ProductTerms Terms { get; init; }

    /// <summary>Quota that no standing offer or contract holds.</summary>
    public required Cny QuotaLeft { get; init; }

    /// <summary>How fast and how often this bank kept its limits, 0 to 10 000; 5 000 while there is no record.</summary>
    public required int Responsiveness { get; init; }

    /// <summary>Where the branch is.</summary>
    public required RegionCode BankRegion { get; init; }
}

/// <summary>What stands between this need and this product apart from their own figures.</summary>
/// <param name="Declined">One side declined, and neither revised since.</param>
/// <param name="Blocked">One side, or the bureau, excluded the other.</param>
public sealed record PairHistory(bool Declined, bool Blocked)
{
    public static PairHistory None { get; } = new(false, false);
}

/// <summary>The hard criteria, in the order in which they are shown.</summary>
public enum Criterion
{
    Live,
    Region,
    Industry,
    GreenClass,
    Purpose,
    Amount,
    Quota,
    Term,
    Rate,
    Collateral,
    Grade,
    Admission,
    Reduction,
    NotExcluded,
}

/// <summary>The verdict on one hard criterion, with both sides' figures as data.</summary>
/// <param name="Criterion">Which.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Asked">The need's figures by name, units last: <c>amountCny</c>, <c>termMaxMonths</c>, <c>rateMaxBp</c>.</param>
/// <param name="Offered">The product's figures by name.</param>
public sealed record CriterionVerdict(
    Criterion Criterion, bool Passed, IReadOnlyDictionary<string, string> Asked, IReadOnlyDictionary<string, string> Offered);

/// <summary>The soft pieces of a score.</summary>
public enum Piece
{
    Cost,
    AmountCover,
    TermFit,
    Reduction,
    CollateralFit,
    Responsiveness,
    Locality,
}

/// <summary>One soft piece: its value (0 to 10 000), what it counts (parts of 10 000), and the points it gives: value × weight ÷ 10 000, rounded down.</summary>
public sealed record PieceScore(Piece Piece, int Value, int Weight, int Points);

/// <summary>The engine's whole answer on one need and one product.</summary>
/// <param name="Eligible">Every hard criterion holds.</param>
/// <param name="Score">Σ points, 0 to 10 000; computed for misses too, so that they can be ordered.</param>
/// <param name="Cover">What the product could lend to this need, at most its amount; zero when nothing.</param>
public sealed record Evaluation(
    bool Eligible, int Score, Cny Cover, IReadOnlyList<CriterionVerdict> Criteria, IReadOnlyList<PieceScore> Pieces);

/// <summary>What an evaluation was worked out from, besides the need and the product.</summary>
/// <param name="On">The date (Shanghai) for validity, penalties and the benchmark in force.</param>
/// <param name="Benchmark">The LPR print in force.</param>
/// <param name="PolicyVersion">The policy whose weights and limits were used.</param>
public sealed record EvaluationBasis(DateOnly On, BenchmarkPrint Benchmark, int PolicyVersion);
