using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// POST /deals/{id}/officer: another officer of the bank answers for the deal. The bank names one itself; the bureau does so when the bank does not answer.
/// </summary>
internal static class AssignOfficer
{
    /// <param name="OfficerId">An officer of the bank on file, see GET /banks/{id}/officers.</param>
    internal sealed record Request(Guid OfficerId, string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/officer", Handle)
        .Command<DealReceipt>(nameof(AssignOfficer), "Name the bank's officer who answers for the deal from now on")
        .For(Audience.Bank | Audience.Bureau)
        .Example(
            new Request(new Guid("0196c1a4-9f00-7aaa-8bbb-0123456789ab"), "原客户经理调离"), DealReceipt.Example with { Version = 9, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        var (officer, known) = (new PersonId(body.Value.OfficerId), DealMoves.OfficerOf(run, dealId, body.Value.OfficerId));
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.AssignOfficer(officer, reason, clock), cancellation, known);
    }
}
