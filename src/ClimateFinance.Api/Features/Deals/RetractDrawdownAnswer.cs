using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/drawdowns/{n}/answer/retraction: the enterprise answered by mistake.</summary>
internal static class RetractDrawdownAnswer
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/drawdowns/{number:int}/answer/retraction", Handle)
        .Command<DealReceipt>(nameof(RetractDrawdownAnswer), "Take back the answer on a drawdown; it waits for an answer again")
        .For(Audience.Enterprise)
        .Example(new ReasonBody("误确认，款项尚未到账"), DealReceipt.Example with { Version = 22, Stage = DealStage.Drawing });

    private static Task<IResult> Handle(Guid dealId, int number, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonAsync(run, check, dealId, body.Value, (reason, clock) => new Domain.Deals.RetractDrawdownAnswer(number, reason, clock), cancellation);
}
