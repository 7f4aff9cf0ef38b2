using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>A deal as one row of a table that is handed out: how far it came and when, line, term and rate at each rung.</summary>
/// <param name="Offered">Null where the bank made no offer; so with the later rungs.</param>
internal sealed record DealRow(
    Guid DealId, string EnterpriseName, string Uscc, string BankName, string ProductName, string Industry, string Region, string? MeetingTitle,
    DealStage Stage, DateOnly OpenedOn, DateOnly? ContactedOn, DateOnly? DueDiligenceOn, DateOnly? OfferedOn, DateOnly? AgreedOn, DateOnly? ApprovedOn,
    DateOnly? SignedOn, DateOnly? FirstDrawnOn, DateOnly? ClosedOn, DealOutcome? Outcome, string? ReasonCode,
    CreditBody Asked, CreditBody Indicated, CreditBody? Offered, CreditBody? Agreed, CreditBody? Approved, CreditBody? Signed, decimal DrawnConfirmedCny,
    Owing? Owing, DealStep? Step, DateOnly? DueOn, bool Illustrative)
{
    private const int PageSize = 1_000;

    private const string Columns =
        """
        d.id, e.name, e.uscc, b.name, p.name, d.industry, d.region, m.title, d.stage, d.opened_on, d.contacted_on, d.diligence_on, d.offered_on, d.agreed_on,
        d.approved_on, d.signed_on, d.drawn_on, d.closed_on, d.outcome, d.reason_code, d.drawn_cny, d.owing, d.step, d.due_on, e.illustrative or p.illustrative,
        d.asked_line, d.asked_term, d.asked_benchmark, d.asked_bp, d.indicated_line, d.indicated_term, d.indicated_benchmark, d.indicated_bp,
        d.offered_line, d.offered_term, d.offered_benchmark, d.offered_bp, d.agreed_line, d.agreed_term, d.agreed_benchmark, d.agreed_bp,
        d.approved_line, d.approved_term, d.approved_benchmark, d.approved_bp, d.signed_line, d.signed_term, d.signed_benchmark, d.signed_bp
        """;

    /// <summary>The rows in the order in which the deals opened, a page at a time and each page by itself: nothing waits for a slow reader.</summary>
    /// <param name="where">Narrows rows <c>d</c> of <c>deal_fact</c>.</param>
    public static async IAsyncEnumerable<IReadOnlyList<DealRow>> PagesAsync(
        IEventStore store, string where, IReadOnlyList<SqlArgument> arguments,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var text =
            $"""
            select {Columns} from (
                select d.* from deal_fact d where {where} and d.id > ${arguments.Count + 1} order by d.id limit {PageSize}) d
            join enterprise e on e.id = d.enterprise_id join bank b on b.id = d.bank_id join product p on p.id = d.product_id
            left join meeting m on m.id = d.meeting_id order by d.id
            """;
        var after = Guid.Empty;
        while (true)
        {
            var page = await store.QueryAsync(new Sql(text, [.. arguments, after]), Map, cancellation);
            if (page.Count > 0) yield return page;
            if (page.Count < PageSize) yield break;
            after = page[^1].DealId;
        }
    }

    public static IReadOnlyList<SheetColumn<DealRow>> Sheet(bool chinese, BenchmarkRates rates, DateOnly today) =>
    [
        new("deal", "对接编号", r => r.DealId, 38), new("enterprise", "企业", r => r.EnterpriseName, 28), new("USCC", "统一社会信用代码", r => r.Uscc, 22),
        new("bank", "银行", r => r.BankName, 24), new("product", "金融产品", r => r.ProductName, 24), new("industry", "行业", r => r.Industry),
        new("region", "地区", r => r.Region), new("meeting", "对接会", r => r.MeetingTitle, 28),
        new("stage", "阶段", r => DealWords.Of(r.Stage.Wire(), chinese)), new("opened on", "对接日期", r => r.OpenedOn), new("contacted on", "走访日期", r => r.ContactedOn),
        new("due diligence on", "尽调日期", r => r.DueDiligenceOn), new("offered on", "报价日期", r => r.OfferedOn), new("agreed on", "达成日期", r => r.AgreedOn),
        new("approved on", "审批日期", r => r.ApprovedOn), new("signed on", "签约日期", r => r.SignedOn), new("first drawn on", "首次放款日期", r => r.FirstDrawnOn),
        new("closed on", "结案日期", r => r.ClosedOn), new("outcome", "结果", r => DealWords.Of(r.Outcome?.Wire(), chinese)), new("reason", "原因", r => DealWords.Of(r.ReasonCode, chinese)),
        .. Credit("asked", "需求", r => r.Asked), .. Credit("indicated", "意向", r => r.Indicated), .. Credit("offered", "报价", r => r.Offered),
        .. Credit("agreed", "达成", r => r.Agreed), .. Credit("approved", "审批", r => r.Approved), .. Credit("signed", "签约", r => r.Signed),
        new("signed all-in rate %", "签约年化利率（%）", r => r.Signed is { } signed ? AllIn(signed, rates, r.SignedOn ?? today) : null),
        new("drawn CNY", "已放款（元）", r => r.DrawnConfirmedCny, 18),
        new("owed by", "待办方", r => DealWords.Of(r.Owing?.Wire(), chinese)), new("step owed", "待办事项", r => DealWords.Of(r.Step is { } step ? $"step.{step.Wire()}" : null, chinese)),
        new("due on", "截止日期", r => r.DueOn), new("days late", "逾期天数", r => r.DueOn < today ? today.DayNumber - r.DueOn.Value.DayNumber : null),
        new("illustrative", "演示数据", r => r.Illustrative ? chinese ? "是" : "yes" : null),
    ];

    private static IEnumerable<SheetColumn<DealRow>> Credit(string english, string chinese, Func<DealRow, CreditBody?> credit) =>
    [
        new($"{english} line CNY", $"{chinese}额度（元）", r => credit(r)?.LineCny, 18), new($"{english} months", $"{chinese}期限（月）", r => credit(r)?.TermMonths),
        new($"{english} benchmark", $"{chinese}利率基准", r => credit(r)?.Rate.Benchmark.Wire()), new($"{english} spread bp", $"{chinese}加点（基点）", r => credit(r)?.Rate.SpreadBp),
    ];

    private static decimal AllIn(CreditBody credit, BenchmarkRates rates, DateOnly on) =>
        rates.AllIn(new Rate(credit.Rate.Benchmark, new BasisPoints(credit.Rate.SpreadBp)), on).Percent;

    private static DealRow Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), Text(row, 7),
        EnumNames.Read<DealStage>(row.GetString(8)), row.GetFieldValue<DateOnly>(9), Day(row, 10), Day(row, 11), Day(row, 12), Day(row, 13), Day(row, 14),
        Day(row, 15), Day(row, 16), Day(row, 17), Text(row, 18) is { } outcome ? EnumNames.Read<DealOutcome>(outcome) : null, Text(row, 19),
        DealSummary.CreditOf(row, 25), DealSummary.CreditOf(row, 29), CreditOrNull(row, 33), CreditOrNull(row, 37), CreditOrNull(row, 41), CreditOrNull(row, 45),
        row.GetDecimal(20), Text(row, 21) is { } owing ? EnumNames.Read<Owing>(owing) : null, Text(row, 22) is { } step ? EnumNames.Read<DealStep>(step) : null,
        Day(row, 23), row.GetBoolean(24));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateOnly? Day(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static CreditBody? CreditOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : DealSummary.CreditOf(row, column);
}
