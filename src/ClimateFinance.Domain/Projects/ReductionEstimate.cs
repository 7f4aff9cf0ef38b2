using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>One carrier that a project saves (positive) or uses more of (negative), a year.</summary>
/// <param name="FactorId">The row of the factor table.</param>
/// <param name="Quantity">In <paramref name="Unit"/> a year; never zero.</param>
/// <param name="Unit">Must be the factor's own unit: nothing is converted silently.</param>
public sealed record ReductionInput(string FactorId, decimal Quantity, string Unit);

/// <summary>One carrier as it was counted, with the factor that was used.</summary>
/// <param name="Tco2ePerYear">Quantity × factor, rounded to 0.001 t, halves away from zero.</param>
/// <param name="NewerFactorId">A newer row of the same series that was public already; null when the newest was used.</param>
public sealed record ReductionLine(
    string FactorId, string FactorName, decimal FactorValue, int? DataYear, string Source, SourceQuality Quality,
    decimal Quantity, string Unit, decimal Tco2ePerYear, string? NewerFactorId);

/// <summary>
/// What a project reduces by its inputs, tCO2e a year: Σ quantity × factor over electricity, fuels, heat, process and capture.
/// Lines are rounded to 0.001 t and the total is the sum of the rounded lines, so that what is shown adds up.
/// </summary>
/// <param name="On">The day on which it was worked out; only factors public by then count.</param>
/// <param name="Lines">In the order of the inputs.</param>
/// <param name="TotalTco2ePerYear">Σ lines.</param>
public sealed record ReductionEstimate(DateOnly On, IReadOnlyList<ReductionLine> Lines, decimal TotalTco2ePerYear)
{
    public const int MaxLines = 50;

    /// <summary>Quantities lie within ± this.</summary>
    public const decimal MaxQuantity = 1_000_000_000_000m;

    /// <summary>The total in whole tonnes, as published: halves away from zero.</summary>
    public decimal WholeTonnes() => decimal.Round(TotalTco2ePerYear, 0, MidpointRounding.AwayFromZero);

    /// <summary>Works the reduction out, or says which line cannot be counted and why.</summary>
    /// <param name="inputs">The carriers.</param>
    /// <param name="factors">The factor rows the lines may name; newer rows of the same series are told of, not used.</param>
    /// <param name="region">Where the project is: a factor of another region is refused.</param>
    /// <param name="on">The day of the calculation.</param>
    public static Validated<ReductionEstimate> Of(
        IReadOnlyList<ReductionInput> inputs, IReadOnlyList<EmissionFactor> factors, RegionCode region, DateOnly on)
    {
        if (inputs.Count is 0) return Refusal.Rule("reduction.inputs_missing");
        if (inputs.Count > MaxLines) return Refusal.Shape("reduction.too_many_lines", ("max", MaxLines), ("given", inputs.Count));

        var lines = new ReductionLine[inputs.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!Count(i + 1, inputs[i], factors, region, on).TryGet(out var line, out var flaw)) return flaw;
            lines[i] = line;
        }

        return new ReductionEstimate(on, lines, lines.Sum(l => l.Tco2ePerYear));
    }

    private static Validated<ReductionLine> Count(
        int number, ReductionInput input, IReadOnlyList<EmissionFactor> factors, RegionCode region, DateOnly on)
    {
        if (input.Quantity is 0m or > MaxQuantity or < -MaxQuantity)
            return Refusal.Shape("reduction.quantity_out_of_range", ("line", number), ("max", MaxQuantity), ("given", input.Quantity));
        if (factors.FirstOrDefault(f => f.Id == input.FactorId) is not { } factor)
            return Refusal.Rule("reduction.factor_unknown", ("line", number), ("factorId", input.FactorId));
        if (!factor.Countable)
            return Refusal.Rule("reduction.factor_not_countable", ("line", number), ("factorId", factor.Id), ("kind", factor.Kind));
        if (factor.Unit != input.Unit)
            return Refusal.Rule("reduction.unit_mismatch", ("line", number), ("factorId", factor.Id), ("unit", factor.Unit), ("given", input.Unit));
        if (!factor.PublicOn(on))
            return Refusal.Rule(
                "reduction.factor_not_yet_public", ("line", number), ("factorId", factor.Id), ("publishedOn", factor.PublishedOn), ("on", on));
        if (factor.Region is { } home && !home.Covers(region))
            return Refusal.Rule(
                "reduction.factor_of_other_region",
                ("line", number), ("factorId", factor.Id), ("factorRegion", home.Value), ("region", region.Value));

        var tonnes = decimal.Round(input.Quantity * factor.Value, 3, MidpointRounding.AwayFromZero);
        return new ReductionLine(
            factor.Id, factor.Name, factor.Value, factor.DataYear, factor.Source, factor.Quality,
            input.Quantity, input.Unit, tonnes, NewerThan(factor, factors, on));
    }

    private static string? NewerThan(EmissionFactor used, IReadOnlyList<EmissionFactor> factors, DateOnly on) =>
        factors
            .Where(f => f.Series == used.Series && f.DataYear > used.DataYear && f.PublicOn(on))
            .MaxBy(f => f.DataYear)?.Id;
}
