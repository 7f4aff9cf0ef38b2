using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>
/// GET /banks/{id}/financed-emissions: what the bank's outstanding loans finance, by PCAF project finance and business loans, apart from what
/// they avoid.
/// </summary>
internal static class GetFinancedEmissions
{
    /// <param name="On">The day of the balances.</param>
    /// <param name="Year">The year of the enterprises' emissions.</param>
    /// <param name="DataQuality">The PCAF score of all, weighted by outstanding; null when nothing could be worked out.</param>
    /// <param name="CoveredPercent">The part of the outstanding that could be worked out.</param>
    internal sealed record Reply(
        Guid BankId, DateOnly On, int Year, decimal OutstandingCny, decimal Scope1Tco2e, decimal Scope2Tco2e, decimal? DataQuality, decimal CoveredPercent,
        IReadOnlyList<LoanBody> Loans);

    /// <param name="AssetClass"><c>projectFinance</c> or <c>businessLoans</c>.</param>
    /// <param name="DataQuality">PCAF score, 1 best to 5.</param>
    /// <param name="Missing">What was not stated: no figure is filled in.</param>
    internal sealed record LoanBody(
        Guid DealId, string AssetClass, decimal OutstandingCny, decimal? AttributionPercent, decimal? Scope1Tco2e, decimal? Scope2Tco2e, int? DataQuality, string? Missing);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/banks/{bankId:guid}/financed-emissions", Handle)
        .Query<Reply>(nameof(GetFinancedEmissions), "Financed emissions of the bank's loans by PCAF, with scope and score, apart from avoided emissions", "on")
        .For(Audience.Bank);

    private static async Task<IResult> Handle(
        Guid bankId, QueryCaller caller, IEventStore store, FactorShelf shelf, Rulebook rules, CancellationToken cancellation, DateOnly? on = null)
    {
        if (caller.Caller.Organisation != bankId) return Problem.Of(Refusal.Unknown("bank.unknown"));
        var day = on ?? rules.Today;
        var kinds = shelf.Factors.GroupBy(f => f.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Kind, StringComparer.Ordinal);
        var load = new Load();
        var deals = load.Rows(
            new Sql(
                """
                select d.id, p.total_investment_cny, p.reduction, y.figures,
                    coalesce((select jsonb_agg(jsonb_build_object('on', w.drawn_on, 'balanceCny', w.amount_cny)) from deal_drawdown w
                              where w.deal_id = d.id and w.status = 'confirmed' and w.drawn_on <= $2), '[]'),
                    coalesce((select jsonb_agg(jsonb_build_object('on', b.on_day, 'balanceCny', b.balance_cny)) from loan_balance b
                              where b.deal_id = d.id and b.on_day <= $2), '[]')
                from deal d join need n on n.id = d.need_id left join project p on p.id = n.project_id
                left join enterprise_year y on y.enterprise_id = d.enterprise_id and y.year = $3
                where d.bank_id = $1 and exists (select from deal_drawdown w where w.deal_id = d.id and w.status = 'confirmed') order by d.id
                """,
                bankId, day, day.Year - 1),
            row =>
            {
                var loan = new ProjectLoan(new DealId(row.GetGuid(0)), new BankId(bankId), Steps(row.GetString(4)), Steps(row.GetString(5)));
                var outstanding = loan.BalanceOn(day);
                if (row.IsDBNull(1))
                    return Body(loan, outstanding, FinancedEmissions.OfBusinessLoan(
                        outstanding, row.IsDBNull(3) ? null : JsonSerializer.Deserialize<EnterpriseYear>(row.GetString(3), EventJson.Options)));
                var (scope1, scope2) = LoanQuery.OwnEmissions(row.IsDBNull(2) ? null : row.GetString(2), id => kinds.TryGetValue(id, out var kind) ? kind : null);
                return Body(loan, outstanding, FinancedEmissions.OfProject(outstanding, row.GetDecimal(1), scope1, scope2));
            });
        await store.LoadAsync(load, cancellation);

        var loans = deals.Rows.Where(l => l.OutstandingCny > 0m).ToArray();
        var (all, known) = (loans.Sum(l => l.OutstandingCny), loans.Where(l => l.DataQuality is not null).ToArray());
        var covered = known.Sum(l => l.OutstandingCny);
        return QueryReply.Of(new Reply(
            bankId, day, day.Year - 1, all, known.Sum(l => l.Scope1Tco2e ?? 0m), known.Sum(l => l.Scope2Tco2e ?? 0m),
            covered == 0m ? null : decimal.Round(known.Sum(l => l.DataQuality!.Value * l.OutstandingCny) / covered, 1, MidpointRounding.AwayFromZero),
            all == 0m ? 0m : decimal.Round(covered / all * 100m, 1, MidpointRounding.AwayFromZero), loans));
    }

    private static LoanBody Body(ProjectLoan loan, decimal outstanding, FinancedEmissions it) =>
        new(loan.Deal.Value, it.AssetClass, outstanding, it.AttributionPercent, it.Scope1Tco2e, it.Scope2Tco2e, it.DataQuality, it.Missing);

    private static BalanceStep[] Steps(string json) => JsonSerializer.Deserialize<BalanceStep[]>(json, EventJson.Options)!;
}
