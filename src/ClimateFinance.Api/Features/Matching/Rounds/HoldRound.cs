using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// POST /matching/rounds: the bureau holds a round over all open needs of its region and all products. What it proposes becomes pairings within
/// moments; a pair that is proposed already stays as it is.
/// </summary>
internal static class HoldRound
{
    internal sealed record Request(RoundTermsBody Terms);

    public static void Map(RouteGroupBuilder matching) => matching.MapPost("/rounds", Handle)
        .Creation<RoundReceipt>(nameof(HoldRound), "Hold a round over the whole market: the proposals that score most within every limit")
        .For(Audience.Bureau)
        .Example(new Request(RoundTermsBody.Example), RoundReceipt.Example);

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var wish = body.Value.Terms.Read(check, "terms", run.Caller);
        if (check.Failed) return check.Problem();
        if (!run.Caller.Oversees(wish.Region)) return Problem.Of(Refusal.Forbidden("round.not_your_region"));

        var ground = RoundGround.Of(run.Loading, wish.Region);
        var id = new RoundId(run.NewId());
        RoundOutcome? outcome = null;
        return await run.CreateAsync(
            id.Value,
            made => $"/api/v1/matching/rounds/{made}",
            work =>
            {
                var input = ground.Input(wish, RoundGround.Today(run.Rules));
                outcome = MarketRound.Run(input, wish.Mode);
                var terms = new RoundTerms(wish.Region, wish.Mode, wish.QuotaPercent, wish.CasesPerOfficer, input.Basis, ground.Illustrative);
                work.Begin(id.Value, new Domain.Rounds.HoldRound(id, terms, ground.Taken(input), outcome));
            },
            work => RoundReceipt.Of(id.Value, work.VersionOf(id.Value), ground.Needs.Rows.Count, outcome!),
            cancellation);
    }
}
