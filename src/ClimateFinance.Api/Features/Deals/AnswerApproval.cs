using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/approval/answer: the enterprise answers a changed approval.</summary>
internal static class AnswerApproval
{
    internal sealed record Request(bool Accepted, string? Reason = null);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/approval/answer", Handle)
        .Command<DealReceipt>(nameof(AnswerApproval), "Accept or decline what the approval changed")
        .For(Audience.Enterprise)
        .Example(new Request(true), DealReceipt.Example with { Version = 16, Stage = DealStage.Approved });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.TextOrNull("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.AnswerApproval(body.Value.Accepted, reason, clock), cancellation);
    }
}
