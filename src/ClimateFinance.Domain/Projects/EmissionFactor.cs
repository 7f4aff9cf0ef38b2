using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>What a factor is of.</summary>
public enum EmissionFactorKind
{
    /// <summary>Electricity from the grid 电力平均二氧化碳排放因子.</summary>
    GridElectricity,

    /// <summary>A fuel burnt 化石燃料.</summary>
    Fuel,

    /// <summary>Heat bought 外购热力.</summary>
    Heat,

    /// <summary>A process emission 过程排放.</summary>
    Process,

    /// <summary>Carbon dioxide captured, and used or stored 碳捕集.</summary>
    Capture,

    /// <summary>A conversion between units: no emission.</summary>
    Conversion,

    /// <summary>A rough figure for plausibility checks only.</summary>
    Reference,

    /// <summary>What a technology is known to save: for plausibility checks only.</summary>
    Benchmark,
}

/// <summary>How well a figure is sourced.</summary>
public enum SourceQuality
{
    /// <summary>Read in the original publication.</summary>
    Official,

    /// <summary>Read in an open calculator or report that recomputes.</summary>
    Code,

    /// <summary>Read in the news.</summary>
    Media,

    /// <summary>Read on an unofficial mirror.</summary>
    Mirror,

    /// <summary>From memory: to be confirmed.</summary>
    Memory,
}

/// <summary>What a fuel's factor is made of.</summary>
/// <param name="NetCalorificValue">低位发热量, GJ per unit of fuel.</param>
/// <param name="CarbonContent">单位热值含碳量, tC per GJ.</param>
/// <param name="Oxidation">碳氧化率, 0 to 1.</param>
public sealed record FuelComposition(decimal NetCalorificValue, decimal CarbonContent, decimal Oxidation)
{
    /// <summary>tCO2 per unit of fuel = NCV × carbon content × oxidation × 44/12 (CETS-AG guides), to the four decimals that are published.</summary>
    public decimal Tco2PerUnit => decimal.Round(NetCalorificValue * CarbonContent * Oxidation * 44m / 12m, 4, MidpointRounding.AwayFromZero);
}

/// <summary>One dated, sourced emission factor 排放因子. A new publication is a new row; an old one is never changed.</summary>
public sealed record EmissionFactor
{
    /// <summary>Ends in the data year where there is one, for example <c>EF-GRID-130000-2022</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Counts from 1 under one id. A corrected row is the next version; the one before stays.</summary>
    public int Version { get; init; } = 1;

    public required EmissionFactorKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>tCO2e per <see cref="Unit"/>.</summary>
    public required decimal Value { get; init; }

    /// <summary>What a quantity is measured in: <c>MWh</c>, <c>t</c>, <c>GJ</c>, <c>10^4Nm3</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Where it holds; null for everywhere.</summary>
    public RegionCode? Region { get; init; }

    /// <summary>The year whose data it was worked out from.</summary>
    public int? DataYear { get; init; }

    /// <summary>The day from which it was public; null when it is not known, and taken as always public.</summary>
    public DateOnly? PublishedOn { get; init; }

    public required string Source { get; init; }

    public required SourceQuality Quality { get; init; }

    /// <summary>What a fuel's value is made of; null for the rest.</summary>
    public FuelComposition? Composition { get; init; }

    /// <summary>Half-width of its 95 % range, in per cent; null when its source states none.</summary>
    public decimal? UncertaintyPercent { get; init; }

    /// <summary>The id without the data year: rows of one series replace each other as years go by.</summary>
    public string Series => DataYear is { } year && Id.EndsWith($"-{year}", StringComparison.Ordinal) ? Id[..^5] : Id;

    /// <summary>Whether a quantity times this factor is an emission that may be counted.</summary>
    public bool Countable => Kind is EmissionFactorKind.GridElectricity or EmissionFactorKind.Fuel or EmissionFactorKind.Heat
        or EmissionFactorKind.Process or EmissionFactorKind.Capture;

    /// <summary>Whether it was public on a day.</summary>
    public bool PublicOn(DateOnly day) => PublishedOn is not { } from || from <= day;
}
