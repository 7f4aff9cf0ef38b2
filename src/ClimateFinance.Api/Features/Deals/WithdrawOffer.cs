using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/offers/{n}/withdrawal: who made it takes it back.</summary>
internal static class WithdrawOffer
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/offers/{number:int}/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawOffer), "Take one's own offer back")
        .For(Audience.Parties)
        .Example(new Request("资金安排调整"), DealReceipt.Example with { Version = 11, Stage = DealStage.DueDiligence });

    private static async Task<IResult> Handle(Guid dealId, int number, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.WithdrawOffer(number, reason, clock), cancellation);
    }
}
