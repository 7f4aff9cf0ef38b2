using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/dispute/settlement: the bureau ends a dispute.</summary>
internal static class SettleDispute
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/dispute/settlement", Handle)
        .Command<DealReceipt>(nameof(SettleDispute), "End a dispute: both words are void and each side confirms the signature afresh")
        .For(Audience.Bureau)
        .Example(new ReasonBody("经核对合同原件，双方重新确认"), DealReceipt.Example with { Version = 20, Stage = DealStage.Approved });

    private static Task<IResult> Handle(Guid dealId, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonAsync(run, check, dealId, body.Value, (reason, clock) => new Domain.Deals.SettleDispute(reason, clock), cancellation);
}
