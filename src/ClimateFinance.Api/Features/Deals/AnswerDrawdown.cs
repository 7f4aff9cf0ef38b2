using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/drawdowns/{n}/answer: the enterprise confirms or rejects.</summary>
internal static class AnswerDrawdown
{
    internal sealed record Request(bool Confirmed, string? Reason = null);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/drawdowns/{number:int}/answer", Handle)
        .Command<DealReceipt>(nameof(AnswerDrawdown), "Confirm that the money came, or reject the report")
        .For(Audience.Enterprise)
        .Example(new Request(true), DealReceipt.Example with { Version = 21, Stage = DealStage.Drawing });

    private static async Task<IResult> Handle(Guid dealId, int number, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.TextOrNull("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.AnswerDrawdown(number, body.Value.Confirmed, reason, clock), cancellation);
    }
}
