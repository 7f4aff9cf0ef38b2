using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/drawdowns/{n}/withdrawal: the bank reported it by mistake.</summary>
internal static class WithdrawDrawdown
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/drawdowns/{number:int}/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawDrawdown), "Take back a drawdown that was reported by mistake and is not answered yet")
        .For(Audience.Bank)
        .Example(new Request("凭证号录入有误"), DealReceipt.Example with { Version = 21, Stage = DealStage.Drawing });

    private static async Task<IResult> Handle(Guid dealId, int number, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.WithdrawDrawdown(number, reason, clock), cancellation);
    }
}
