using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>Why a figure that was challenged is right all the same.</summary>
/// <param name="Flag">One of <see cref="Challenge.Codes"/>.</param>
public sealed record FlagJustification(string Flag, string Words);

/// <summary>What an enterprise writes of a low-carbon project 项目: what it builds, what it costs, what it reduces.</summary>
public sealed record ProjectSheet
{
    public const int MaxGreenClasses = 20;
    public const int MaxConstructionMonths = 120;
    public const int MaxEquipment = 50;

    public required string Title { get; init; }

    /// <summary>备案编号; one project has it.</summary>
    public required FilingNumber FilingNumber { get; init; }

    /// <summary>The industry that its own-capital floor is looked up by.</summary>
    public required IndustryCode Industry { get; init; }

    public required RegionCode Region { get; init; }

    public required Technology Technology { get; init; }

    public required IReadOnlyList<GreenClass> GreenClasses { get; init; }

    /// <summary>总投资</summary>
    public required Cny TotalInvestment { get; init; }

    /// <summary>资本金: what the enterprise puts in itself.</summary>
    public required Cny OwnCapital { get; init; }

    public required DateOnly PlannedStart { get; init; }

    /// <summary>1 to <see cref="MaxConstructionMonths"/>.</summary>
    public required int ConstructionMonths { get; init; }

    /// <summary>The carriers saved and used more of, a year. May be empty while drafting.</summary>
    public required IReadOnlyList<ReductionInput> ReductionInputs { get; init; }

    /// <summary>What the enterprise says it reduces, tCO2e a year; null when it leaves that to the inputs.</summary>
    public decimal? ClaimedReductionTco2ePerYear { get; init; }

    /// <summary>Why the claim is far from what the inputs give.</summary>
    public string? ReductionJustification { get; init; }

    /// <summary>The equipment that the project replaces or installs; null when none is named.</summary>
    public IReadOnlyList<EquipmentItem>? Equipment { get; init; }

    /// <summary>Words on figures that were challenged.</summary>
    public IReadOnlyList<FlagJustification>? Justifications { get; init; }

    /// <summary>What loans may cover at most: investment less own capital.</summary>
    public Cny FinancingGap() => TotalInvestment - OwnCapital;

    /// <summary>The first thing that cannot be; null when all is well.</summary>
    public Refusal? Flaw()
    {
        if ((Text.LineFlaw("title", Title) ?? Text.LineFlaw("technology", Technology.Value) ?? ListFlaw()) is { } flaw) return flaw;
        if (ConstructionMonths is < 1 or > MaxConstructionMonths)
            return Refusal.Shape("project.construction_out_of_range", ("min", 1), ("max", MaxConstructionMonths), ("given", ConstructionMonths));
        if (OwnCapital > TotalInvestment)
            return Refusal.Rule(
                "project.own_capital_exceeds_investment", ("ownCapitalCny", OwnCapital.Value), ("investmentCny", TotalInvestment.Value));
        if (ClaimedReductionTco2ePerYear is <= 0m or > ReductionEstimate.MaxQuantity)
            return Refusal.Shape("project.claim_out_of_range", ("max", ReductionEstimate.MaxQuantity), ("given", ClaimedReductionTco2ePerYear));
        return ReductionJustification is null ? null : Text.WordsFlaw("reductionJustification", ReductionJustification);
    }

    private Refusal? ListFlaw()
    {
        if (GreenClasses.Count > MaxGreenClasses)
            return Refusal.Shape("project.too_many_green_classes", ("max", MaxGreenClasses), ("given", GreenClasses.Count));
        if (ReductionInputs.Count > ReductionEstimate.MaxLines)
            return Refusal.Shape("reduction.too_many_lines", ("max", ReductionEstimate.MaxLines), ("given", ReductionInputs.Count));

        if (Equipment?.Count > MaxEquipment)
            return Refusal.Shape("project.too_much_equipment", ("max", MaxEquipment), ("given", Equipment.Count));
        if (Equipment?.FirstOrDefault(e => e.Normal.Length == 0) is { } blank)
            return Refusal.Shape("project.equipment_without_number", ("given", blank.Identifier));
        if (Justifications?.FirstOrDefault(j => !Challenge.Codes.Contains(j.Flag)) is { } unknown)
            return Refusal.Shape("project.flag_unknown", ("known", string.Join(", ", Challenge.Codes)), ("given", unknown.Flag));
        if (Justifications?.Select(j => Text.WordsFlaw("justifications", j.Words)).FirstOrDefault(flaw => flaw is not null) is { } wordless) return wordless;

        var texts = GreenClasses.Select(c => ("greenClasses", c.Value))
            .Concat(ReductionInputs.SelectMany(i => new[] { ("factorId", i.FactorId), ("unit", i.Unit) }))
            .Concat((Equipment ?? []).SelectMany(e => new[] { ("kind", e.Kind), ("identifier", e.Identifier) }));
        return texts.Select(t => Text.LineFlaw(t.Item1, t.Item2)).FirstOrDefault(flaw => flaw is not null);
    }
}
