using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>What an enterprise writes of a low-carbon project, on the wire.</summary>
/// <param name="FilingNumber">备案编号; one project has it.</param>
/// <param name="Technology">Of GET /reference/technologies.</param>
/// <param name="GreenClasses">Of GET /reference/green-classes.</param>
/// <param name="TotalInvestmentCny">总投资</param>
/// <param name="OwnCapitalCny">资本金: what the enterprise puts in itself.</param>
/// <param name="ReductionInputs">What the project saves and uses more of, a year; may be empty until it is submitted.</param>
/// <param name="ClaimedReductionTco2ePerYear">What the enterprise says it reduces; null when it leaves that to the inputs.</param>
/// <param name="ReductionJustification">Why the claim is far from what the inputs give.</param>
/// <param name="Equipment">What the project replaces or installs, by its plate: claimed by one project only.</param>
/// <param name="Justifications">Words on figures that were challenged.</param>
internal sealed record ProjectSheetBody(
    string Title,
    string FilingNumber,
    string Industry,
    string Region,
    string Technology,
    IReadOnlyList<string> GreenClasses,
    decimal TotalInvestmentCny,
    decimal OwnCapitalCny,
    DateOnly PlannedStart,
    int ConstructionMonths,
    IReadOnlyList<ReductionInputBody> ReductionInputs,
    decimal? ClaimedReductionTco2ePerYear = null,
    string? ReductionJustification = null,
    IReadOnlyList<EquipmentBody>? Equipment = null,
    IReadOnlyList<JustificationBody>? Justifications = null)
{
    public ProjectSheet Read(Check check, string field) => new()
    {
        Title = check.Text($"{field}.title", Title, 200),
        FilingNumber = check.Of($"{field}.filingNumber", Domain.Projects.FilingNumber.Create(FilingNumber)),
        Industry = check.Industry($"{field}.industry", Industry),
        Region = check.Region($"{field}.region", Region),
        Technology = check.Technology($"{field}.technology", Technology),
        GreenClasses = check.Each($"{field}.greenClasses", GreenClasses, check.GreenClass, max: ProjectSheet.MaxGreenClasses),
        TotalInvestment = check.Amount($"{field}.totalInvestmentCny", TotalInvestmentCny),
        OwnCapital = check.Amount($"{field}.ownCapitalCny", OwnCapitalCny),
        PlannedStart = PlannedStart,
        ConstructionMonths = check.Whole($"{field}.constructionMonths", ConstructionMonths, 1, ProjectSheet.MaxConstructionMonths),
        ReductionInputs = ReductionInputBody.ReadAll(ReductionInputs, check, $"{field}.reductionInputs"),
        ClaimedReductionTco2ePerYear = Claimed(check, $"{field}.claimedReductionTco2ePerYear"),
        ReductionJustification = check.TextOrNull($"{field}.reductionJustification", ReductionJustification),
        Equipment = Equipment is null ? null : check.Each($"{field}.equipment", Equipment, (at, item) => item.Read(check, at), max: ProjectSheet.MaxEquipment),
        Justifications = Justifications is null ? null : check.Each($"{field}.justifications", Justifications, (at, item) => item.Read(check, at), max: Challenge.Codes.Count),
    };

    public static ProjectSheetBody Of(ProjectSheet sheet) => new(
        sheet.Title, sheet.FilingNumber.Value, sheet.Industry.Value, sheet.Region.Value, sheet.Technology.Value,
        [.. sheet.GreenClasses.Select(c => c.Value)], sheet.TotalInvestment.Value, sheet.OwnCapital.Value, sheet.PlannedStart, sheet.ConstructionMonths,
        [.. sheet.ReductionInputs.Select(ReductionInputBody.Of)], sheet.ClaimedReductionTco2ePerYear, sheet.ReductionJustification,
        sheet.Equipment is null ? null : [.. sheet.Equipment.Select(e => new EquipmentBody(e.Kind, e.Identifier))],
        sheet.Justifications is null ? null : [.. sheet.Justifications.Select(j => new JustificationBody(j.Flag, j.Words))]);

    public static ProjectSheetBody Example { get; } = new(
        "1×100MW 超高温亚临界煤气发电", "DEMO-130481-J01", "C3120", "130481", "bfg-power", ["GF2025-X-WHR"], 420_000_000m, 168_000_000m,
        new DateOnly(2026, 4, 1), 14, [ReductionInputBody.Example]);

    private decimal? Claimed(Check check, string field)
    {
        if (ClaimedReductionTco2ePerYear is <= 0m or > ReductionEstimate.MaxQuantity)
            check.Flawed(field, Refusal.Shape("project.claim_out_of_range", ("max", ReductionEstimate.MaxQuantity), ("given", ClaimedReductionTco2ePerYear)));
        return ClaimedReductionTco2ePerYear;
    }
}

