using System.Globalization;
using System.Net;
using System.Text;
using ClimateFinance.Domain.Climate;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>A neutrality statement as one sheet for printing, in both languages; it loads nothing from elsewhere.</summary>
internal static class NeutralitySheet
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

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    public static string Write(CarbonAccount account, CarbonAccountClosed closed, GetNeutralityStatement.HeldMeeting meeting, GetNeutralityStatement.Anchor anchor)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>碳中和声明</title><style>")
            .Append("@page{size:A4;margin:18mm}body{font:11pt serif;max-width:174mm;margin:auto}table{border-collapse:collapse;width:100%;page-break-inside:auto}thead{display:table-header-group}")
            .Append("tr{page-break-inside:avoid}h2{page-break-after:avoid}th,td{border:1px solid #666;padding:2mm;text-align:left;vertical-align:top}.n{text-align:right}.m{font-family:monospace;word-break:break-all}</style>");
        page.Append(closed.Totals.Neutral ? "<h1>碳中和声明 Statement of carbon neutrality</h1>" : "<h1>碳排放声明（未中和） Statement of emissions (not neutral)</h1>");
        if (meeting.Illustrative) page.Append("<p><strong>演示数据，非真实活动 Made for demonstration</strong></p>");
        page.Append(Culture, $"<p>{Safe(meeting.Title)} · {meeting.On:yyyy-MM-dd} · {Safe(meeting.Place)}</p>");
        page.Append(Culture, $"<p>排放 Emissions <strong>{Text(closed.Totals.EmissionsTco2e)} tCO2e</strong>{Range(closed.Totals)} · 注销 Retired <strong>{closed.Totals.RetiredTco2e} tCO2e</strong></p>");
        Counted(page, account);
        NotCounted(page, account);
        Retired(page, account);
        Evidence(page, closed, anchor);
        return page.Append("</html>").ToString();
    }

    private static void Counted(StringBuilder page, CarbonAccount account)
    {
        page.Append("<h2>已计入 Counted</h2><table><thead><tr><th>阶段 Phase<th>来源 Source<th>活动 Activity<th>数量 × 因子 Quantity × factor<th>因子来源 Source of the factor<th class=n>tCO2e</tr></thead>");
        foreach (var a in account.Activities.OrderBy(a => a.Phase).ThenBy(a => a.Source))
        {
            page.Append(Culture, $"<tr><td>{Phases[a.Phase]}<td>{Sources[a.Source]}<td>{Safe(a.Words)}<td>{Text(a.Quantity)} {Safe(a.Factor.Unit)} × {Text(a.Factor.Value)}")
                .Append(Culture, $"<td>{Safe(a.Factor.Id ?? string.Empty)} {Safe(a.Factor.Source)}（{SourceWords.Chinese(a.Factor.Quality)} {SourceWords.English(a.Factor.Quality)}）<td class=n>{Text(a.Tco2e)}</tr>");
        }

        foreach (var phase in account.Activities.GroupBy(a => a.Phase).OrderBy(g => g.Key))
            page.Append(Culture, $"<tr><th colspan=5>{Phases[phase.Key]} 小计 subtotal<th class=n>{Text(phase.Sum(a => a.Tco2e))}</tr>");
        page.Append("</table>");
    }

    private static void NotCounted(StringBuilder page, CarbonAccount account)
    {
        page.Append("<h2>未计入 Not counted</h2><table><thead><tr><th>阶段 Phase<th>来源 Source<th>原因 Reason</tr></thead>");
        foreach (var e in account.Excluded.OrderBy(e => e.Phase).ThenBy(e => e.Source))
            page.Append(Culture, $"<tr><td>{Phases[e.Phase]}<td>{Sources[e.Source]}<td>{Safe(e.Reason)}</tr>");
        page.Append("</table>");
    }

    private static void Retired(StringBuilder page, CarbonAccount account)
    {
        page.Append("<h2>注销 Retired units</h2><table><thead><tr><th>登记系统 Registry<th>项目 Project<th>年份 Vintage<th>编号 Serials<th>注销日 Retired on<th>凭证 SHA-256 Certificate<th class=n>tCO2e</tr></thead>");
        foreach (var r in account.Retired)
        {
            page.Append(Culture, $"<tr><td>{Safe(r.Registry)}<td>{Safe(r.Project)}<td>{r.Vintage}<td>{Safe(r.SerialPrefix)}{r.First} – {Safe(r.SerialPrefix)}{r.Last}")
                .Append(Culture, $"<td>{r.RetiredOn:yyyy-MM-dd}<td class=m>{Safe(r.DocumentSha256)}<td class=n>{r.Units}</tr>");
        }

        page.Append("</table>");
    }

    private static void Evidence(StringBuilder page, CarbonAccountClosed closed, GetNeutralityStatement.Anchor anchor)
    {
        var position = anchor.Position is { } at ? at.ToString(Culture) : "尚未收入证据链，请稍后重新打印 not taken in yet, print again in a moment";
        page.Append("<h2>证据 Evidence</h2><table>")
            .Append(Culture, $"<tr><th>关闭日 Closed on<td>{closed.On:yyyy-MM-dd}</tr><tr><th>声明 SHA-256 Digest of the statement<td class=m>{closed.StatementSha256}</tr>")
            .Append(Culture, $"<tr><th>事件 Event<td class=m>{anchor.EventId}</tr><tr><th>账户流 Stream<td class=m>{anchor.Stream} · {anchor.Version}</tr>")
            .Append(Culture, $"<tr><th>序号 Sequence<td class=n>{anchor.Sequence}</tr><tr><th>证据树位置 Position in the tree<td class=n>{position}</tr></table>")
            .Append("<h2>如何核验 How to verify</h2><ol>")
            .Append("<li>取声明原文（本声明地址加 <span class=m>?form=canonical</span>），计算其 SHA-256，应与上表一致。")
            .Append(" Fetch the statement's text (this address with <span class=m>?form=canonical</span>): its SHA-256 is the digest above.")
            .Append(Culture, $"<li>保存证据包 <span class=m>{Safe(anchor.Pack)}</span>，用公布的密钥编号离线核验：<span class=m>dotnet run --project src/ClimateFinance.Verifier -- pack.json KEY</span>。")
            .Append(" Save the pack and check it offline with the published id of the evidence key.")
            .Append(Culture, $"<li>核验结果应列出第 {anchor.Version} 号事件及同一 SHA-256。 The verifier names event {anchor.Version} with the same SHA-256.</ol>");
    }

    private static string Range(AccountTotals totals) => totals.UncertaintyPercent is { } range ? $" ± {Text(range)} %" : string.Empty;

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
