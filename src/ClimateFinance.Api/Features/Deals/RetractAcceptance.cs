using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/offers/{n}/acceptance/retraction: who accepted takes it back, before the approval.</summary>
internal static class RetractAcceptance
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/offers/{number:int}/acceptance/retraction", Handle)
        .Command<DealReceipt>(nameof(RetractAcceptance), "Take an acceptance back before the approval; the offer is on the table again")
        .For(Audience.Parties)
        .Example(new ReasonBody("误操作接受"), DealReceipt.Example with { Version = 13 });

    private static Task<IResult> Handle(Guid dealId, int number, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonOnGroundAsync(
            run, check, dealId, body.Value, (reason, ground, clock) => new Domain.Deals.RetractAcceptance(number, reason, ground, clock), cancellation);
}
