using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/offers/{n}/acceptance: the other side accepts.</summary>
internal static class AcceptOffer
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/offers/{number:int}/acceptance", Handle)
        .Command<DealReceipt>(nameof(AcceptOffer), "Accept the other side's offer: line, term and rate are agreed")
        .For(Audience.Parties)
        .Example(null, DealReceipt.Example with { Version = 12, Stage = DealStage.Agreed });

    private static Task<IResult> Handle(Guid dealId, int number, CommandRun run, CancellationToken cancellation) =>
        DealMoves.RunOnGroundAsync(run, dealId, (ground, clock) => new Domain.Deals.AcceptOffer(number, ground, clock), cancellation);
}
