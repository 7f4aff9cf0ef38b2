using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>The tables of a quarter's return, with their headings.</summary>
internal static class CarbonReturnSheets
{
    public static Sheet Loans(IReadOnlyList<CarbonReturnRow> rows, ReferenceData reference, bool chinese) => Sheet.Of("loans", "贷款明细",
    [
        new SheetColumn<CarbonReturnRow>("deal", "对接编号", r => r.DealId, 38), new("enterprise", "借款企业", r => r.EnterpriseName, 28), new("project", "项目名称", r => r.ProjectTitle, 32),
        new("filing number", "项目代码", r => r.FilingNumber, 28), new("technology", "技术类别", r => chinese ? reference.Technologies.Find(r.Technology)?.Name ?? r.Technology : r.Technology, 22),
        new("field", "支持领域", r => Field(r.Field, chinese), 14), new("contract", "合同编号", r => r.ContractNumber, 20), new("signed on", "签约日期", r => r.SignedOn),
        new("line CNY", "贷款额度（元）", r => r.LineCny, 18), new("term months", "期限（月）", r => r.TermMonths), new("benchmark", "利率基准", r => Benchmark(r.Benchmark, chinese), 14),
        new("spread bp", "加点（基点）", r => r.SpreadBp), new("step bp", "挂钩调整（基点）", r => r.StepBp), new("rate %", "贷款利率（%）", r => r.RatePercent),
        new("drawn in the quarter CNY", "本季发放（元）", r => r.DrawnInQuarterCny, 18), new("balance CNY", "季末余额（元）", r => r.BalanceCny, 18),
        new("share of the project %", "减排量分摊比例（%）", r => r.SharePercent, 16), new("measured tCO2e", "经核查减排量（吨CO2e）", r => r.MeasuredTco2e, 18),
        new("estimated tCO2e", "未核查估算减排量（吨CO2e）", r => r.EstimatedTco2e, 20), new("verifiers", "核查机构", r => string.Join("、", r.Verifiers), 28),
        new("illustrative", "演示数据", r => r.Illustrative ? chinese ? "是" : "yes" : null),
    ], rows);

    public static Sheet Summary(GetCarbonReturn.Reply report, bool chinese) => Sheet.Of("summary", "汇总",
    [
        new SheetColumn<(string English, string Chinese, object? Value)>("figure", "指标", r => chinese ? r.Chinese : r.English, 40), new("value", "数值", r => r.Value, 28),
    ], Figures(report));

    private static (string English, string Chinese, object? Value)[] Figures(GetCarbonReturn.Reply report) =>
    [
        ("bank", "报送银行", report.BankName), ("quarter", "报告期", $"{report.Year}-Q{report.Quarter}"), ("first day", "起始日", report.From), ("last day", "截止日", report.To), ("counted to", "统计至", report.CountedTo),
        ("loans", "贷款笔数", report.Loans), ("drawn in the quarter CNY", "本季发放（元）", report.DrawnInQuarterCny), ("balance CNY", "季末余额（元）", report.BalanceCny),
        ("average rate %, by balance", "加权平均利率（%）", report.AverageRatePercent), ("share of the principal that the tool lends", "工具资金占本金比例", report.PrincipalShare),
        ("funds of the tool CNY", "按比例测算的工具资金（元）", report.ToolFundsCny), ("measured tCO2e", "经核查减排量（吨CO2e）", report.MeasuredTco2e),
        ("estimated tCO2e, not verified", "未核查估算减排量（吨CO2e）", report.EstimatedTco2e),
        ("confirm the share before use", "工具资金比例待核实", report.PrincipalShareConfirm ? "confirm 待核实" : null), ("illustrative loans", "其中演示数据笔数", report.Illustrative),
    ];

    private static string? Field(string? field, bool chinese) => !chinese ? field : field switch
    {
        "cleanEnergy" => "清洁能源",
        "energySaving" => "节能环保",
        "carbonReductionTechnology" => "碳减排技术",
        _ => field,
    };

    private static string? Benchmark(string? benchmark, bool chinese) => benchmark switch
    {
        "lpr1y" => chinese ? "LPR（1年期）" : benchmark,
        "lpr5y" => chinese ? "LPR（5年期以上）" : benchmark,
        "fixed" => chinese ? "固定利率" : benchmark,
        _ => benchmark,
    };
}
