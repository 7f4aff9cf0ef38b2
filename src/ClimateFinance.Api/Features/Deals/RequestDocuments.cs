using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/documents: the bank asks for papers.</summary>
internal static class RequestDocuments
{
    internal sealed record Request(IReadOnlyList<string> Kinds);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/documents", Handle)
        .Command<DealReceipt>(nameof(RequestDocuments), "Ask the enterprise for documents; the bank's clock stands still until they come")
        .For(Audience.Bank)
        .Example(new Request(["financialStatements", "projectFiling", "environmentalApproval"]), DealReceipt.Example with { Version = 5, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var kinds = check.Each("kinds", body.Value.Kinds, (field, kind) => check.Text(field, kind, 60), min: 1, max: 30);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.RequestDocuments(kinds, clock), cancellation);
    }
}
