using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>A class of industry, GB/T 4754-2017, with the section letter in front.</summary>
/// <param name="Level"><c>section</c>, <c>division</c>, <c>group</c> or <c>class</c>.</param>
/// <param name="Role">Its part in the chains of steel, cement and power; null for the rest.</param>
/// <param name="Code2011">The code of the same activity in the 2011 edition, where it differs.</param>
/// <param name="NationalEts">Since when the national carbon market covers it.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record IndustryItem(
    string Code, string Name, string Level, string? Parent, string Edition, string? Role, string? Code2011, string? NationalEts,
    bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static IndustryItem Of(IndustryRow row) => new(
        row.Code.Value, row.Name, row.Level, row.Parent?.Value, row.Edition, row.Role, row.Code2011, row.NationalEts,
        row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/industries</summary>
internal static class ListIndustries
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/industries", Handle)
        .List<IndustryItem>(nameof(ListIndustries), "Industries, GB/T 4754-2017; within covers the class and its children", "level", "within")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, Check check, Choice<IndustryLevel>? level = null, string? within = null)
    {
        IndustryCode? above = within is null ? null : check.Industry("within", within);
        if (check.Failed) return check.Problem();
        var wanted = level?.Wire();
        return TypedResults.Ok(page.Slice(
            [.. reference.Industries.Rows.Where(row => (wanted is null || row.Level == wanted) && above?.Covers(row.Code) != false).Select(IndustryItem.Of)]));
    }
}

/// <summary>How deep a class of industry lies 门类、大类、中类、小类.</summary>
internal enum IndustryLevel
{
    Section,
    Division,
    Group,
    Class,
}
