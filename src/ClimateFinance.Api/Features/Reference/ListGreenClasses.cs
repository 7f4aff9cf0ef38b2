using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>A class of a green or transition catalogue 绿色金融支持项目目录.</summary>
/// <param name="Kind"><c>scheme</c>, <c>level1</c> to <c>level3</c>, <c>entry</c> or <c>standard</c>.</param>
/// <param name="Code">The printed code, where it could be read.</param>
/// <param name="Status"><c>found</c>, <c>weak</c>, <c>memory</c>, or <c>imported</c>.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record GreenClassItem(
    string Id, string Scheme, string Kind, string Name, string? Code, string? CodeStatus, string? Parent, IReadOnlyList<string> Sectors,
    string? DocumentNo, DateOnly? IssuedOn, DateOnly? EffectiveFrom, string Status,
    bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static GreenClassItem Of(GreenClassRow row) => new(
        row.Id.Value, row.Scheme, row.Kind, row.Name, row.Code, row.CodeStatus, row.Parent?.Value, row.Sectors,
        row.DocumentNo, row.IssuedOn, row.EffectiveFrom, row.Status, row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/green-classes</summary>
internal static class ListGreenClasses
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/green-classes", Handle)
        .List<GreenClassItem>(nameof(ListGreenClasses), "Classes of the green and transition catalogues", "scheme", "kind", "sector")
        .For(Audience.Everyone);

    private static IEnumerable<GreenClassItem> Imported(TaxonomyShelf shelf) => shelf.Imported.SelectMany(edition => edition.Classes.Select(one => new GreenClassItem(
        one.Id.Value, edition.Id, "entry", one.Name, one.Code, null, one.Parent?.Value, one.Sectors,
        edition.DocumentNo, null, edition.EffectiveFrom, "imported", edition.Confirm, edition.Source, [], null)));

    private static IResult Handle(PageRequest page, ReferenceData reference, TaxonomyShelf shelf, string? scheme = null, string? kind = null, string? sector = null) =>
        TypedResults.Ok(page.Slice(
            [.. reference.GreenClasses.Rows.Select(GreenClassItem.Of).Concat(Imported(shelf))
                .Where(row => (scheme is null || row.Scheme == scheme) && (kind is null || row.Kind == kind) && (sector is null || row.Sectors.Contains(sector)))]));
}
