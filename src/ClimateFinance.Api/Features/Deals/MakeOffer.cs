using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/offers: an offer of the bank, a counter-offer of the enterprise.</summary>
internal static class MakeOffer
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/offers", Handle)
        .Command<DealReceipt>(nameof(MakeOffer), "Put line, term and rate on the table; an earlier offer of either side is superseded")
        .For(Audience.Parties)
        .Example(OfferBody.Example, DealReceipt.Example with { Version = 10 });

    private static async Task<IResult> Handle(Guid dealId, Body<OfferBody> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var terms = body.Value.Read(check);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunOnGroundAsync(
            run, dealId, (ground, clock) => new Domain.Deals.MakeOffer(terms, ground, clock), cancellation);
    }
}
