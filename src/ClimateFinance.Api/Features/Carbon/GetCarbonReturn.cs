using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>
/// GET /banks/{id}/carbon-reduction-returns/{year}/{quarter}: what a bank reports each quarter for the central bank's carbon-reduction tool
/// 碳减排支持工具: loans, rate, tonnes, verifier. Each tonne stands with one bank only.
/// </summary>
internal static class GetCarbonReturn
{
    /// <param name="PrincipalShare">60 % of the principal is what the tool lends (confirm; GET /reference/financing-rules).</param>
    internal sealed record Reply(
        Guid BankId, int Year, int Quarter, DateOnly From, DateOnly To, int Loans, decimal BalanceCny, decimal PrincipalShare, decimal MeasuredTco2e, decimal EstimatedTco2e,
        IReadOnlyList<Row> Rows);

    /// <param name="Field"><c>cleanEnergy</c>, <c>energySaving</c> or <c>carbonReductionTechnology</c>, by the project's technology (confirm).</param>
    /// <param name="DrawnInQuarterCny">Confirmed drawdowns of the quarter.</param>
    /// <param name="BalanceCny">Outstanding on its last day.</param>
    /// <param name="SharePercent">Of the project's tonnes in the quarter.</param>
    /// <param name="MeasuredTco2e">The bank's part of what was measured, to 0.001 t, rounded down.</param>
    /// <param name="EstimatedTco2e">Its part of what no report covers: not verified.</param>
    /// <param name="Verifiers">Who verified.</param>
    internal sealed record Row(
        Guid DealId, string EnterpriseName, string ProjectTitle, string FilingNumber, string Technology, string Field, string? ContractNumber, DateOnly? SignedOn,
        decimal? LineCny, int? TermMonths, string? Benchmark, int? SpreadBp, decimal DrawnInQuarterCny, decimal BalanceCny, decimal SharePercent,
        decimal MeasuredTco2e, decimal EstimatedTco2e, IReadOnlyList<string> Verifiers, bool Illustrative);

    private sealed record Loan(
        Guid Deal, string Enterprise, string? Contract, DateOnly? SignedOn, decimal? Line, int? Term, string? Benchmark, int? Spread, decimal Drawn);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/banks/{bankId:guid}/carbon-reduction-returns/{year:int}/{quarter:int}", Handle)
        .Query<Reply>(nameof(GetCarbonReturn), "A quarter's return for the central bank's carbon-reduction tool")
        .For(Audience.Bank);

    private static async Task<IResult> Handle(
        Guid bankId, int year, int quarter, QueryCaller caller, IEventStore store, Check check, CancellationToken cancellation)
    {
        if (year is < 2020 or > 2100) check.Flawed("year", Refusal.Shape("number.out_of_range", ("min", 2020), ("max", 2100), ("given", year)));
        if (quarter is < 1 or > 4) check.Flawed("quarter", Refusal.Shape("number.out_of_range", ("min", 1), ("max", 4), ("given", quarter)));
        if (check.Failed) return check.Problem();
        if (caller.Caller.Organisation != bankId) return Problem.Of(Refusal.Unknown("bank.unknown"));

        var from = new DateOnly(year, (quarter * 3) - 2, 1);
        var to = from.AddMonths(3).AddDays(-1);
        var loans = await store.QueryAsync(
            new Sql(
                """
                select d.id, e.name, d.contract_number, d.signed_on, t.line_cny, t.term_months, t.benchmark, t.spread_bp,
                    coalesce((select sum(w.amount_cny) from deal_drawdown w where w.deal_id = d.id and w.status = 'confirmed' and w.drawn_on between $2 and $3), 0)
                from deal d join enterprise e on e.id = d.enterprise_id left join deal_terms t on t.deal_id = d.id and t.rung = 'signed'
                where d.bank_id = $1
                """,
                bankId, from, to),
            row => new Loan(
                row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3),
                row.IsDBNull(4) ? null : row.GetDecimal(4), row.IsDBNull(5) ? null : row.GetInt32(5), row.IsDBNull(6) ? null : row.GetString(6),
                row.IsDBNull(7) ? null : row.GetInt32(7), row.GetDecimal(8)),
            cancellation);
        var projects = await LoanQuery.ReadAsync(
            store,
            """
            exists (select from need on_it join deal own on own.need_id = on_it.id where on_it.project_id = p.id and own.bank_id = $1)
            """,
            [bankId],
            cancellation);
        var byDeal = loans.ToDictionary(l => l.Deal);
        var rows = projects.SelectMany(project => RowsOf(project, byDeal, bankId, from, to)).ToArray();
        return QueryReply.Of(new Reply(
            bankId, year, quarter, from, to, rows.Length, rows.Sum(r => r.BalanceCny), 0.6m, rows.Sum(r => r.MeasuredTco2e), rows.Sum(r => r.EstimatedTco2e), rows));
    }

    private static IEnumerable<Row> RowsOf(FinancedProject project, Dictionary<Guid, Loan> loans, Guid bank, DateOnly from, DateOnly to)
    {
        var (measured, estimated) = project.TonnesIn(from, to);
        var measuredShares = Attribution.Of(project.InvestmentCny, project.Loans, from, to, measured);
        var estimatedShares = Attribution.Of(project.InvestmentCny, project.Loans, from, to, estimated);
        var verifiers = project.Measured.Where(m => m.From <= to && from <= m.To).Select(m => m.Verifier).Distinct(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < measuredShares.Count; i++)
        {
            var share = measuredShares[i];
            if (share.Bank.Value != bank) continue;
            var loan = loans[share.Deal.Value];
            var balance = project.Loans[i].BalanceOn(to);
            if (balance == 0m && loan.Drawn == 0m && share.AveragePercent == 0m) continue;
            yield return new Row(
                loan.Deal, loan.Enterprise, project.Title, project.FilingNumber, project.Technology, FieldOf(project.Technology), loan.Contract, loan.SignedOn, loan.Line,
                loan.Term, loan.Benchmark, loan.Spread, loan.Drawn, balance, share.AveragePercent, share.Tco2e, estimatedShares[i].Tco2e, verifiers, project.Illustrative);
        }
    }

    /// <summary>The tool's three fields by technology; which technology belongs where is from memory, confirm.</summary>
    private static string FieldOf(string technology) => technology switch
    {
        "rooftop-pv" or "rooftop-pv-storage" => "cleanEnergy",
        "ccus" or "oxyfuel-ccus" => "carbonReductionTechnology",
        _ => "energySaving",
    };
}
