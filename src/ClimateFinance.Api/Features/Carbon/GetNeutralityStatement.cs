using System.Globalization;
using System.Net;
using System.Text;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>
/// GET /meetings/{id}/carbon-account/statement: the neutrality statement as one sheet for printing, in both languages: what was counted, what
/// was not and why, the units retired. Its digest is in the account, where anybody recomputes it.
/// </summary>
internal static class GetNeutralityStatement
{
    private static readonly Dictionary<EventPhase, string> Phases = new()
    {
        [EventPhase.Preparation] = "筹备 Preparation",
        [EventPhase.Holding] = "举办 Holding",
        [EventPhase.Closing] = "收尾 Closing",
    };

    private static readonly Dictionary<EventSource, string> Sources = new()
    {
        [EventSource.Transport] = "交通 Transport",
        [EventSource.Lodging] = "住宿 Lodging",
        [EventSource.Catering] = "餐饮 Catering",
        [EventSource.Power] = "用电 Power",
        [EventSource.Heat] = "用热 Heat",
        [EventSource.Materials] = "会议用品 Materials",
        [EventSource.Waste] = "废弃物 Waste",
    };

    /// <param name="Html">A whole document that loads nothing from elsewhere.</param>
    /// <param name="Sha256">Of the statement's canonical text.</param>
    internal sealed record Reply(string Html, string Sha256, bool Neutral);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/meetings/{meetingId:guid}/carbon-account/statement", Handle)
        .Query<Reply>(nameof(GetNeutralityStatement), "The statement of a closed account, as a sheet for printing", "raw")
        .Refusing(409)
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid meetingId, IEventStore store, CancellationToken cancellation, bool raw = false)
    {
        var load = new Load();
        var slot = load.Stream<CarbonAccount>(AccountMove.StreamOf(meetingId));
        var meeting = load.Rows(
            new Sql("select title, held_on, place, illustrative from meeting where id = $1", meetingId),
            row => (Title: row.GetString(0), On: row.GetFieldValue<DateOnly>(1), Place: row.GetString(2), Illustrative: row.GetBoolean(3)));
        await store.LoadAsync(load, cancellation);
        if (slot.State.Meeting is null || meeting.Rows.Count == 0) return Problem.Of(Refusal.Unknown("carbon_account.unknown"));
        if (slot.State.Closed is not { } closed) return Problem.Of(Refusal.Rule("carbon_account.not_closed"));

        var html = Sheet(slot.State, closed, meeting.One);
        return raw
            ? Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8)
            : new QueryReply<Reply>(new Reply(html, closed.StatementSha256, closed.Totals.Neutral), slot.Version);
    }

    private static string Sheet(CarbonAccount account, CarbonAccountClosed closed, (string Title, DateOnly On, string Place, bool Illustrative) meeting)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>碳中和声明</title><style>")
            .Append("@page{size:A4;margin:18mm}body{font:11pt serif;max-width:174mm;margin:auto}table{border-collapse:collapse;width:100%;page-break-inside:auto}")
            .Append("tr{page-break-inside:avoid}th,td{border:1px solid #666;padding:2mm;text-align:left;vertical-align:top}.n{text-align:right}.m{font-family:monospace;word-break:break-all}</style>");
        page.Append(closed.Totals.Neutral ? "<h1>碳中和声明 Statement of carbon neutrality</h1>" : "<h1>碳排放声明（未中和） Statement of emissions (not neutral)</h1>");
        if (meeting.Illustrative) page.Append("<p><strong>演示数据，非真实活动 Made for demonstration</strong></p>");
        page.Append(Culture, $"<p>{Safe(meeting.Title)} · {meeting.On:yyyy-MM-dd} · {Safe(meeting.Place)}</p>");
        page.Append(Culture, $"<p>排放 Emissions <strong>{Text(closed.Totals.EmissionsTco2e)} tCO2e</strong>{Range(closed.Totals)} · 注销 Retired <strong>{closed.Totals.RetiredTco2e} tCO2e</strong></p>");
        page.Append("<h2>已计入 Counted</h2><table><tr><th>阶段 Phase<th>来源 Source<th>活动 Activity<th>数量 × 因子 Quantity × factor<th>因子来源 Source of the factor<th class=n>tCO2e</tr>");
        foreach (var a in account.Activities.OrderBy(a => a.Phase).ThenBy(a => a.Source))
            page.Append(Culture, $"<tr><td>{Phases[a.Phase]}<td>{Sources[a.Source]}<td>{Safe(a.Words)}<td>{Text(a.Quantity)} {Safe(a.Factor.Unit)} × {Text(a.Factor.Value)}<td>{Safe(a.Factor.Id ?? string.Empty)} {Safe(a.Factor.Source)}<td class=n>{Text(a.Tco2e)}</tr>");
        page.Append("</table><h2>未计入 Not counted</h2><table><tr><th>阶段 Phase<th>来源 Source<th>原因 Reason</tr>");
        foreach (var e in account.Excluded.OrderBy(e => e.Phase).ThenBy(e => e.Source))
            page.Append(Culture, $"<tr><td>{Phases[e.Phase]}<td>{Sources[e.Source]}<td>{Safe(e.Reason)}</tr>");
        page.Append("</table><h2>注销 Retired units</h2><table><tr><th>登记系统 Registry<th>项目 Project<th>年份 Vintage<th>编号 Serials<th class=n>tCO2e</tr>");
        foreach (var r in account.Retired)
            page.Append(Culture, $"<tr><td>{Safe(r.Registry)}<td>{Safe(r.Project)}<td>{r.Vintage}<td>{Safe(r.SerialPrefix)}{r.First} – {Safe(r.SerialPrefix)}{r.Last}<td class=n>{r.Units}</tr>");
        return page.Append(Culture, $"</table><p>{closed.On:yyyy-MM-dd} · SHA-256 <span class=m>{closed.StatementSha256}</span></p></html>").ToString();
    }

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private static string Range(AccountTotals totals) => totals.UncertaintyPercent is { } range ? $" ± {Text(range)} %" : string.Empty;

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
