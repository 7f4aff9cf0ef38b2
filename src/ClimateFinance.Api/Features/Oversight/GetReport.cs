using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Features.Inbox;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>The tables of a report that a CSV can hold: one.</summary>
internal enum ReportTable
{
    Deals,
    Summary,
    Funnel,
    Terms,
    Reasons,
    Responsiveness,
}

/// <summary>
/// GET /oversight/reports/{period}: what happened in a month (2026-11), a quarter (2026-Q4), half a year (2026-H2) or a year, with every deal that was
/// under way in it. As JSON, as one table in CSV, or as a workbook with all of them; headings in Chinese unless the caller prefers English.
/// It is written as it is read, however many deals there are.
/// </summary>
internal static class GetReport
{
    /// <summary>A report with its deals.</summary>
    /// <param name="On">The day that lateness and rates are judged by.</param>
    /// <param name="Flows">What happened in the period: in all, then by meeting, bank, industry and region.</param>
    /// <param name="Cohort">How far the deals came that opened in the period, up to now.</param>
    /// <param name="Reasons">Why those ended that opened in the period.</param>
    /// <param name="Deals">Every deal that was under way in the period, in the order in which they opened.</param>
    internal sealed record Report(
        string Period, DateOnly First, DateOnly Last, string Region, DateOnly On, decimal Lpr1yPercent, decimal Lpr5yPercent, IReadOnlyList<ReportFlow> Flows,
        FunnelLine Cohort, IReadOnlyList<ReasonLine> Reasons, IReadOnlyList<BankPace> Responsiveness, IReadOnlyList<DealRow> Deals);

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/reports/{period}", Handle)
        .Table(nameof(GetReport), "The report of a month, a quarter, half a year or a year", typeof(Report), "format", "table", "region")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        string period, HttpContext http, QueryCaller caller, Rulebook rules, ReferenceData reference, IEventStore store, Looks looks, CallerPreferences preferences, Check check,
        CancellationToken cancellation, Choice<TableFormat>? format = null, Choice<ReportTable>? table = null, string? region = null)
    {
        var scope = check.Scope(caller.Caller, region);
        if (check.Failed) return check.Problem();
        if (Period.Read(period) is not { } span) return Problem.Of(Refusal.Unknown("report.unknown_period", ("given", period)));
        if (span.First > rules.Today) return Problem.Of(Refusal.Unknown("report.not_begun", ("given", period), ("today", rules.Today)));

        var (wanted, chinese) = (TableFormats.Of(http.Request, format?.Value, TableFormat.Json), TableFormats.Chinese(http.Request, (await preferences.ReadAsync(cancellation)).Language));
        var part = table?.Value ?? ReportTable.Deals;
        if (wanted != TableFormat.Csv || part == ReportTable.Deals)
            await looks.AtSpanAsync(LookAt.Report, $"{period} {wanted.Wire()}", scope, span.First, span.Last, cancellation);
        var deals = DealRow.PagesAsync(
            store, "d.region like $1 || '%' and d.opened_on <= $3 and (d.closed_on is null or d.closed_on >= $2)", [scope, span.First, span.Last], cancellation);
        var detail = Sheet.Of("deals", "对接明细", DealRow.Sheet(chinese, rules.Rates, rules.Today), deals);
        if (wanted == TableFormat.Csv && part == ReportTable.Deals) return new TableReply(wanted, $"report-{period}-deals", [detail], chinese);

        var report = await ReadAsync(span, scope, rules.Lpr(), reference, store, cancellation);
        if (wanted == TableFormat.Json) return new LongJsonReply<Report, DealRow>(report, "deals", deals);
        Sheet[] sheets =
        [
            ReportSheets.Flows(report.Flows, chinese), ReportSheets.Funnel(report.Cohort, chinese), ReportSheets.Rungs(report.Cohort, chinese),
            ReportSheets.Reasons(report.Reasons, chinese), ReportSheets.Paces(report.Responsiveness), detail,
        ];
        return wanted == TableFormat.Xlsx
            ? new TableReply(wanted, $"report-{period}", sheets, chinese)
            : new TableReply(wanted, $"report-{period}-{part.Wire()}", [sheets[(int)part - 1]], chinese);
    }

    private static async Task<Report> ReadAsync(
        Period span, string scope, Lpr lpr, ReferenceData reference, IEventStore store, CancellationToken cancellation)
    {
        var filter = new CellFilter(scope, From: span.From, To: span.To);
        var flows = await ReportFlows.ReadAsync(store, scope, span, lpr, cancellation);
        var cohort = await MarketCells.AskAsync(store, CellBy.Total, filter, Measures.OfFunnel, cancellation);
        var reasons = await ListReasons.ReadAsync(store, filter, cancellation);
        var paces = await GetResponsiveness.ReadAsync(store, filter, lpr.On, cancellation);
        var meetings = await store.QueryAsync(new Sql("select id::text, title from meeting"), BankNames.Map, cancellation);
        var named = paces.Where(p => p.BankName is not null).ToDictionary(p => p.BankId, p => p.BankName!, StringComparer.Ordinal);
        foreach (var bank in await store.QueryAsync(new Sql(BankNames.Text), BankNames.Map, cancellation)) named.TryAdd(bank.Key, bank.Value);
        foreach (var meeting in meetings) named.TryAdd(meeting.Key, meeting.Value);
        string? NameOf(ReportFlow flow) => flow.By switch
        {
            "industry" => reference.Industries.Find(flow.Key)?.Name,
            "region" => reference.NameOf(RegionCode.Hydrate(flow.Key)),
            _ => named.GetValueOrDefault(flow.Key),
        };
        return new Report(
            span.Name, span.First, span.Last, Keys.RegionOf(scope), lpr.On, lpr.OneYearPercent, lpr.FiveYearPercent,
            [.. flows.Select(flow => flow with { Name = NameOf(flow) })],
            FunnelLine.Of(cohort.Total, "total", null, lpr), reasons, paces, []);
    }
}
