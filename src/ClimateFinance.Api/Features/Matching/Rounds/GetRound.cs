using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>GET /matching/rounds/{id}: what a round proposed and what became of it, the prices that prove it, and whom it serves.</summary>
internal static class GetRound
{
    public static void Map(RouteGroupBuilder matching) => matching.MapGet("/rounds/{roundId:guid}", Handle)
        .Query<RoundView>(nameof(GetRound), "One round: its proposals, its proof, its fairness")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(Guid roundId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var rounds = load.Rows(
            new Sql($"select {RoundSummary.Columns}, r.outcome from matching_round r where {RoundSummary.Visible} and r.id = $2", caller.RegionPattern, roundId), Read);
        var pairs = load.Rows(
            new Sql(
                $"""
                {KnownPair.Select} and g.need_id = any (array(
                    select unnest(r.need_ids) from matching_round r where {RoundSummary.Visible} and r.id = $2))
                """,
                caller.RegionPattern, roundId),
            KnownPair.Map);
        await store.LoadAsync(load, cancellation);

        var known = pairs.Rows.ToDictionary(pair => pair.Key);
        return QueryReply.OneOr404([.. rounds.Rows.Select(row => View(row.Round, row.Outcome, known))], view => view.Round.Version, "round.unknown");
    }

    private static RoundView View(RoundSummary round, RoundOutcome outcome, IReadOnlyDictionary<PairKey, KnownPair> known) => new(
        round,
        [
            .. outcome.Proposals.Select(p =>
                RoundProposalBody.Of(p, known.GetValueOrDefault(new PairKey(p.Need, p.NeedRevision, p.Product, p.ProductRevision)))),
        ],
        [.. outcome.Products.Select(RoundProductBody.Of)],
        [.. outcome.Banks.Select(RoundBankBody.Of)],
        [.. outcome.Ownership.Select(RoundOwnershipBody.Of)]);

    private static (RoundSummary Round, RoundOutcome Outcome) Read(DbDataReader row) =>
        (RoundSummary.Map(row), JsonSerializer.Deserialize<RoundOutcome>(row.GetString(RoundSummary.Count), EventJson.Options)!);
}
