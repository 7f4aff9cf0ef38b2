using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/contact: the bank records its visit.</summary>
internal static class RecordContact
{
    /// <param name="OfficerId">An officer of the bank on file, see POST /banks/{id}/officers.</param>
    internal sealed record Request(Guid OfficerId, DateOnly VisitedOn, string Record);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/contact", Handle)
        .Command<DealReceipt>(nameof(RecordContact), "Record the first visit")
        .For(Audience.Bank)
        .Example(new Request(new Guid("0196c1a4-9f00-7aaa-8bbb-0123456789ab"), new DateOnly(2026, 12, 3), "实地走访，了解烧结余热发电项目进展"), DealReceipt.Example with { Version = 3, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var record = check.Text("record", body.Value.Record);
        if (check.Failed) return check.Problem();
        var officer = DealMoves.OfficerOf(run, dealId, body.Value.OfficerId);
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.RecordContact(new PersonId(body.Value.OfficerId), body.Value.VisitedOn, record, clock), cancellation, officer);
    }
}
