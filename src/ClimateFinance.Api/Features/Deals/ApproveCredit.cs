using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/approval: the bank's committee grants the credit.</summary>
internal static class ApproveCredit
{
    internal sealed record Request(CreditBody Granted, string ApprovalNumber);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/approval", Handle)
        .Command<DealReceipt>(nameof(ApproveCredit), "Record the approval; where it changes what was agreed, the enterprise must accept again")
        .For(Audience.Bank)
        .Example(new Request(OfferBody.CreditExample, "HB-2027-0153"), DealReceipt.Example with { Version = 14, Stage = DealStage.Approved });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var granted = check.Credit("granted", body.Value.Granted);
        var approvalNumber = check.Text("approvalNumber", body.Value.ApprovalNumber, 100);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunOnGroundAsync(
            run, dealId, (ground, clock) => new Domain.Deals.ApproveCredit(granted, approvalNumber, ground, clock), cancellation);
    }
}
