using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/drawdowns: the bank reports money paid out 放款.</summary>
internal static class ReportDrawdown
{
    internal sealed record Request(decimal AmountCny, DateOnly On, string Voucher);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/drawdowns", Handle)
        .Command<DealReceipt>(nameof(ReportDrawdown), "Report money paid out within the signed line")
        .For(Audience.Bank)
        .Example(new Request(60_000_000m, new DateOnly(2027, 2, 1), "FK-20270201-01"), DealReceipt.Example with { Version = 20, Stage = DealStage.Drawing });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var amount = check.Amount("amountCny", body.Value.AmountCny);
        var voucher = check.Text("voucher", body.Value.Voucher, 100);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.ReportDrawdown(amount, body.Value.On, voucher, clock), cancellation);
    }
}
