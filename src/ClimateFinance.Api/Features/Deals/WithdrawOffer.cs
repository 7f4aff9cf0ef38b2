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
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/offers/{number:int}/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawOffer), "Take one's own offer back")
        .For(Audience.Parties)
        .Example(new ReasonBody("资金安排调整"), DealReceipt.Example with { Version = 11, Stage = DealStage.DueDiligence });

    private static Task<IResult> Handle(Guid dealId, int number, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonAsync(run, check, dealId, body.Value, (reason, clock) => new Domain.Deals.WithdrawOffer(number, reason, clock), cancellation);
}
