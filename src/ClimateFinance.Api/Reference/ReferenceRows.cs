using System.Globalization;
using System.Text.Json.Serialization;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Reference;

/// <summary>What every row of a reference table tells about itself.</summary>
public abstract record ReferenceRow : ISeedRow
{
    [JsonIgnore]
    public abstract string Key { get; }

    /// <summary>Whether the figures came from memory, a derivation or a secondary source and should be checked before production use.</summary>
    public required bool Confirm { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Illustrative { get; init; }

    public string? Note { get; init; }
}

/// <summary>How far down a region lies.</summary>
public enum RegionLevel
{
    Province,
    Prefecture,
    County,
}

/// <summary>An administrative division, GB/T 2260.</summary>
public sealed record RegionRow : ReferenceRow
{
    public override string Key => Code.Value;

    public required RegionCode Code { get; init; }

    public required string Name { get; init; }

    public required RegionLevel Level { get; init; }

    /// <summary>The region above; null for a province.</summary>
    public RegionCode? Parent { get; init; }

    /// <summary>False for statistical zones and placeholders that the standard does not carry.</summary>
    public required bool Gbt2260 { get; init; }
}

/// <summary>A class of industry, GB/T 4754-2017.</summary>
public sealed record IndustryRow : ReferenceRow
{
    public override string Key => Code.Value;

    public required IndustryCode Code { get; init; }

    public required string Name { get; init; }

    /// <summary><c>section</c>, <c>division</c>, <c>group</c> or <c>class</c>.</summary>
    public required string Level { get; init; }

    public IndustryCode? Parent { get; init; }

    public required string Edition { get; init; }

    /// <summary>Its part in the chains of steel, cement and power; null for the rest.</summary>
    public string? Role { get; init; }

    /// <summary>The code of the same activity in the 2011 edition, where it differs.</summary>
    public string? Code2011 { get; init; }

    /// <summary>Since when the national carbon market covers it.</summary>
    public string? NationalEts { get; init; }
}

/// <summary>One monthly print of the loan prime rate, in basis points.</summary>
public sealed record BenchmarkRateRow : ReferenceRow
{
    public override string Key => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public required DateOnly Date { get; init; }

    public required BasisPoints Lpr1yBp { get; init; }

    public required BasisPoints Lpr5yBp { get; init; }

    /// <summary><c>found</c> in a source, or <c>derived</c> from a run of unchanged months.</summary>
    public required string ValueStatus { get; init; }

    /// <summary><c>found</c>, <c>derived</c>, or <c>corrected</c> where the source had a day off.</summary>
    public required string DateStatus { get; init; }
}

/// <summary>A day that does not follow the week.</summary>
public sealed record CalendarRow : ReferenceRow
{
    public override string Key => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public required DateOnly Date { get; init; }

    public required CalendarDayKind Kind { get; init; }

    public required string Name { get; init; }
}

/// <summary>A class of a green or transition catalogue.</summary>
public sealed record GreenClassRow : ReferenceRow
{
    public override string Key => Id.Value;

    public required GreenClass Id { get; init; }

    public required string Scheme { get; init; }

    /// <summary><c>scheme</c>, <c>level1</c> to <c>level3</c>, <c>entry</c> or <c>standard</c>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The printed code, where it could be read.</summary>
    public string? Code { get; init; }

    public string? CodeStatus { get; init; }

    public GreenClass? Parent { get; init; }

    public required IReadOnlyList<string> Sectors { get; init; }

    /// <summary>The technology classes that belong here; empty where the table does not say.</summary>
    public IReadOnlyList<Technology> Technologies { get; init; } = [];

    public string? DocumentNo { get; init; }

    public DateOnly? IssuedOn { get; init; }

    public DateOnly? EffectiveFrom { get; init; }

    /// <summary><c>found</c>, <c>weak</c> or <c>memory</c>.</summary>
    public required string Status { get; init; }
}

/// <summary>A technology class of projects, with its entries in the technology lists.</summary>
public sealed record TechnologyRow : ReferenceRow
{
    public override string Key => Id.Value;

    public required Technology Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Sectors { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The field of the central bank's carbon-reduction tool 碳减排支持工具: <c>cleanEnergy</c>, <c>energySaving</c>, <c>carbonReductionTechnology</c>.</summary>
    public string? CarbonToolField { get; init; }

    /// <summary><c>memory</c>, or <c>own</c> where no list names it.</summary>
    public required string Status { get; init; }
}

/// <summary>A rule or an instrument that limits or prices a green loan; for reading, the market's limits are its policy's.</summary>
public sealed record FinancingRuleRow : ReferenceRow
{
    public override string Key => Id;

    public required string Id { get; init; }

    public required string Scheme { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>Figures by name, units last.</summary>
    public required IReadOnlyDictionary<string, decimal> Figures { get; init; }

    public required string Status { get; init; }
}
