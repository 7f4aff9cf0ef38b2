using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>POST /pairings/{id}/decline: no, with a coded reason; it is not proposed again until one side revises.</summary>
internal static class DeclinePairing
{
    /// <param name="Words">Required with the reason <c>other</c>. A bank does not see an enterprise's words.</param>
    internal sealed record Request(string ReasonCode, string? Words = null);

    public static void Map(RouteGroupBuilder pairings) => pairings.MapPost("/{pairingId:guid}/decline", Handle)
        .Command<PairingReceipt>(nameof(DeclinePairing), "Say no, with a coded reason")
        .For(Audience.Parties)
        .Example(new Request("rate", "综合成本高于现有授信"), PairingReceipt.Example with { Version = 3, Status = PairingStatus.Declined });

    private static async Task<IResult> Handle(Guid pairingId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var (code, words) = (body.Value.ReasonCode, check.TextOrNull("words", body.Value.Words));
        if (DeclineReasons.Flaw(code, words) is { } flaw) check.Flawed(flaw.Code == "reason.words_missing" ? "words" : "reasonCode", flaw);
        if (check.Failed) return check.Problem();

        var pairing = run.Existing<Pairing>(pairingId);
        var after = pairing.State;
        return await run.RunAsync(
            work => after = work.Decide(pairing, new Domain.Pairings.DeclinePairing(code, words)),
            work => PairingReceipt.Of(pairingId, work.VersionOf(pairingId), after),
            cancellation);
    }
}
