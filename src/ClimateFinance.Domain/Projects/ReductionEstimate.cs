using System.Text.Json.Serialization;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>One carrier of a project, a year.</summary>
/// <param name="FactorId">The row of the factor table.</param>
/// <param name="Quantity">In <paramref name="Unit"/> a year; never zero. Saved is positive and used more of negative, unless <paramref name="Part"/> is stated.</param>
/// <param name="Unit">The factor's own unit, or one that leads to it by a power of ten; the working shows the conversion.</param>
/// <param name="Part">Baseline, project or leakage, then the quantity is positive; null for a difference that was taken already.</param>
/// <param name="Basis">How the quantity is known; null when not stated.</param>
/// <param name="UncertaintyPercent">Half-width of its 95 % range, in per cent; null when not stated.</param>
public sealed record ReductionInput(
    string FactorId, decimal Quantity, string Unit, ReductionPart? Part = null, ActivityBasis? Basis = null, decimal? UncertaintyPercent = null);

/// <summary>One carrier as it was counted, with the factor that was used. What is null was not known when the figure was worked out.</summary>
/// <param name="Quantity">In the factor's unit; negative where it counts against the project.</param>
/// <param name="Tco2ePerYear">Quantity × factor, rounded to 0.001 t, halves away from zero.</param>
/// <param name="NewerFactorId">A newer row of the same series that was public already; null when the newest was used.</param>
/// <param name="FactorVersion">The version of the row.</param>
/// <param name="Part">As it was stated.</param>
/// <param name="GivenQuantity">As it was stated, where a unit was converted.</param>
/// <param name="GivenUnit">As it was stated, where a unit was converted.</param>
/// <param name="Carrier">The carrier of the technology's method, by code.</param>
/// <param name="ActivityUncertaintyPercent">Stated, or assumed by the basis.</param>
/// <param name="FactorUncertaintyPercent">The row's own, or assumed by its kind.</param>
/// <param name="UncertaintyAssumed">Whether one of the two is an assumption.</param>
/// <param name="DataQuality">1 best to 5, see <see cref="ClimateFinance.Domain.Climate.DataQuality"/>.</param>
public sealed record ReductionLine(
    string FactorId, string FactorName, decimal FactorValue, int? DataYear, string Source, SourceQuality Quality,
    decimal Quantity, string Unit, decimal Tco2ePerYear, string? NewerFactorId,
    int? FactorVersion = null, ReductionPart? Part = null, decimal? GivenQuantity = null, string? GivenUnit = null, ActivityBasis? Basis = null,
    string? Carrier = null, decimal? ActivityUncertaintyPercent = null, decimal? FactorUncertaintyPercent = null, bool? UncertaintyAssumed = null,
    int? DataQuality = null)
{
    /// <summary>Which way it counts.</summary>
    [JsonIgnore]
    public CarrierFlow Flow => Part is ReductionPart.Leakage ? CarrierFlow.Leakage : Quantity > 0m ? CarrierFlow.Saved : CarrierFlow.Used;
}

/// <summary>
/// What a project reduces by its inputs, tCO2e a year: Σ baseline − Σ project − Σ leakage, each quantity × factor over electricity, fuels,
/// heat, process and capture. Lines are rounded to 0.001 t and the total is the sum of the rounded lines, so that what is shown adds up.
/// </summary>
/// <param name="On">The day on which it was worked out; only factors public by then count.</param>
/// <param name="Lines">In the order of the inputs.</param>
/// <param name="TotalTco2ePerYear">Σ lines.</param>
/// <param name="MethodId">The technology's method; null where none was asked for.</param>
/// <param name="UncertaintyPercent">Half-width of the 95 % range of the total; null while a line's is not known, or the total is zero.</param>
/// <param name="DataQualityScore">1.0 best to 5.0, weighted by tonnes.</param>
public sealed record ReductionEstimate(
    DateOnly On, IReadOnlyList<ReductionLine> Lines, decimal TotalTco2ePerYear,
    string? MethodId = null, decimal? UncertaintyPercent = null, decimal? DataQualityScore = null)
{
    public const int MaxLines = 50;

    /// <summary>Quantities lie within ± this.</summary>
    public const decimal MaxQuantity = 1_000_000_000_000m;

    /// <summary>The total in whole tonnes, as published: halves away from zero.</summary>
    public decimal WholeTonnes() => decimal.Round(TotalTco2ePerYear, 0, MidpointRounding.AwayFromZero);

    /// <summary>What the lines of one side come to, as tonnes; a difference that was taken already stands under <c>null</c>.</summary>
    public decimal Of(ReductionPart? part)
    {
        var sum = Lines.Where(line => line.Part == part).Sum(line => line.Tco2ePerYear);
        return part is ReductionPart.Project or ReductionPart.Leakage ? -sum : sum;
    }

    /// <summary>Works the reduction out, or says which line cannot be counted and why, or what is missing.</summary>
    /// <param name="inputs">The carriers.</param>
    /// <param name="factors">The factor rows the lines may name; newer rows of the same series are told of, not used.</param>
    /// <param name="region">Where the project is: a factor of another region is refused.</param>
    /// <param name="on">The day of the calculation.</param>
    /// <param name="method">The technology's method, whose required carriers must be there; null asks for none.</param>
    /// <param name="rules">What is assumed of uncertainty where it is not stated; null assumes nothing.</param>
    public static Validated<ReductionEstimate> Of(
        IReadOnlyList<ReductionInput> inputs, IReadOnlyList<EmissionFactor> factors, RegionCode region, DateOnly on,
        TechnologyMethod? method = null, EstimateRules? rules = null)
    {
        if (inputs.Count is 0) return Refusal.Rule("reduction.inputs_missing");
        if (inputs.Count > MaxLines) return Refusal.Shape("reduction.too_many_lines", ("max", MaxLines), ("given", inputs.Count));

        var counting = new LineCounting(factors, region, on, method, rules ?? EstimateRules.None);
        var lines = new ReductionLine[inputs.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!counting.Count(i + 1, inputs[i]).TryGet(out var line, out var flaw)) return flaw;
            lines[i] = line;
        }

        if (method?.MissingFrom(lines, id => factors.FirstOrDefault(f => f.Id == id)) is [var missing, ..])
            return Refusal.Rule(
                "reduction.carrier_missing",
                ("method", method.Id), ("carrier", missing.Code), ("asked", missing.English), ("askedChinese", missing.Chinese));

        return new ReductionEstimate(
            on, lines, lines.Sum(l => l.Tco2ePerYear), method?.Id, Uncertainty.OfTotal(lines), Climate.DataQuality.OfAll(lines));
    }
}
