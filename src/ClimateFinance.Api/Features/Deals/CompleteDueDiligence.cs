using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/due-diligence: the bank concludes.</summary>
internal static class CompleteDueDiligence
{
    internal sealed record Request(DueDiligenceConclusion Conclusion, string Words);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/due-diligence", Handle)
        .Command<DealReceipt>(nameof(CompleteDueDiligence), "Conclude the due diligence")
        .For(Audience.Bank)
        .Example(new Request(DueDiligenceConclusion.Favourable, "项目收益稳定，建议授信"), DealReceipt.Example with { Version = 8, Stage = DealStage.DueDiligence });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var words = check.Text("words", body.Value.Words);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.CompleteDueDiligence(body.Value.Conclusion, words, clock), cancellation);
    }
}
