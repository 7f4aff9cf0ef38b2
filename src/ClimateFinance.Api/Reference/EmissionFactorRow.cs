using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Reference;

/// <summary>One emission factor, dated and sourced.</summary>
public sealed record EmissionFactorRow : ReferenceRow
{
    public override string Key => Id;

    public required string Id { get; init; }

    public required EmissionFactorKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>In <see cref="Unit"/>.</summary>
    public required decimal Value { get; init; }

    /// <summary>For example <c>tCO2/MWh</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>The unit of what it is multiplied with: <c>MWh</c>, <c>t</c>, <c>GJ</c>, <c>10^4Nm3</c>; null where it is no factor of emissions.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>The grid it holds for, by name.</summary>
    public string? Region { get; init; }

    /// <summary>The province it holds for; null for larger grids and for all but electricity.</summary>
    public RegionCode? RegionCode { get; init; }

    public string? Scope { get; init; }

    public int? DataYear { get; init; }

    /// <summary>From this day on it may be used; null for factors without a date, which may always be.</summary>
    public DateOnly? PublishedOn { get; init; }

    public string? PublishedOnNote { get; init; }

    /// <summary><c>emission</c> or <c>deduction</c> in an inventory; null where the question does not arise.</summary>
    public string? Role { get; init; }

    public string? SectorGuide { get; init; }

    public decimal? Ncv { get; init; }

    public string? NcvUnit { get; init; }

    public decimal? CarbonContent { get; init; }

    public string? CarbonContentUnit { get; init; }

    public decimal? Oxidation { get; init; }

    public string? OxidationBasis { get; init; }

    /// <summary>Where the figure was read.</summary>
    public required SourceQuality Status { get; init; }

    /// <summary>What was changed against the data, by field.</summary>
    public IReadOnlyDictionary<string, Adaptation>? Adapted { get; init; }

    /// <summary>The row as the domain computes with it. A row that is no factor of emissions keeps its own unit and is not countable.</summary>
    public EmissionFactor ToFactor() => ToRow().ToFactor();

    /// <summary>The row as version 1 of the factor table.</summary>
    public FactorRow ToRow() => new()
    {
        Id = Id,
        Kind = Kind,
        Name = Name,
        Value = Value,
        Unit = Unit,
        QuantityUnit = QuantityUnit,
        Region = Region,
        RegionCode = RegionCode,
        Scope = Scope,
        DataYear = DataYear,
        PublishedOn = PublishedOn,
        Role = Role,
        Ncv = Ncv,
        CarbonContent = CarbonContent,
        Oxidation = Oxidation,
        Status = Status,
        Confirm = Confirm,
        Source = Source,
        Illustrative = Illustrative,
        Note = Note,
    };
}
