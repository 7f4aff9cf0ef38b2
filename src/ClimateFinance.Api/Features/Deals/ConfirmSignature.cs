using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/signature: each side says what was signed.</summary>
internal static class ConfirmSignature
{
    internal sealed record Request(CreditBody Credit, string ContractNumber);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/signature", Handle)
        .Command<DealReceipt>(nameof(ConfirmSignature), "Say what was signed; the deal is signed when both sides say the same")
        .For(Audience.Parties)
        .Example(new Request(OfferBody.CreditExample, "HT-2027-0088"), DealReceipt.Example with { Version = 18, Stage = DealStage.Signed });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var credit = check.Credit("credit", body.Value.Credit);
        var contractNumber = check.Text("contractNumber", body.Value.ContractNumber, 100);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.ConfirmSignature(new SignatureWord(credit, contractNumber), clock), cancellation);
    }
}
