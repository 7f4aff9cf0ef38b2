using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>A factor row as it is published and imported: the factor, and everything that says how far it can be trusted.</summary>
public sealed record FactorRow
{
    public const decimal MaxValue = 1_000_000m;

    /// <summary>Ends in the data year where there is one, for example <c>EF-GRID-130000-2023</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Counts from 1 under one id.</summary>
    public int Version { get; init; } = 1;

    public required EmissionFactorKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>In <see cref="Unit"/>.</summary>
    public required decimal Value { get; init; }

    /// <summary>For example <c>tCO2/MWh</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>What a quantity is measured in; null where it is no factor of emissions.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>The grid it holds for, by name.</summary>
    public string? Region { get; init; }

    /// <summary>The province it holds for; null for everywhere.</summary>
    public RegionCode? RegionCode { get; init; }

    public string? Scope { get; init; }

    public int? DataYear { get; init; }

    public DateOnly? PublishedOn { get; init; }

    /// <summary><c>emission</c> or <c>deduction</c> in an inventory.</summary>
    public string? Role { get; init; }

    /// <summary>低位发热量, GJ per unit.</summary>
    public decimal? Ncv { get; init; }

    /// <summary>单位热值含碳量, tC per GJ.</summary>
    public decimal? CarbonContent { get; init; }

    /// <summary>碳氧化率, 0 to 1.</summary>
    public decimal? Oxidation { get; init; }

    /// <summary>Half-width of the 95 % range, in per cent.</summary>
    public decimal? UncertaintyPercent { get; init; }

    /// <summary>Where the figure was read.</summary>
    public required SourceQuality Status { get; init; }

    /// <summary>Whether it should be checked before production use; stays shown.</summary>
    public required bool Confirm { get; init; }

    public required string Source { get; init; }

    /// <summary>Names of the fields that are made up; <c>*</c> for the whole row.</summary>
    public required IReadOnlyList<string> Illustrative { get; init; }

    public string? Note { get; init; }

    /// <summary>The row as estimates compute with it.</summary>
    public EmissionFactor ToFactor() => new()
    {
        Id = Id,
        Version = Version,
        Kind = Kind,
        Name = Name,
        Value = Value,
        Unit = QuantityUnit ?? Unit,
        Region = RegionCode,
        DataYear = DataYear,
        PublishedOn = PublishedOn,
        Source = Source,
        Quality = Status,
        Composition = Ncv is { } ncv && CarbonContent is { } carbon && Oxidation is { } oxidation ? new FuelComposition(ncv, carbon, oxidation) : null,
        UncertaintyPercent = UncertaintyPercent,
    };

    /// <summary>Whether two rows say the same, whatever their version.</summary>
    public bool SaysTheSameAs(FactorRow other) =>
        this with { Version = 0, Illustrative = [] } == other with { Version = 0, Illustrative = [] } && Illustrative.SequenceEqual(other.Illustrative);

    /// <summary>The first thing that cannot be; null when the row may be imported.</summary>
    public Refusal? Flaw() =>
        IdFlaw()
        ?? Text.LineFlaw("name", Name)
        ?? (string.IsNullOrWhiteSpace(Source) ? Refusal.Shape("factor.source_missing") : Text.WordsFlaw("source", Source))
        ?? (Note is null ? null : Text.WordsFlaw("note", Note))
        ?? OptionalFlaw()
        ?? (Value is <= 0m or > MaxValue ? Refusal.Shape("factor.value_out_of_range", ("max", MaxValue), ("given", Value)) : null)
        ?? (UncertaintyPercent is <= 0m or > 500m ? Refusal.Shape("factor.uncertainty_out_of_range", ("max", 500), ("given", UncertaintyPercent)) : null)
        ?? UnitFlaw()
        ?? GridFlaw()
        ?? FuelFlaw();

    private Refusal? IdFlaw() =>
        Id.Length is 0 or > 100 || !char.IsAsciiLetterUpper(Id[0]) || Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
            ? Refusal.Shape("factor.id_wrong_form", ("given", Id))
            : null;

    private Refusal? OptionalFlaw()
    {
        var lines = new[] { ("region", Region), ("scope", Scope), ("role", Role), ("unit", Unit) };
        var flaw = lines.Where(l => l.Item2 is not null).Select(l => Text.LineFlaw(l.Item1, l.Item2)).FirstOrDefault(f => f is not null);
        return flaw ?? (DataYear is < 1990 or > 2100 ? Refusal.Shape("factor.year_out_of_range", ("min", 1990), ("max", 2100), ("given", DataYear)) : null);
    }

    private Refusal? UnitFlaw()
    {
        if (!ToFactor().Countable) return null;
        var allowed = Kind switch
        {
            EmissionFactorKind.GridElectricity => ["MWh"],
            EmissionFactorKind.Heat => ["GJ"],
            EmissionFactorKind.Fuel => ["t", "10^4Nm3"],
            _ => (string[])["t"],
        };
        if (QuantityUnit is null || !allowed.Contains(QuantityUnit))
            return Refusal.Shape("factor.unit_wrong", ("kind", Kind), ("allowed", string.Join(", ", allowed)), ("given", QuantityUnit));
        return Unit == $"tCO2/{QuantityUnit}" ? null : Refusal.Shape("factor.unit_unlike", ("expected", $"tCO2/{QuantityUnit}"), ("given", Unit));
    }

    private Refusal? GridFlaw()
    {
        if (Kind is not EmissionFactorKind.GridElectricity) return null;
        if (DataYear is null || PublishedOn is null) return Refusal.Shape("factor.grid_undated");
        return Id.EndsWith($"-{DataYear}", StringComparison.Ordinal) ? null : Refusal.Shape("factor.id_without_year", ("dataYear", DataYear), ("given", Id));
    }

    private Refusal? FuelFlaw()
    {
        if (Kind is not EmissionFactorKind.Fuel) return null;
        if (Ncv is not { } ncv || CarbonContent is not { } carbon || Oxidation is not { } oxidation) return Refusal.Shape("factor.fuel_incomplete");
        if (ncv is <= 0m or > 100_000m || carbon is <= 0m or > 1m || oxidation is <= 0m or > 1m)
            return Refusal.Shape("factor.fuel_out_of_range", ("ncv", ncv), ("carbonContent", carbon), ("oxidation", oxidation));
        var computed = new FuelComposition(ncv, carbon, oxidation).Tco2PerUnit;
        return computed == Value ? null : Refusal.Shape("factor.fuel_unlike", ("computed", computed), ("given", Value));
    }
}
