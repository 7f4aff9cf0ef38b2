using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/contact: the bank records its visit.</summary>
internal static class RecordContact
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/contact", Handle)
        .Command<DealReceipt>(nameof(RecordContact), "Record the first visit")
        .For(Audience.Bank)
        .Example(new VisitBody(new Guid("0196c1a4-9f00-7aaa-8bbb-0123456789ab"), new DateOnly(2026, 12, 3), "实地走访，了解烧结余热发电项目进展"), DealReceipt.Example with { Version = 3, Stage = DealStage.Contacted });

    private static Task<IResult> Handle(Guid dealId, Body<VisitBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunVisitAsync(
            run, check, dealId, body.Value, (officer, on, record, clock) => new Domain.Deals.RecordContact(officer, on, record, clock), cancellation);
}
