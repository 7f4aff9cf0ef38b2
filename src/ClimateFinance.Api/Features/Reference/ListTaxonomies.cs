using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>An edition of a catalogue 目录版本.</summary>
/// <param name="Scheme">What it is an edition of: of one scheme one edition is in force at a time.</param>
/// <param name="EffectiveFrom">The first day on which it decides; null where it could not be read.</param>
/// <param name="InForce">Whether it decides today.</param>
/// <param name="Classes">How many classes it has here.</param>
/// <param name="Confirm">Whether it should be checked before production use.</param>
internal sealed record TaxonomyItem(
    string Id, string Scheme, string Name, string? DocumentNo, DateOnly? EffectiveFrom, DateOnly? EffectiveTo, bool InForce, bool Imported,
    int Classes, bool Confirm, string Source);

/// <summary>GET /reference/taxonomies</summary>
internal static class ListTaxonomies
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/taxonomies", Handle)
        .List<TaxonomyItem>(nameof(ListTaxonomies), "Editions of the green and transition catalogues with their validity", "scheme", "on")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, TaxonomyShelf shelf, Rulebook rules, string? scheme = null, DateOnly? on = null)
    {
        var today = shelf.InForce(rules.Today).Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        var kept = on is { } day ? shelf.InForce(day) : shelf.Editions;
        var imported = shelf.Imported.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(page.Slice(
            [.. kept.Where(e => scheme is null || e.Scheme == scheme).Select(e => new TaxonomyItem(
                e.Id, e.Scheme, e.Name, e.DocumentNo, e.EffectiveFrom, e.EffectiveTo, today.Contains(e.Id), imported.Contains(e.Id),
                e.Classes.Count, e.Confirm, e.Source))]));
    }
}
