using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>A rule or an instrument that limits or prices a green loan; for reading, the market's limits are its policy's.</summary>
/// <param name="Figures">By name, units last.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record FinancingRuleItem(
    string Id, string Scheme, string Kind, string Name, IReadOnlyDictionary<string, decimal> Figures, string Status,
    bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static FinancingRuleItem Of(FinancingRuleRow row) => new(
        row.Id, row.Scheme, row.Kind, row.Name, row.Figures, row.Status, row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/financing-rules</summary>
internal static class ListFinancingRules
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/financing-rules", Handle)
        .List<FinancingRuleItem>(nameof(ListFinancingRules), "Rules and instruments around a green loan", "scheme", "kind")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, string? scheme = null, string? kind = null) =>
        TypedResults.Ok(page.Slice(
            [.. reference.FinancingRules.Rows.Where(row => (scheme is null || row.Scheme == scheme) && (kind is null || row.Kind == kind)).Select(FinancingRuleItem.Of)]));
}
