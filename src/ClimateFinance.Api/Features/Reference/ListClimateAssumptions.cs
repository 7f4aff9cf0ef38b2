using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>What is assumed, or held against, where nothing is stated: uncertainties, limits of challenges, figures to compare with.</summary>
/// <param name="Group"><c>activityUncertainty</c>, <c>factorUncertainty</c>, <c>challengeLimit</c>, <c>publishedDensity</c> or <c>sectorIntensity</c>.</param>
/// <param name="What">Which within the group: a basis, a kind of factor, a limit, an industry.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are an assumption of this installation.</param>
internal sealed record ClimateAssumptionItem(
    string Id, string Group, string What, decimal Value, string Unit, string Name, string NameChinese,
    bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static ClimateAssumptionItem Of(ClimateAssumptionRow row) => new(
        row.Id, row.Group, row.What, row.Value, row.Unit, row.Name, row.NameChinese, row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/climate-assumptions</summary>
internal static class ListClimateAssumptions
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/climate-assumptions", Handle)
        .List<ClimateAssumptionItem>(nameof(ListClimateAssumptions), "Uncertainties, limits of challenges and figures to compare with", "group")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, string? group = null) =>
        TypedResults.Ok(page.Slice([.. reference.ClimateAssumptions.Rows.Where(row => group is null || row.Group == group).Select(ClimateAssumptionItem.Of)]));
}
