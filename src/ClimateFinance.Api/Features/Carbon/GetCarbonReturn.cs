using ClimateFinance.Api.Features.Inbox;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>The tables of a return that a CSV can hold: one.</summary>
internal enum CarbonReturnTable
{
    Loans,
    Summary,
}

/// <summary>
/// GET /banks/{id}/carbon-reduction-returns/{year}/{quarter}: what a bank reports each quarter for the central bank's carbon-reduction tool
/// 碳减排支持工具: loans, rate, tonnes, verifier. Each tonne stands with one bank only. As JSON, as one table in CSV, or as a workbook with both.
/// </summary>
internal static class GetCarbonReturn
{
    /// <param name="CountedTo">The last day that is counted: the quarter's, or today while it runs.</param>
    /// <param name="AverageRatePercent">Weighted by balance; null without a balance.</param>
    /// <param name="PrincipalShare">Of the principal, what the tool lends: row <c>CERF</c> of GET /reference/financing-rules.</param>
    /// <param name="PrincipalShareConfirm">Whether that figure should be checked before production use.</param>
    /// <param name="ToolFundsCny">Balance × share, to the fen.</param>
    /// <param name="MeasuredTco2e">Verified.</param>
    /// <param name="EstimatedTco2e">Of days that no report covers: not verified.</param>
    internal sealed record Reply(
        Guid BankId, string BankName, int Year, int Quarter, DateOnly From, DateOnly To, DateOnly CountedTo, int Loans, decimal DrawnInQuarterCny, decimal BalanceCny,
        decimal? AverageRatePercent, decimal PrincipalShare, bool PrincipalShareConfirm, decimal ToolFundsCny, decimal MeasuredTco2e, decimal EstimatedTco2e,
        int Illustrative, IReadOnlyList<CarbonReturnRow> Rows);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/banks/{bankId:guid}/carbon-reduction-returns/{year:int}/{quarter:int}", Handle)
        .Table(nameof(GetCarbonReturn), "A quarter's return for the central bank's carbon-reduction tool", typeof(Reply), "format", "table")
        .Produces(StatusCodes.Status304NotModified)
        .For(Audience.Bank)
        .Refusing(404)
        .Example(null, Sample);

    private static async Task<IResult> Handle(
        Guid bankId, int year, int quarter, HttpContext http, QueryCaller caller, IEventStore store, ReferenceData reference, Rulebook rules,
        CallerPreferences preferences, Check check, CancellationToken cancellation, Choice<TableFormat>? format = null, Choice<CarbonReturnTable>? table = null)
    {
        if (year is < 2020 or > 2100) check.Flawed("year", Refusal.Shape("number.out_of_range", ("min", 2020), ("max", 2100), ("given", year)));
        if (quarter is < 1 or > 4) check.Flawed("quarter", Refusal.Shape("number.out_of_range", ("min", 1), ("max", 4), ("given", quarter)));
        if (check.Failed) return check.Problem();
        if (caller.Caller.Organisation != bankId) return Problem.Of(Refusal.Unknown("bank.unknown"));

        var from = new DateOnly(year, (quarter * 3) - 2, 1);
        if (from > rules.Today) return Problem.Of(Refusal.Unknown("report.not_begun", ("given", $"{year}-Q{quarter}"), ("today", rules.Today)));
        var report = await ReadAsync(bankId, year, quarter, from, from.AddMonths(3).AddDays(-1), store, reference, rules, cancellation);
        var wanted = TableFormats.Of(http.Request, format?.Value, TableFormat.Json);
        if (wanted == TableFormat.Json) return QueryReply.Of(report);

        var chinese = TableFormats.Chinese(http.Request, (await preferences.ReadAsync(cancellation)).Language);
        Sheet[] sheets = [CarbonReturnSheets.Loans(report.Rows, reference, chinese), CarbonReturnSheets.Summary(report, chinese)];
        var name = $"carbon-reduction-return-{year}-Q{quarter}";
        return wanted == TableFormat.Xlsx
            ? new TableReply(wanted, name, sheets, chinese)
            : new TableReply(wanted, $"{name}-{(table?.Value ?? CarbonReturnTable.Loans).Wire()}", [sheets[(int)(table?.Value ?? CarbonReturnTable.Loans)]], chinese);
    }

    private static async Task<Reply> ReadAsync(
        Guid bankId, int year, int quarter, DateOnly from, DateOnly to, IEventStore store, ReferenceData reference, Rulebook rules, CancellationToken cancellation)
    {
        var counted = rules.Today < to ? rules.Today : to;
        var load = new Load();
        var name = load.Rows(new Sql("select name from bank where id = $1", bankId), row => row.GetString(0));
        var loans = load.Rows(new Sql(ReturnedLoan.Text, bankId, from, counted), ReturnedLoan.Map);
        await store.LoadAsync(load, cancellation);
        var projects = await LoanQuery.ReadAsync(
            store,
            "exists (select from need on_it join deal own on own.need_id = on_it.id where on_it.project_id = p.id and own.bank_id = $1)",
            [bankId],
            cancellation);
        var byDeal = loans.Rows.ToDictionary(l => l.Deal);
        var rows = projects.SelectMany(project => CarbonReturnRow.Of(project, byDeal, bankId, from, counted, reference, rules.Rates)).ToArray();

        var tool = reference.FinancingRules.Find("CERF");
        var share = tool?.Figures.TryGetValue("shareOfPrincipal", out var stated) == true ? stated : 0m;
        var (balance, priced) = (rows.Sum(r => r.BalanceCny), rows.Where(r => r.RatePercent is not null).ToArray());
        var weight = priced.Sum(r => r.BalanceCny);
        return new Reply(
            bankId, name.Rows is [var known] ? known : string.Empty, year, quarter, from, to, counted, rows.Length, rows.Sum(r => r.DrawnInQuarterCny), balance,
            weight == 0m ? null : decimal.Round(priced.Sum(r => r.RatePercent!.Value * r.BalanceCny) / weight, 4, MidpointRounding.AwayFromZero),
            share, tool?.Confirm ?? true, CarbonTool.FundsCny(balance, share),
            rows.Sum(r => r.MeasuredTco2e), rows.Sum(r => r.EstimatedTco2e), rows.Count(r => r.Illustrative), rows);
    }

    private static Reply Sample => new(
        new Guid("0196c1a4-2b10-7d22-8f00-5b4c3d2e1f00"), "中国银行邯郸分行", 2026, 4, new DateOnly(2026, 10, 1), new DateOnly(2026, 12, 31), new DateOnly(2026, 11, 22), 1, 30_000_000m, 30_000_000m,
        3.15m, 0.6m, false, 18_000_000m, 2_463.12m, 0m, 1,
        [
            new(
                new Guid("0196c1a4-7a10-7d22-8f00-5b4c3d2e1f00"), "邯郸长流程钢企 S01", "烧结机环冷余热发电", "2509-130481-04-01-100001", "sinter-whr", "energySaving", "TOUR-HT-01",
                new DateOnly(2026, 11, 20), 72_000_000m, 96, "lpr5y", -35, null, 3.15m, 30_000_000m, 30_000_000m, 25m, 2_463.12m, 0m, ["某核查机构（演示）"], true),
        ]);
}
