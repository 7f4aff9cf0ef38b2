using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/closure: over, with an outcome.</summary>
internal static class CloseDeal
{
    internal sealed record Request(DealOutcome Outcome, string ReasonCode, string? Words = null, string? WouldHaveChanged = null);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/closure", Handle)
        .Command<DealReceipt>(nameof(CloseDeal), "End the deal with an outcome and a coded reason")
        .For(Audience.PartiesAndBureau)
        .Example(new Request(DealOutcome.Refused, "collateral", null, "增加设备抵押或第三方保证"), DealReceipt.Example with { Version = 24, Stage = DealStage.Closed });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reasonCode = check.Text("reasonCode", body.Value.ReasonCode, 60);
        var words = check.TextOrNull("words", body.Value.Words);
        var wouldHaveChanged = check.TextOrNull("wouldHaveChanged", body.Value.WouldHaveChanged);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.CloseDeal(body.Value.Outcome, reasonCode, words, wouldHaveChanged, clock), cancellation);
    }
}
