using ClimateFinance.Api.Features.Inbox;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// GET /deals/export: the deals this caller may know as a table for a spreadsheet, CSV or XLSX, oldest first, all of them; headings in Chinese
/// unless the caller prefers English.
/// </summary>
internal static class ExportDeals
{
    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/export", Handle)
        .Table(nameof(ExportDeals), "The deals as a table for a spreadsheet", json: null, "format", "stage", "needId", "productId", "bankId", "enterpriseId", "meetingId")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        HttpContext http, QueryCaller caller, Rulebook rules, IEventStore store, Looks looks, CallerPreferences preferences, CancellationToken cancellation, Choice<TableFile>? format = null,
        Choice<DealStage>? stage = null, Guid? needId = null, Guid? productId = null, Guid? bankId = null, Guid? enterpriseId = null, Guid? meetingId = null)
    {
        const string where =
            $"""
            {DealVisibility.Rows} and ($4::text is null or d.stage = $4) and ($5::uuid is null or d.need_id = $5) and ($6::uuid is null or d.product_id = $6)
            and ($7::uuid is null or d.bank_id = $7) and ($8::uuid is null or d.enterprise_id = $8) and ($9::uuid is null or d.meeting_id = $9)
            """;
        var rows = DealRow.PagesAsync(
            store, where, [caller.Role, caller.Organisation, caller.RegionPattern, stage?.Wire(), needId, productId, bankId, enterpriseId, meetingId], cancellation);
        var asked = format is { } file ? file.Value == TableFile.Xlsx ? TableFormat.Xlsx : TableFormat.Csv : (TableFormat?)null;
        var wanted = TableFormats.Of(http.Request, asked, TableFormat.Csv) is TableFormat.Xlsx ? TableFormat.Xlsx : TableFormat.Csv;
        var chinese = TableFormats.Chinese(http.Request, (await preferences.ReadAsync(cancellation)).Language);
        return new TableReply(
            wanted, $"deals-{rules.Today:yyyy-MM-dd}", [Sheet.Of("deals", "对接明细", DealRow.Sheet(chinese, rules.Rates, rules.Today), Looked(rows, looks, cancellation))], chinese);
    }

    /// <summary>Each page is noted as looked at before it goes out.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<DealRow>> Looked(
        IAsyncEnumerable<IReadOnlyList<DealRow>> pages, Looks looks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            await looks.AtAsync(LookAt.Export, [.. page.Select(row => row.DealId)], cancellation);
            yield return page;
        }
    }
}
