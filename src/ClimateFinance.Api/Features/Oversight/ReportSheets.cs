using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Tables;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>The tables of a report, with their headings.</summary>
internal static class ReportSheets
{
    public static Sheet Flows(IReadOnlyList<ReportFlow> flows, bool chinese) => Sheet.Of("summary", "汇总",
    [
        new SheetColumn<ReportFlow>("by", "口径", f => By(f.By, chinese)), new("key", "编码", f => f.Key, 38), new("name", "名称", f => f.Name, 28),
        new("opened", "新增对接", f => f.Opened), new("asked CNY", "需求金额（元）", f => f.AskedCny, 20), new("contacted", "走访", f => f.Contacted),
        new("due diligence", "尽调", f => f.DueDiligence), new("offered", "报价", f => f.Offered), new("offered CNY", "报价金额（元）", f => f.OfferedCny, 20),
        new("agreed", "达成", f => f.Agreed), new("agreed CNY", "达成金额（元）", f => f.AgreedCny, 20), new("approved", "审批", f => f.Approved),
        new("approved CNY", "审批金额（元）", f => f.ApprovedCny, 20), new("signed", "签约", f => f.Signed), new("signed CNY", "签约金额（元）", f => f.SignedCny, 20),
        new("signed average months", "签约平均期限（月）", f => f.SignedAverageTermMonths), new("signed average rate %", "签约平均利率（%）", f => f.SignedAverageRatePercent),
        new("drawn", "放款对接", f => f.Drawn), new("drawn CNY", "放款金额（元）", f => f.DrawnCny, 20), new("closed funded", "办结：已放款", f => f.ClosedFunded),
        new("closed refused", "办结：银行拒绝", f => f.ClosedRefused), new("closed withdrawn", "办结：企业撤回", f => f.ClosedWithdrawn),
        new("closed lapsed", "办结：逾期失效", f => f.ClosedLapsed), new("live at end", "期末在办", f => f.LiveAtEnd),
    ], flows);

    public static Sheet Funnel(FunnelLine cohort, bool chinese) => Sheet.Of("funnel", "漏斗",
    [
        new SheetColumn<FunnelStepView>("step", "环节", s => DealWords.Of(s.Step.Wire(), chinese)), new("count", "数量", s => s.Count), new("of previous", "上一环节数量", s => s.OfPrevious),
        new("% of previous", "占上一环节（%）", s => s.PercentOfPrevious), new("of intentions", "意向数量", s => s.OfIntentions), new("% of intentions", "占意向（%）", s => s.PercentOfIntentions),
        new("CNY", "金额（元）", s => s.AmountCny, 20),
    ], cohort.Steps);

    public static Sheet Rungs(FunnelLine cohort, bool chinese) => Sheet.Of("terms", "额度期限利率",
    [
        new SheetColumn<FunnelRung>("rung", "环节", r => DealWords.Of(r.Rung, chinese)), new("deals", "对接数", r => r.Deals), new("line CNY", "额度（元）", r => r.LineCny, 20),
        new("average line CNY", "平均额度（元）", r => r.AverageLineCny, 20), new("average months", "平均期限（月）", r => r.AverageTermMonths),
        new("average rate %", "平均利率（%）", r => r.AverageRatePercent), new("asked CNY", "同批需求（元）", r => r.AskedLineCny, 20),
        new("% of asked", "占需求（%）", r => r.LineOfAskedPercent), new("months against asked", "期限较需求（月）", r => r.TermAgainstAskedMonths),
        new("bp against asked", "利率较需求上限（基点）", r => r.RateAgainstAskedBp), new("bp against LPR", "利率较LPR（基点）", r => r.RateAgainstLprBp),
    ], cohort.Rungs);

    public static Sheet Reasons(IReadOnlyList<ReasonLine> reasons, bool chinese) => Sheet.Of("reasons", "办结原因",
    [
        new SheetColumn<ReasonLine>("outcome", "结果", r => DealWords.Of(r.Outcome, chinese)), new("reason", "原因", r => DealWords.Of(r.ReasonCode, chinese)), new("count", "数量", r => r.Count),
        new("of outcome", "该结果数量", r => r.OfOutcome), new("%", "占比（%）", r => r.Percent), new("asked CNY", "需求金额（元）", r => r.AskedCny, 20),
    ], reasons);

    public static Sheet Paces(IReadOnlyList<BankPace> banks) => Sheet.Of("responsiveness", "银行响应",
    [
        new SheetColumn<BankPace>("bank", "银行", b => b.BankName ?? b.BankId, 28), new("deals", "对接数", b => b.Deals), new("answers", "答复次数", b => b.Answers), new("in time", "按时次数", b => b.InTime),
        new("missed", "未答复次数", b => b.Missed), new("in time %", "按时率（%）", b => b.InTimePercent), new("average days", "平均用时（天）", b => b.AverageDays), new("late now", "当前逾期", b => b.OverdueNow),
    ], banks);

    private static string By(string by, bool chinese) => !chinese ? by : by switch
    {
        "total" => "合计",
        "meeting" => "对接会",
        "bank" => "银行",
        "industry" => "行业",
        "region" => "地区",
        _ => by,
    };
}
