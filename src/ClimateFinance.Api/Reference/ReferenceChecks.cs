using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Reference;

/// <summary>What must hold in the tables beyond their shape. The domain's values trust what they hydrate, so their form is checked here.</summary>
internal static class ReferenceChecks
{
    private static readonly string[] QuantityUnits = ["MWh", "t", "GJ", "10^4Nm3"];

    public static void Demand(ReferenceData data)
    {
        Each(data.Regions, "regions.json", row => RegionFault(row, data));
        Each(data.Industries, "industries.json", row => IndustryFault(row, data));
        Each(data.GreenClasses, "green-classes.json", row =>
            row.Parent is { } parent && !data.Exists(parent) ? ("parent", $"'{parent}' does not exist.") : null);
        Each(data.BenchmarkPrints, "benchmark-rates.json", RateFault);
        Each(data.EmissionFactorRows, "emission-factors.json", FactorFault);
        Each(data.TechnologyMethods, "technology-methods.json", row => MethodFault(row, data));
        if (data.Technologies.Rows.FirstOrDefault(t => !data.Climate.MethodOf.ContainsKey(t.Id)) is { } without)
            throw new SeedFileException("technology-methods.json", "$.items", $"has no method for '{without.Id}'.");
    }

    private static (string Field, string Wrong)? RegionFault(RegionRow row, ReferenceData data)
    {
        if (RegionCode.Create(row.Code.Value).Flaw is not null) return ("code", $"'{row.Code}' is not six digits.");
        if (row.Parent is not { } parent) return row.Level == RegionLevel.Province ? null : ("parent", "is missing.");
        if (!data.Exists(parent)) return ("parent", $"'{parent}' does not exist.");
        return parent.Covers(row.Code) ? null : ("parent", $"'{parent}' does not cover '{row.Code}'.");
    }

    private static (string Field, string Wrong)? IndustryFault(IndustryRow row, ReferenceData data)
    {
        if (IndustryCode.Create(row.Code.Value).Flaw is not null) return ("code", $"'{row.Code}' is not a letter and up to four digits.");
        return row.Parent is { } parent && !data.Exists(parent) ? ("parent", $"'{parent}' does not exist.") : null;
    }

    private static (string Field, string Wrong)? RateFault(BenchmarkRateRow row) => row switch
    {
        { Lpr1yBp.Value: < 1 or > Rate.MaxFixedBp } => ("lpr1yBp", $"{row.Lpr1yBp} is not within 1 and {Rate.MaxFixedBp}."),
        { Lpr5yBp.Value: < 1 or > Rate.MaxFixedBp } => ("lpr5yBp", $"{row.Lpr5yBp} is not within 1 and {Rate.MaxFixedBp}."),
        _ => null,
    };

    private static (string Field, string Wrong)? FactorFault(EmissionFactorRow row)
    {
        if (row.Value <= 0m) return ("value", $"{row.Value} is not above zero.");
        if (row.QuantityUnit is { } unit)
        {
            if (!QuantityUnits.Contains(unit)) return ("quantityUnit", $"'{unit}' is none of {string.Join(", ", QuantityUnits)}.");
            if (row.Unit != $"tCO2/{unit}") return ("unit", $"'{row.Unit}' does not fit the quantity unit '{unit}'.");
        }

        if (row.Kind == EmissionFactorKind.GridElectricity && (row.DataYear is null || row.PublishedOn is null))
            return ("publishedOn", "a grid factor needs its data year and the day it became public.");
        return row.RegionCode is { } region && RegionCode.Create(region.Value).Flaw is not null ? ("regionCode", $"'{region}' is not six digits.") : null;
    }

    private static (string Field, string Wrong)? MethodFault(TechnologyMethodRow row, ReferenceData data)
    {
        foreach (var technology in row.Technologies)
        {
            if (!data.Exists(technology)) return ("technologies", $"'{technology}' does not exist.");
        }

        return row.Carriers.Any(carrier => carrier.Required) ? null : ("carriers", "asks for nothing.");
    }

    private static void Each<TRow>(ReferenceTable<TRow> table, string file, Func<TRow, (string Field, string Wrong)?> faultOf)
        where TRow : ReferenceRow
    {
        for (var i = 0; i < table.Rows.Count; i++)
        {
            if (faultOf(table.Rows[i]) is var (field, wrong))
                throw new SeedFileException(file, $"$.items[{i}].{field}", $"{wrong} (row '{table.Rows[i].Key}')");
        }
    }
}
