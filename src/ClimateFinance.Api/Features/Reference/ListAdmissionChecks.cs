using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>What a project is checked against before it is admitted.</summary>
/// <param name="Veto">A project that fails it cannot be admitted 一票否决.</param>
/// <param name="Automatic">Judged by the marketplace, not by a reviewer.</param>
/// <param name="Field">The field of the sheet it is about.</param>
internal sealed record AdmissionCheckItem(
    string Code, bool Veto, bool Automatic, string English, string Chinese, string? Field, bool Confirm, string Source, IReadOnlyList<string> Illustrative);

/// <summary>Why a project is sent back to be mended.</summary>
/// <param name="Field">The field of the sheet it is usually about.</param>
internal sealed record ReturnReasonItem(string Code, string English, string Chinese, string Field, bool Confirm, string Source, IReadOnlyList<string> Illustrative);

/// <summary>GET /reference/admission-checklist and /reference/return-reasons</summary>
internal static class ListAdmissionChecks
{
    public static void Map(RouteGroupBuilder tables)
    {
        tables.MapGet("/admission-checklist", HandleChecks)
            .List<AdmissionCheckItem>(nameof(ListAdmissionChecks), "What the bureau checks before a project is admitted")
            .For(Audience.Everyone);
        tables.MapGet("/return-reasons", HandleReasons)
            .List<ReturnReasonItem>("ListReturnReasons", "Why projects are sent back, by code")
            .For(Audience.Everyone);
    }

    private static IResult HandleChecks(PageRequest page, ReferenceData reference) => TypedResults.Ok(page.Slice(
        [.. reference.AdmissionChecks.Rows.Select(r => new AdmissionCheckItem(r.Code, r.Veto, r.Automatic, r.English, r.Chinese, r.Field, r.Confirm, r.Source, r.Illustrative))]));

    private static IResult HandleReasons(PageRequest page, ReferenceData reference) => TypedResults.Ok(page.Slice(
        [.. reference.ReturnReasons.Rows.Select(r => new ReturnReasonItem(r.Code, r.English, r.Chinese, r.Field, r.Confirm, r.Source, r.Illustrative))]));
}
