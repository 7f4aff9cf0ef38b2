using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/due-diligence/correction: another conclusion, before the offer.</summary>
internal static class CorrectDueDiligence
{
    internal sealed record Request(DueDiligenceConclusion Conclusion, string Words, string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/due-diligence/correction", Handle)
        .Command<DealReceipt>(nameof(CorrectDueDiligence), "Correct the conclusion of the due diligence, before an offer is made")
        .For(Audience.Bank)
        .Example(new Request(DueDiligenceConclusion.Conditional, "须追加设备抵押", "结论录入有误"), DealReceipt.Example with { Version = 9, Stage = DealStage.DueDiligence });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var words = check.Text("words", body.Value.Words);
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.CorrectDueDiligence(body.Value.Conclusion, words, reason, clock), cancellation);
    }
}
