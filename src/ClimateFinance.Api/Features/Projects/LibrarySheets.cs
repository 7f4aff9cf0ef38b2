using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;
using static ClimateFinance.Api.Features.Projects.GetLibraryStatistics;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>The tables of the library's statistics, with their headings.</summary>
internal static class LibrarySheets
{
    /// <summary>Every figure in one table: in all, then by status, region, industry, technology and class.</summary>
    public static Sheet Library(Reply report, ReferenceData reference, bool chinese) => Sheet.Of("library", "项目库",
    [
        new SheetColumn<Line>("by", "口径", l => chinese ? l.Chinese : l.English), new("key", "编码", l => l.Cell.Key, 24), new("name", "名称", l => l.Name, 32),
        new("projects", "项目数", l => l.Cell.Projects), new("investment CNY", "总投资（元）", l => l.Cell.InvestmentCny, 22), new("own capital CNY", "自有资金（元）", l => l.Cell.OwnCapitalCny, 22),
        new("reduction tCO2e a year", "年减排量（吨CO2e）", l => l.Cell.ReductionTco2ePerYear, 22), new("tCO2e per 10 000 yuan", "单位投资年减排量（吨/万元）", l => l.Cell.Tco2ePer10kCny, 20),
        new("measured tCO2e", "经核查减排量（吨CO2e）", l => l.MeasuredTco2e, 22), new("illustrative", "其中演示数据", l => l.Cell.Illustrative),
    ], Lines(report, reference, chinese));

    public static Sheet Review(ReviewTotals review, bool chinese) => Sheet.Of("review", "审核时限",
    [
        new SheetColumn<(string English, string Chinese, long Projects)>("review", "审核情况", r => chinese ? r.Chinese : r.English, 32), new("projects", "项目数", r => r.Projects),
    ],
    new (string English, string Chinese, long Projects)[]
    {
        ("decided within three working days", "三个工作日内办结", review.DecidedInTime), ("decided late", "超期办结", review.DecidedLate),
        ("waiting", "审核中", review.Waiting), ("waiting, overdue", "审核中已超期", review.Overdue),
    });

    public static Sheet Reasons(IReadOnlyList<ReasonCount> reasons, ReferenceData reference, bool chinese) => Sheet.Of("reasons", "退回原因",
    [
        new SheetColumn<ReasonCount>("code", "编码", r => r.Code, 28), new("reason", "原因", r => reference.ReturnReasons.Find(r.Code) is { } row ? chinese ? row.Chinese : row.English : null, 48),
        new("projects", "项目数", r => r.Projects),
    ], reasons);

    private static Line[] Lines(Reply report, ReferenceData reference, bool chinese)
    {
        var all = report.Library;
        return
        [
            new("library", "在库合计", new(string.Empty, all.Projects, all.InvestmentCny, all.OwnCapitalCny, all.ReductionTco2ePerYear, all.Tco2ePer10kCny, all.Illustrative), null, all.MeasuredTco2e),
            .. report.ByStatus.Select(c => new Line("status, every project", "状态（全部项目）", c, chinese ? StatusOf(c.Key) : c.Key)),
            .. report.ByRegion.Select(c => new Line("region", "地区", c, reference.NameOf(RegionCode.Hydrate(c.Key)))),
            .. report.ByIndustry.Select(c => new Line("industry", "行业", c, reference.Industries.Find(c.Key)?.Name)),
            .. report.ByTechnology.Select(c => new Line("technology", "技术类别", c, reference.Technologies.Find(c.Key)?.Name)),
            .. report.ByGreenClass.Select(c => new Line("class", "目录类别", c, reference.GreenClasses.Find(c.Key)?.Name)),
        ];
    }

    private static string StatusOf(string status) => status switch
    {
        "draft" => "草稿",
        "submitted" => "已申报",
        "admitted" => "已入库",
        "returned" => "已退回",
        "completed" => "已建成",
        "withdrawn" => "已撤回",
        _ => status,
    };

    private sealed record Line(string English, string Chinese, Cell Cell, string? Name, decimal? MeasuredTco2e = null);
}
