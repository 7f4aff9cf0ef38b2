using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>How the reduction of some technology classes is worked out.</summary>
/// <param name="Baseline">What would be without the project.</param>
/// <param name="Carriers">What is asked for; an estimate without a required one is refused and says what is missing.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
internal sealed record TechnologyMethodItem(
    string Id, IReadOnlyList<string> Technologies, string Baseline, string BaselineChinese, IReadOnlyList<CarrierRule> Carriers,
    bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static TechnologyMethodItem Of(TechnologyMethodRow row) => new(
        row.Id, [.. row.Technologies.Select(t => t.Value)], row.Baseline, row.BaselineChinese, row.Carriers,
        row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/technology-methods</summary>
internal static class ListTechnologyMethods
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/technology-methods", Handle)
        .List<TechnologyMethodItem>(nameof(ListTechnologyMethods), "The method of each technology class: carriers asked for, baseline, source", "technology")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, Check check, string? technology = null)
    {
        if (technology is not null) check.Technology("technology", technology);
        if (check.Failed) return check.Problem();
        return TypedResults.Ok(page.Slice(
            [.. reference.TechnologyMethods.Rows.Where(row => technology is null || row.Technologies.Any(t => t.Value == technology)).Select(TechnologyMethodItem.Of)]));
    }
}