/// <summary>A piece of equipment that the project replaces or installs.</summary>
/// <param name="Kind">For example <c>steam-turbine</c>.</param>
/// <param name="Identifier">Maker and serial number, or the works' own number.</param>
internal sealed record EquipmentBody(string Kind, string Identifier)
{
    public EquipmentItem Read(Check check, string field)
    {
        var item = new EquipmentItem(check.Text($"{field}.kind", Kind, 100), check.Text($"{field}.identifier", Identifier, 200));
        if (item.Normal.Length == 0) check.Flawed($"{field}.identifier", Refusal.Shape("project.equipment_without_number", ("given", Identifier)));
        return item;
    }
}

/// <summary>Why a figure that was challenged is right all the same.</summary>
/// <param name="Flag">For example <c>densityFarAboveClass</c>.</param>
internal sealed record JustificationBody(string Flag, string Words)
{
    public FlagJustification Read(Check check, string field)
    {
        if (!Challenge.Codes.Contains(Flag))
            check.Flawed($"{field}.flag", Refusal.Shape("project.flag_unknown", ("known", string.Join(", ", Challenge.Codes)), ("given", Flag)));
        return new FlagJustification(Flag, check.Text($"{field}.words", Words));
    }
}

/// <summary>One carrier of a project, a year.</summary>
/// <param name="FactorId">Of GET /reference/emission-factors.</param>
/// <param name="Quantity">Saved is positive, used more of is negative; with a part stated it is positive.</param>
/// <param name="Unit">The factor's own unit, or one that leads to it by a power of ten (kWh, GWh, kg, MJ, Nm3): the working shows the conversion.</param>
/// <param name="Part">Baseline, project or leakage; null for a difference that was taken already.</param>
/// <param name="Basis">How the quantity is known.</param>
/// <param name="UncertaintyPercent">Half-width of its 95 % range.</param>
internal sealed record ReductionInputBody(
    string FactorId, decimal Quantity, string Unit, ReductionPart? Part = null, ActivityBasis? Basis = null, decimal? UncertaintyPercent = null)
{
    public static IReadOnlyList<ReductionInput> ReadAll(IReadOnlyList<ReductionInputBody> inputs, Check check, string field, int min = 0) =>
        check.Each(field, inputs, (at, input) => input.Read(check, at), min, ReductionEstimate.MaxLines);

    public static ReductionInputBody Of(ReductionInput input) =>
        new(input.FactorId, input.Quantity, input.Unit, input.Part, input.Basis, input.UncertaintyPercent);

    public static ReductionInputBody Example { get; } = new("EF-GRID-130000-2023", 180_000m, "MWh", null, ActivityBasis.Designed);

    private ReductionInput Read(Check check, string field)
    {
        var factor = check.Text($"{field}.factorId", FactorId, 100);
        var quantity = check.Number($"{field}.quantity", Quantity, -ReductionEstimate.MaxQuantity, ReductionEstimate.MaxQuantity);
        if (quantity == 0m) check.Flawed($"{field}.quantity", Refusal.Shape("reduction.quantity_zero"));
        return new ReductionInput(factor, quantity, check.Text($"{field}.unit", Unit, 20), Part, Basis, UncertaintyPercent);
    }
}

/// <summary>The answer to a command on a project.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
/// <param name="ReductionTco2ePerYear">What the inputs give; null before it is submitted.</param>
internal sealed record ProjectReceipt(Guid ProjectId, long Version, string Status, decimal? ReductionTco2ePerYear)
{
    public static ProjectReceipt Of(Guid id, long version, Project project) => project switch
    {
        Project.Draft => new(id, version, "draft", null),
        Project.Submitted it => new(id, version, "submitted", it.Reduction.TotalTco2ePerYear),
        Project.Returned => new(id, version, "returned", null),
        Project.Admitted it => new(id, version, "admitted", it.Reduction.TotalTco2ePerYear),
        Project.Completed it => new(id, version, "completed", it.Reduction.TotalTco2ePerYear),
        Project.Withdrawn => new(id, version, "withdrawn", null),
        _ => throw new InvalidOperationException($"No receipt for {project.GetType().Name}."),
    };

    public static ProjectReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d03"), 2, "submitted", 114_498m);
}

/// <summary>The states of a project, as filters and rows name them.</summary>
internal enum ProjectStatus
{
    Draft,
    Submitted,
    Admitted,
    Returned,
    Completed,
    Withdrawn,
}
