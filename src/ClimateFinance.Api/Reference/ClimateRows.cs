using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Reference;

/// <summary>How the reduction of some technology classes is worked out.</summary>
public sealed record TechnologyMethodRow : ReferenceRow
{
    public override string Key => Id;

    public required string Id { get; init; }

    public required IReadOnlyList<Technology> Technologies { get; init; }

    public required string Baseline { get; init; }

    public required string BaselineChinese { get; init; }

    public required IReadOnlyList<CarrierRule> Carriers { get; init; }

    /// <summary>The method as estimates compute with it.</summary>
    public TechnologyMethod ToMethod() => new(Id, Technologies, Baseline, BaselineChinese, Carriers, Source);
}

/// <summary>What is assumed, or held against, where nothing is stated.</summary>
public sealed record ClimateAssumptionRow : ReferenceRow
{
    public override string Key => Id;

    public required string Id { get; init; }

    /// <summary><c>activityUncertainty</c>, <c>factorUncertainty</c>, <c>challengeLimit</c>, <c>publishedDensity</c> or <c>sectorIntensity</c>.</summary>
    public required string Group { get; init; }

    /// <summary>Which within the group: a basis, a kind of factor, a limit's name, an industry.</summary>
    public required string What { get; init; }

    public required decimal Value { get; init; }

    public required string Unit { get; init; }

    public required string Name { get; init; }

    public required string NameChinese { get; init; }
}

/// <summary>What a project is checked against before it is admitted.</summary>
public sealed record AdmissionCheckRow : ReferenceRow
{
    public override string Key => Code;

    public required string Code { get; init; }

    public required bool Veto { get; init; }

    public required bool Automatic { get; init; }

    public required string English { get; init; }

    public required string Chinese { get; init; }

    /// <summary>The field of the sheet it is about.</summary>
    public string? Field { get; init; }
}

/// <summary>Why a project is sent back.</summary>
public sealed record ReturnReasonRow : ReferenceRow
{
    public override string Key => Code;

    public required string Code { get; init; }

    public required string English { get; init; }

    public required string Chinese { get; init; }

    /// <summary>The field of the sheet it is usually about.</summary>
    public required string Field { get; init; }
}

/// <summary>The climate tables as the domain computes with them.</summary>
public sealed class ClimateReference
{
    public ClimateReference(IReadOnlyList<TechnologyMethodRow> methods, IReadOnlyList<ClimateAssumptionRow> assumptions)
    {
        var byTechnology = methods.SelectMany(row => row.Technologies.Select(t => (Technology: t, Method: row.ToMethod())));
        MethodOf = byTechnology.ToDictionary(pair => pair.Technology, pair => pair.Method);
        Rules = new EstimateRules(
            Group(assumptions, "activityUncertainty").ToDictionary(row => Enum.Parse<ActivityBasis>(row.What, ignoreCase: true), row => row.Value),
            Group(assumptions, "factorUncertainty").ToDictionary(row => Enum.Parse<EmissionFactorKind>(row.What, ignoreCase: true), row => row.Value));
        var limits = Group(assumptions, "challengeLimit").ToDictionary(row => row.What, row => row.Value, StringComparer.Ordinal);
        Challenges = new ChallengeRules(
            limits["claimTolerancePercent"], limits["densityTimesClass"], limits["densityPartOfClass"], (int)limits["densityLeastCompared"],
            limits["densityTimesPublished"], limits["shareOfEnterprisePercent"], limits["shareOfSectorPercent"],
            Group(assumptions, "publishedDensity").First().Value,
            [.. Group(assumptions, "sectorIntensity").Select(row => new SectorIntensity(new IndustryCode(row.What), row.Value))],
            limits.TryGetValue("keptLeastPercent", out var kept) ? kept : null);
    }

    /// <summary>The method of a technology class; every class of the table has one.</summary>
    public IReadOnlyDictionary<Technology, TechnologyMethod> MethodOf { get; }

    public EstimateRules Rules { get; }

    public ChallengeRules Challenges { get; }

    private static IEnumerable<ClimateAssumptionRow> Group(IReadOnlyList<ClimateAssumptionRow> rows, string group) => rows.Where(row => row.Group == group);
}
