using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>What a project reduces by its inputs, line by line, so that anyone can recompute it.</summary>
/// <param name="On">The day on which it was worked out; only factors public by then count.</param>
/// <param name="TotalTco2ePerYear">The sum of the lines as they are rounded.</param>
/// <param name="WholeTonnes">The total in whole tonnes, halves away from zero.</param>
internal sealed record ReductionBody(DateOnly On, IReadOnlyList<ReductionLineBody> Lines, decimal TotalTco2ePerYear, decimal WholeTonnes)
{
    public static ReductionBody Of(ReductionEstimate estimate) => new(
        estimate.On, [.. estimate.Lines.Select(ReductionLineBody.Of)], estimate.TotalTco2ePerYear, estimate.WholeTonnes());

    public static ReductionBody Example { get; } = new(
        new DateOnly(2026, 11, 21),
        [
            new("EF-GRID-130000-2023", "河北 2023年 电力平均", 0.6516m, "MWh", 2023, "https://www.mee.gov.cn", SourceQuality.Media, 180_000m, 117_288m, null),
        ],
        117_288m,
        117_288m);
}

/// <summary>Quantity × factor, rounded to 0.001 t, halves away from zero.</summary>
/// <param name="FactorTco2ePerUnit">The factor's value.</param>
/// <param name="Unit">What the quantity is measured in.</param>
/// <param name="DataYear">The year whose data the factor was worked out from.</param>
/// <param name="Source">Where the factor is published.</param>
/// <param name="SourceQuality">How well it is sourced; <c>memory</c> and <c>mirror</c> are to be confirmed.</param>
/// <param name="NewerFactorId">A newer row of the same series that was public already; null when the newest was used.</param>
internal sealed record ReductionLineBody(
    string FactorId, string FactorName, decimal FactorTco2ePerUnit, string Unit, int? DataYear, string Source, SourceQuality SourceQuality,
    decimal Quantity, decimal Tco2ePerYear, string? NewerFactorId)
{
    public static ReductionLineBody Of(ReductionLine line) => new(
        line.FactorId, line.FactorName, line.FactorValue, line.Unit, line.DataYear, line.Source, line.Quality, line.Quantity, line.Tco2ePerYear, line.NewerFactorId);
}
