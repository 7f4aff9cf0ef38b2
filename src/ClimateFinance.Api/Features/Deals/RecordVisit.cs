using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/visits: a further visit; the first is the contact.</summary>
internal static class RecordVisit
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/visits", Handle)
        .Command<DealReceipt>(nameof(RecordVisit), "Record a further visit")
        .For(Audience.Bank)
        .Example(new VisitBody(new Guid("0196c1a4-9f00-7aaa-8bbb-0123456789ab"), new DateOnly(2026, 12, 10), "二次走访，核对设备清单"), DealReceipt.Example with { Version = 7, Stage = DealStage.Contacted });

    private static Task<IResult> Handle(Guid dealId, Body<VisitBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunVisitAsync(
            run, check, dealId, body.Value, (officer, on, record, clock) => new Domain.Deals.RecordVisit(officer, on, record, clock), cancellation);
}
