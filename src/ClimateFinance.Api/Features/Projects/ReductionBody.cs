using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>What a project reduces by its inputs, line by line, so that anyone can recompute it.</summary>
/// <param name="On">The day on which it was worked out; only factors public by then count.</param>
/// <param name="TotalTco2ePerYear">The sum of the lines as they are rounded.</param>
/// <param name="WholeTonnes">The total in whole tonnes, halves away from zero.</param>
/// <param name="MethodId">Of GET /reference/technology-methods.</param>
/// <param name="BaselineTco2ePerYear">The lines of the baseline.</param>
/// <param name="ProjectTco2ePerYear">The lines of the project itself.</param>
/// <param name="LeakageTco2ePerYear">The lines of what the project causes elsewhere.</param>
/// <param name="DifferenceTco2ePerYear">The lines that were given as a difference.</param>
/// <param name="UncertaintyPercent">Half-width of the 95 % range by IPCC 2006 volume 1 chapter 3 (3.1, 3.2); null while a line's is not known.</param>
/// <param name="DataQualityScore">1.0 best to 5.0, weighted by tonnes.</param>
/// <param name="Working">Every step with its units.</param>
/// <param name="SheetEnglish">The same as text in English.</param>
/// <param name="SheetChinese">The same as text in Chinese.</param>
/// <param name="Newer">What the newest factors would give, beside it; null when nothing newer was published. The figure itself stays.</param>
internal sealed record ReductionBody(
    DateOnly On, IReadOnlyList<ReductionLineBody> Lines, decimal TotalTco2ePerYear, decimal WholeTonnes,
    string? MethodId, decimal BaselineTco2ePerYear, decimal ProjectTco2ePerYear, decimal LeakageTco2ePerYear, decimal DifferenceTco2ePerYear,
    decimal? UncertaintyPercent, decimal? DataQualityScore, IReadOnlyList<WorkingStep> Working, IReadOnlyList<string> SheetEnglish,
    IReadOnlyList<string> SheetChinese, NewerReductionBody? Newer)
{
    public static ReductionBody Of(ReductionEstimate estimate, TechnologyMethod? method, NewerReductionBody? newer = null) => new(
        estimate.On, [.. estimate.Lines.Select(ReductionLineBody.Of)], estimate.TotalTco2ePerYear, estimate.WholeTonnes(),
        estimate.MethodId, estimate.Of(ReductionPart.Baseline), estimate.Of(ReductionPart.Project), estimate.Of(ReductionPart.Leakage), estimate.Of(null),
        estimate.UncertaintyPercent, estimate.DataQualityScore, WorkingSheet.Steps(estimate),
        WorkingSheet.English(estimate, method), WorkingSheet.Chinese(estimate, method), newer);

    public static ReductionBody Example { get; } = Of(
        new ReductionEstimate(
            new DateOnly(2026, 11, 21),
            [
                new(
                    "EF-GRID-130000-2023", "河北 2023年 电力平均", 0.6516m, 2023, "https://www.mee.gov.cn", SourceQuality.Media, 180_000m, "MWh", 117_288m, null,
                    1, null, null, null, ActivityBasis.Designed, "electricityGenerated", 15m, 5m, true, 4),
            ],
            117_288m,
            "M-GAS-POWER",
            15.81m,
            4m),
        null);
}

/// <summary>Quantity × factor, rounded to 0.001 t, halves away from zero.</summary>
/// <param name="FactorTco2ePerUnit">The factor's value.</param>
/// <param name="Unit">What the quantity is measured in.</param>
/// <param name="DataYear">The year whose data the factor was worked out from.</param>
/// <param name="Source">Where the factor is published.</param>
/// <param name="SourceQuality">How well it is sourced; <c>memory</c> and <c>mirror</c> are to be confirmed.</param>
/// <param name="Quantity">In the factor's unit; negative where it counts against the project.</param>
/// <param name="NewerFactorId">A newer row of the same series that was public already; null when the newest was used.</param>
/// <param name="FactorVersion">The version of the row that was used.</param>
/// <param name="Part">Baseline, project or leakage; null for a difference.</param>
/// <param name="GivenQuantity">As it was given, where the unit was converted.</param>
/// <param name="Basis">How the quantity is known; null when not stated.</param>
/// <param name="Carrier">The carrier of the method; null where the method asks for no such carrier.</param>
/// <param name="UncertaintyAssumed">Whether an uncertainty is an assumption of GET /reference/climate-assumptions.</param>
/// <param name="DataQuality">1 best to 5.</param>
internal sealed record ReductionLineBody(
    string FactorId, string FactorName, decimal FactorTco2ePerUnit, string Unit, int? DataYear, string Source, SourceQuality SourceQuality,
    decimal Quantity, decimal Tco2ePerYear, string? NewerFactorId, int FactorVersion, ReductionPart? Part, decimal? GivenQuantity, string? GivenUnit,
    ActivityBasis? Basis, string? Carrier, decimal? ActivityUncertaintyPercent, decimal? FactorUncertaintyPercent, bool? UncertaintyAssumed, int? DataQuality)
{
    public static ReductionLineBody Of(ReductionLine line) => new(
        line.FactorId, line.FactorName, line.FactorValue, line.Unit, line.DataYear, line.Source, line.Quality, line.Quantity, line.Tco2ePerYear, line.NewerFactorId,
        line.FactorVersion ?? 1, line.Part, line.GivenQuantity, line.GivenUnit, line.Basis, line.Carrier,
        line.ActivityUncertaintyPercent, line.FactorUncertaintyPercent, line.UncertaintyAssumed, line.DataQuality);
}

/// <summary>What the newest factors would give, beside the figure that was worked out then.</summary>
/// <param name="On">The day of the comparison.</param>
/// <param name="DifferenceTco2ePerYear">Newest less then.</param>
/// <param name="Lines">Each line for which something newer was published.</param>
internal sealed record NewerReductionBody(DateOnly On, decimal TotalTco2ePerYear, decimal DifferenceTco2ePerYear, IReadOnlyList<NewerLineBody> Lines)
{
    public static NewerReductionBody? Of(ReductionEstimate then, RecountedEstimate? now) => now is null
        ? null
        : new(now.On, now.TotalTco2ePerYear, now.TotalTco2ePerYear - then.TotalTco2ePerYear, [.. now.Changed.Select(l => new NewerLineBody(
            l.Number, l.Then.FactorId, l.Then.FactorVersion ?? 1, l.Then.FactorValue, l.Then.Tco2ePerYear,
            l.Factor.Id, l.Factor.Version, l.Factor.Value, l.Factor.Source, l.Tco2ePerYear))]);
}

/// <summary>One line then and now.</summary>
internal sealed record NewerLineBody(
    int Line, string FactorId, int FactorVersion, decimal FactorTco2ePerUnit, decimal Tco2ePerYear,
    string NewerFactorId, int NewerFactorVersion, decimal NewerFactorTco2ePerUnit, string NewerSource, decimal NewerTco2ePerYear);
