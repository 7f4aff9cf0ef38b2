using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/documents/{n}/withdrawal: the bank does without the papers.</summary>
internal static class WithdrawDocumentRequest
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/documents/{number:int}/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawDocumentRequest), "Take a request for documents back; the clock of the bank runs again")
        .For(Audience.Bank)
        .Example(new ReasonBody("重复索取"), DealReceipt.Example with { Version = 6, Stage = DealStage.Contacted });

    private static Task<IResult> Handle(Guid dealId, int number, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonAsync(run, check, dealId, body.Value, (reason, clock) => new Domain.Deals.WithdrawDocumentRequest(number, reason, clock), cancellation);
}
