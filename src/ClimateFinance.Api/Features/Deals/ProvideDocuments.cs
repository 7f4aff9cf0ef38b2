using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/documents/{n}/provision: the enterprise hands them over.</summary>
internal static class ProvideDocuments
{
    internal sealed record Request(IReadOnlyList<DocumentBody> Documents);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/documents/{number:int}/provision", Handle)
        .Command<DealReceipt>(nameof(ProvideDocuments), "Hand over the documents of a request")
        .For(Audience.Enterprise)
        .Example(new Request([new DocumentBody("financialStatements", "2025 年审计报告.pdf", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]), DealReceipt.Example with { Version = 6, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, int number, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var documents = check.Each("documents", body.Value.Documents, (field, document) => document.Read(check, field), min: 1, max: 100);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.ProvideDocuments(number, documents, clock), cancellation);
    }
}
