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
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/drawdowns/{number:int}/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawDrawdown), "Take back a drawdown that was reported by mistake and is not answered yet")
        .For(Audience.Bank)
        .Example(new ReasonBody("凭证号录入有误"), DealReceipt.Example with { Version = 21, Stage = DealStage.Drawing });

    private static Task<IResult> Handle(Guid dealId, int number, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonAsync(run, check, dealId, body.Value, (reason, clock) => new Domain.Deals.WithdrawDrawdown(number, reason, clock), cancellation);
}
