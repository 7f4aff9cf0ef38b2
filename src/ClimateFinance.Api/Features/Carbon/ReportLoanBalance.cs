using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>POST /deals/{id}/balances: what of the loan is outstanding on a day 贷款余额, after repayments.</summary>
internal static class ReportLoanBalance
{
    /// <param name="On">Today or before; a later statement for the same day replaces the earlier one.</param>
    /// <param name="BalanceCny">Zero when all is repaid; never more than was drawn and confirmed by that day.</param>
    internal sealed record Request(DateOnly On, decimal BalanceCny);

    internal sealed record Reply(Guid DealId, DateOnly On, decimal BalanceCny);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/deals/{dealId:guid}/balances", Handle)
        .Unversioned<Reply>(nameof(ReportLoanBalance), "State what of the loan is outstanding on a day")
        .For(Audience.Bank)
        .Example(new Request(new DateOnly(2026, 9, 30), 27_500_000m), new Reply(new Guid("0196c1a4-7a10-7d22-8f00-5b4c3d2e1f00"), new DateOnly(2026, 9, 30), 27_500_000m));

    private static Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, CancellationToken cancellation)
    {
        var loan = run.Also<Loan>(StreamIds.Of(Loan.Category, dealId));
        var deal = run.Rows(
            new Sql(
                """
                select d.bank_id, coalesce((
                    select sum(w.amount_cny) from deal_drawdown w where w.deal_id = d.id and w.status = 'confirmed' and w.drawn_on <= $2), 0)
                from deal d where d.id = $1
                """,
                dealId, body.Value.On),
            row => (Bank: new BankId(row.GetGuid(0)), Drawn: row.GetDecimal(1)));
        return run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work =>
            {
                var known = deal.Rows is [var one] ? one : default;
                work.Decide(loan, new Domain.Climate.ReportLoanBalance(
                    new DealId(dealId), deal.Rows is [_] ? known.Bank : null, body.Value.On, body.Value.BalanceCny, known.Drawn));
            },
            _ => new Reply(dealId, body.Value.On, body.Value.BalanceCny),
            cancellation);
    }
}
