using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>POST /pairings/{id}/interest: the caller's side is interested; the second side's word opens the deal.</summary>
internal static class ExpressInterest
{
    public static void Map(RouteGroupBuilder pairings) => pairings.MapPost("/{pairingId:guid}/interest", Handle)
        .Command<PairingReceipt>(nameof(ExpressInterest), "Say that one's side is interested; mutual interest opens the deal")
        .For(Audience.Parties)
        .Example(null, PairingReceipt.Example with { Version = 4, Status = PairingStatus.Mutual, DealId = new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d96") });

    private static Task<IResult> Handle(Guid pairingId, CommandRun run, CancellationToken cancellation)
    {
        var pairing = run.Existing<Pairing>(pairingId);
        var facts = MutualInterest.FactsOf(run, new PairingId(pairingId));
        var deal = new DealId(run.NewId());
        var after = pairing.State;
        return run.RunAsync(
            work => after = MutualInterest.Express(work, pairing, facts, deal, run.Rules),
            work => PairingReceipt.Of(pairingId, work.VersionOf(pairingId), after),
            cancellation);
    }
}
