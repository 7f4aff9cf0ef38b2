using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>Counts one line of an estimate: finds the row, converts the unit, multiplies, and says how well the result is known.</summary>
internal sealed class LineCounting(IReadOnlyList<EmissionFactor> factors, RegionCode region, DateOnly on, TechnologyMethod? method, EstimateRules rules)
{
    /// <summary>An uncertainty is more than nothing and at most this, in per cent.</summary>
    public const decimal MaxUncertaintyPercent = 500m;

    public Validated<ReductionLine> Count(int number, ReductionInput input)
    {
        if (Shape(number, input) is { } odd) return odd;
        if (!FactorOf(number, input).TryGet(out var factor, out var unusable)) return unusable;
        if (!Quantity.TryConvert(input.Quantity, input.Unit, factor.Unit, out var converted))
            return Refusal.Rule("reduction.unit_mismatch", ("line", number), ("factorId", factor.Id), ("unit", factor.Unit), ("given", input.Unit));

        var quantity = input.Part is ReductionPart.Project or ReductionPart.Leakage ? -converted.Value : converted.Value;
        var tonnes = Exact.Round(quantity * factor.Value, 3);
        var line = new ReductionLine(
            factor.Id, factor.Name, factor.Value, factor.DataYear, factor.Source, factor.Quality,
            quantity, factor.Unit, tonnes, NewerThan(factor))
        {
            FactorVersion = factor.Version,
            Part = input.Part,
            GivenQuantity = input.Unit == factor.Unit ? null : input.Quantity,
            GivenUnit = input.Unit == factor.Unit ? null : input.Unit,
            Basis = input.Basis,
            DataQuality = DataQuality.Of(input.Basis, factor.Quality),
        };
        return Known(line with { Carrier = method?.CarrierOf(line.Flow, factor)?.Code }, input, factor);
    }

    private static Refusal? Shape(int number, ReductionInput input)
    {
        if (input.Quantity is 0m or > ReductionEstimate.MaxQuantity or < -ReductionEstimate.MaxQuantity)
            return Refusal.Shape(
                "reduction.quantity_out_of_range", ("line", number), ("max", ReductionEstimate.MaxQuantity), ("given", input.Quantity));
        if (input.Part is not null && input.Quantity < 0m)
            return Refusal.Shape("reduction.part_negative", ("line", number), ("part", input.Part), ("given", input.Quantity));
        return input.UncertaintyPercent is <= 0m or > MaxUncertaintyPercent
            ? Refusal.Shape("reduction.uncertainty_out_of_range", ("line", number), ("max", MaxUncertaintyPercent), ("given", input.UncertaintyPercent))
            : null;
    }

    private Validated<EmissionFactor> FactorOf(int number, ReductionInput input)
    {
        // Of several versions of a row the newest that was public on the day counts.
        var versions = factors.Where(f => f.Id == input.FactorId).ToArray();
        if (versions.Length == 0) return Refusal.Rule("reduction.factor_unknown", ("line", number), ("factorId", input.FactorId));
        var factor = versions.Where(f => f.PublicOn(on)).MaxBy(f => f.Version) ?? versions.MinBy(f => f.Version)!;
        if (!factor.Countable)
            return Refusal.Rule("reduction.factor_not_countable", ("line", number), ("factorId", factor.Id), ("kind", factor.Kind));
        if (!factor.PublicOn(on))
            return Refusal.Rule(
                "reduction.factor_not_yet_public", ("line", number), ("factorId", factor.Id), ("publishedOn", factor.PublishedOn), ("on", on));
        return factor.Region is { } home && !home.Covers(region)
            ? Refusal.Rule(
                "reduction.factor_of_other_region",
                ("line", number), ("factorId", factor.Id), ("factorRegion", home.Value), ("region", region.Value))
            : factor;
    }

    private ReductionLine Known(ReductionLine line, ReductionInput input, EmissionFactor factor)
    {
        var activity = input.UncertaintyPercent
            ?? (input.Basis is { } basis && rules.ActivityPercent.TryGetValue(basis, out var usual) ? usual : null);
        var own = factor.UncertaintyPercent ?? (rules.FactorPercent.TryGetValue(factor.Kind, out var ofKind) ? ofKind : null);
        if (activity is null && own is null) return line;
        return line with
        {
            ActivityUncertaintyPercent = activity,
            FactorUncertaintyPercent = own,
            UncertaintyAssumed = (activity is not null && input.UncertaintyPercent is null) || (own is not null && factor.UncertaintyPercent is null),
        };
    }

    private string? NewerThan(EmissionFactor used) =>
        factors
            .Where(f => f.Series == used.Series && f.DataYear > used.DataYear && f.PublicOn(on))
            .MaxBy(f => f.DataYear)?.Id;
}
