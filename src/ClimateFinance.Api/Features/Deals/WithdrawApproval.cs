using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/approval/withdrawal: the bank takes its approval back, before the signature.</summary>
internal static class WithdrawApproval
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/approval/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawApproval), "Take the approval back before the signature; what was agreed stands, signatures given on it are void")
        .For(Audience.Bank)
        .Example(new ReasonBody("审批条件录入有误"), DealReceipt.Example with { Version = 15, Stage = DealStage.Agreed });

    private static Task<IResult> Handle(Guid dealId, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonOnGroundAsync(
            run, check, dealId, body.Value, (reason, ground, clock) => new Domain.Deals.WithdrawApproval(reason, ground, clock), cancellation);
}
