using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>One emission factor 排放因子, dated and sourced.</summary>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="QuantityUnit">What a reduction input is stated in; null where it is no factor of emissions.</param>
/// <param name="Countable">Whether a quantity times this factor may be counted as a reduction.</param>
/// <param name="Region">The grid it holds for, by name.</param>
/// <param name="RegionCode">The province it holds for; null for everywhere.</param>
/// <param name="PublishedOn">From this day on it may be used; null for always.</param>
/// <param name="Ncv">低位发热量 of a fuel.</param>
/// <param name="CarbonContent">单位热值含碳量 of a fuel.</param>
/// <param name="Oxidation">碳氧化率 of a fuel.</param>
/// <param name="Status">Where the figure was read; <c>memory</c> and <c>mirror</c> are to be confirmed.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
/// <param name="Version">Counts from 1 under one id; a correction is the next version, the one before stays.</param>
/// <param name="UncertaintyPercent">Half-width of the 95 % range, where the source states one.</param>
internal sealed record EmissionFactorItem(
    string Id, EmissionFactorKind Kind, string Name, decimal Value, string Unit, string? QuantityUnit, bool Countable,
    string? Region, string? RegionCode, string? Scope, int? DataYear, DateOnly? PublishedOn, string? PublishedOnNote, string? Role, string? SectorGuide,
    decimal? Ncv, string? NcvUnit, decimal? CarbonContent, string? CarbonContentUnit, decimal? Oxidation, string? OxidationBasis,
    SourceQuality Status, bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note, int Version, decimal? UncertaintyPercent)
{
    /// <param name="row">A row of the table.</param>
    /// <param name="built">The same as it came with the installation; null for one that was imported.</param>
    public static EmissionFactorItem Of(FactorRow row, EmissionFactorRow? built) => new(
        row.Id, row.Kind, row.Name, row.Value, row.Unit, row.QuantityUnit, row.ToFactor().Countable,
        row.Region, row.RegionCode?.Value, row.Scope, row.DataYear, row.PublishedOn, built?.PublishedOnNote, row.Role, built?.SectorGuide,
        row.Ncv, built?.NcvUnit, row.CarbonContent, built?.CarbonContentUnit, row.Oxidation, built?.OxidationBasis,
        row.Status, row.Confirm, row.Source, row.Illustrative, row.Note, row.Version, row.UncertaintyPercent);
}

/// <summary>GET /reference/emission-factors</summary>
internal static class ListEmissionFactors
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/emission-factors", Handle)
        .List<EmissionFactorItem>(nameof(ListEmissionFactors), "Emission factors; region keeps those that hold there, on those public that day", "kind", "region", "on")
        .For(Audience.Everyone);

    private static IResult Handle(
        PageRequest page, ReferenceData reference, FactorShelf shelf, Check check, Choice<EmissionFactorKind>? kind = null, string? region = null, DateOnly? on = null)
    {
        RegionCode? place = region is null ? null : check.Region("region", region);
        if (check.Failed) return check.Problem();
        return TypedResults.Ok(page.Slice(
            [.. shelf.Rows
                .Where(row => (kind is null || row.Kind == kind.Value.Value)
                    && (place is not { } here || row.RegionCode?.Covers(here) != false)
                    && (on is null || row.PublishedOn is null || row.PublishedOn <= on))
                .Select(row => EmissionFactorItem.Of(row, row.Version == 1 ? reference.EmissionFactorRows.Find(row.Id) : null))]));
    }
}
