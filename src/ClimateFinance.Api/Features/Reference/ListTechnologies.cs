using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>A technology class of projects, with its entries in the technology lists.</summary>
/// <param name="CarbonToolField">The field of the central bank's carbon-reduction tool it falls under; from memory, confirm.</param>
/// <param name="Status"><c>memory</c>, or <c>own</c> where no list names it.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record TechnologyItem(
    string Id, string Name, IReadOnlyList<string> Sectors, IReadOnlyList<string> Classes, string? CarbonToolField, string Status,
    bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static TechnologyItem Of(TechnologyRow row) => new(
        row.Id.Value, row.Name, row.Sectors, row.Classes, row.CarbonToolField, row.Status, row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/technologies</summary>
internal static class ListTechnologies
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/technologies", Handle)
        .List<TechnologyItem>(nameof(ListTechnologies), "Technologies of low-carbon projects", "sector")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, string? sector = null) =>
        TypedResults.Ok(page.Slice([.. reference.Technologies.Rows.Where(row => sector is null || row.Sectors.Contains(sector)).Select(TechnologyItem.Of)]));
}
