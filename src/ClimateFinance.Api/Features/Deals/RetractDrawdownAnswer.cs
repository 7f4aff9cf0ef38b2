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
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/drawdowns/{number:int}/answer/retraction", Handle)
        .Command<DealReceipt>(nameof(RetractDrawdownAnswer), "Take back the answer on a drawdown; it waits for an answer again")
        .For(Audience.Enterprise)
        .Example(new Request("误确认，款项尚未到账"), DealReceipt.Example with { Version = 22, Stage = DealStage.Drawing });

    private static async Task<IResult> Handle(Guid dealId, int number, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.RetractDrawdownAnswer(number, reason, clock), cancellation);
    }
}
