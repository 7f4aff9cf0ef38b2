using System.Collections.Frozen;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>Stages, outcomes, reasons and steps as a Chinese reader of a table knows them; in English the codes speak for themselves.</summary>
internal static class DealWords
{
    private static readonly FrozenDictionary<string, string> Chinese = new Dictionary<string, string>
    {
        ["opened"] = "已建档",
        ["contacted"] = "已走访",
        ["dueDiligence"] = "已尽调",
        ["offered"] = "已报价",
        ["agreed"] = "已达成一致",
        ["approved"] = "已审批",
        ["disputed"] = "有争议",
        ["signed"] = "已签约",
        ["drawing"] = "放款中",
        ["closed"] = "已结案",
        ["funded"] = "已放款",
        ["refused"] = "银行拒绝",
        ["withdrawn"] = "企业撤回",
        ["lapsed"] = "逾期失效",
        ["declined"] = "意向被拒",
        ["completed"] = "办结",
        ["amount"] = "额度",
        ["term"] = "期限",
        ["rate"] = "利率",
        ["collateral"] = "担保",
        ["rating"] = "评级",
        ["industryPolicy"] = "行业政策",
        ["documentsMissing"] = "资料不全",
        ["approvalRefused"] = "审批未通过",
        ["foundElsewhere"] = "另行融资",
        ["projectCancelled"] = "项目取消",
        ["notAnswered"] = "未答复",
        ["other"] = "其他",
        ["enterprise"] = "企业",
        ["bank"] = "银行",
        ["both"] = "双方",
        ["step.contact"] = "走访",
        ["step.documents"] = "提供资料",
        ["step.dueDiligence"] = "尽职调查",
        ["step.offer"] = "报价",
        ["step.acceptance"] = "答复",
        ["step.approval"] = "审批",
        ["step.signature"] = "签约",
        ["proposed"] = "推荐配对",
        ["intention"] = "意向",
        ["mutual"] = "双方有意",
        ["drawn"] = "已放款",
        ["asked"] = "需求",
        ["indicated"] = "意向条件",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? Of(string? code, bool chinese) => code switch
    {
        null => null,
        _ when chinese => Chinese.GetValueOrDefault(code, code),
        _ => code.StartsWith("step.", StringComparison.Ordinal) ? code[5..] : code,
    };
}
