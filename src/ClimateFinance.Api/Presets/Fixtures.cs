using System.Text.Json.Serialization;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>Something that exists before any preset relates it to others.</summary>
public abstract record Fixture : ISeedRow
{
    [JsonIgnore]
    public string Key => Id;

    public required string Id { get; init; }

    public string? Note { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Illustrative { get; init; }

    /// <summary>What was changed against the data the fixtures were made from, by field.</summary>
    public IReadOnlyDictionary<string, Adaptation>? Adapted { get; init; }
}

/// <summary>A bank branch 银行.</summary>
public sealed record BankFixture : Fixture
{
    public required string Name { get; init; }

    public required BankGroup Group { get; init; }

    public required string Role { get; init; }

    public required Uscc Uscc { get; init; }

    public required RegionCode RegionCode { get; init; }
}

/// <summary>An enterprise 企业. Every figure is absent for a real company.</summary>
public sealed record EnterpriseFixture : Fixture
{
    public required string Name { get; init; }

    /// <summary>False for the one real company.</summary>
    public required bool Anonymised { get; init; }

    public required string Sector { get; init; }

    public required ProcessRoute ProcessRoute { get; init; }

    public required IndustryCode IndustryCode { get; init; }

    public required RegionCode RegionCode { get; init; }

    public required Uscc Uscc { get; init; }

    public required Ownership Ownership { get; init; }

    public bool? FiguresPublished { get; init; }

    public IReadOnlyList<string>? PresentedAtMeeting { get; init; }

    public decimal? CrudeSteelTPerYear { get; init; }

    public IReadOnlyList<int>? BlastFurnacesM3 { get; init; }

    public IReadOnlyList<int>? ConvertersT { get; init; }

    public bool? OwnCokeOvens { get; init; }

    public IReadOnlyList<int>? KilnLinesTPerDay { get; init; }

    public decimal? ClinkerTPerYear { get; init; }

    public EnvironmentalGrade? EnvironmentalGrade { get; init; }

    public string? BankRating { get; init; }

    public bool? UltraLowEmissionDone { get; init; }

    public bool? NationalEtsMember { get; init; }

    public decimal? EmissionTco2PerYear { get; init; }

    public decimal? IntensityTco2PerTSteel { get; init; }

    public decimal? IntensityTco2PerTClinker { get; init; }

    public int? PenaltiesLast12Months { get; init; }
}

/// <summary>The totals that the lines give, rounded to the tonne, with the grid factor of either data year.</summary>
public sealed record ExpectedReduction(decimal WithGrid2022, decimal WithGrid2023);

/// <summary>A low-carbon project 项目.</summary>
public sealed record ProjectFixture : Fixture
{
    public required string Enterprise { get; init; }

    public required string Title { get; init; }

    public required Technology Technology { get; init; }

    public required GreenClass GreenClass { get; init; }

    public required IndustryCode IndustryCode { get; init; }

    public required RegionCode RegionCode { get; init; }

    public required FilingNumber FilingNumber { get; init; }

    /// <summary><c>concept</c>, <c>feasibility</c>, <c>filed</c>, <c>approved</c> or <c>signed</c>.</summary>
    public required string Stage { get; init; }

    public required Cny InvestmentCny { get; init; }

    public required Cny OwnCapitalCny { get; init; }

    /// <summary>Days from the day of loading.</summary>
    public required int PlannedStartDay { get; init; }

    public required int ConstructionMonths { get; init; }

    /// <summary>The grid factor its lines use; null when none of them is electricity.</summary>
    public string? GridFactorId { get; init; }

    /// <summary>What changes in a year: saved is positive, used in addition negative.</summary>
    public required IReadOnlyList<ReductionInput> Lines { get; init; }

    public required ExpectedReduction ExpectedTco2ePerYear { get; init; }
}

/// <summary>A rate as the wire has it.</summary>
public sealed record RateFixture(Benchmark Benchmark, int SpreadBp);

/// <summary>A financing need 融资需求.</summary>
public sealed record NeedFixture : Fixture
{
    public required string Enterprise { get; init; }

    /// <summary>Null for working capital.</summary>
    public string? Project { get; init; }

    public required FinancingPurpose Purpose { get; init; }

    public required Cny AmountCny { get; init; }

    public required Cny AmountLeastCny { get; init; }

    public required TermMonths TermMinMonths { get; init; }

    public required TermMonths TermMaxMonths { get; init; }

    public required int GraceMonths { get; init; }

    /// <summary>The highest rate it takes.</summary>
    public required RateFixture RateMax { get; init; }

    public required IReadOnlyList<CollateralKind> CollateralOffered { get; init; }

    public required RepaymentPlan RepaymentPlan { get; init; }

    /// <summary>Days from the day of loading.</summary>
    public required int WantedDay { get; init; }

    public required string Description { get; init; }
}
