using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/reminders: the bureau reminds whoever owes something 催办; it stands in that party's inbox until it is done.</summary>
internal static class SendReminder
{
    internal sealed record Request(string Words);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/reminders", Handle)
        .Command<DealReceipt>(nameof(SendReminder), "Remind whoever owes the next step, or its word on money that was reported")
        .For(Audience.Bureau)
        .Example(new Request("请于本周内完成首次走访"), DealReceipt.Example with { Version = 3, Stage = DealStage.Opened });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var words = check.Text("words", body.Value.Words);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.SendReminder(words, clock), cancellation);
    }
}
