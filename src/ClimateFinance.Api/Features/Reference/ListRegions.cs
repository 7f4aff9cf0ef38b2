using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>An administrative division, GB/T 2260.</summary>
/// <param name="Gbt2260">False for statistical zones and placeholders that the standard does not carry.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record RegionItem(
    string Code, string Name, RegionLevel Level, string? Parent, bool Gbt2260, bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static RegionItem Of(RegionRow row) => new(
        row.Code.Value, row.Name, row.Level, row.Parent?.Value, row.Gbt2260, row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/regions</summary>
internal static class ListRegions
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/regions", Handle)
        .List<RegionItem>(nameof(ListRegions), "Regions, GB/T 2260; within covers the region and all below it", "level", "within")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, Check check, Choice<RegionLevel>? level = null, string? within = null)
    {
        RegionCode? above = within is null ? null : check.Region("within", within);
        if (check.Failed) return check.Problem();
        return TypedResults.Ok(page.Slice(
            [.. reference.Regions.Rows.Where(row => (level is null || row.Level == level.Value.Value) && above?.Covers(row.Code) != false).Select(RegionItem.Of)]));
    }
}
