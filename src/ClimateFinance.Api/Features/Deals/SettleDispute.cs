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
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/dispute/settlement", Handle)
        .Command<DealReceipt>(nameof(SettleDispute), "End a dispute: both words are void and each side confirms the signature afresh")
        .For(Audience.Bureau)
        .Example(new Request("经核对合同原件，双方重新确认"), DealReceipt.Example with { Version = 20, Stage = DealStage.Approved });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.SettleDispute(reason, clock), cancellation);
    }
}
