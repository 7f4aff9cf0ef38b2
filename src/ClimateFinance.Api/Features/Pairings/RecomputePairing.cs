using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>GET /pairings/{id}/recomputation: the score worked out again from what was stored with it, under the policy it names.</summary>
internal static class RecomputePairing
{
    /// <param name="Equal">Score, cover, every piece and every verdict with its figures are what was stored.</param>
    /// <param name="PolicyVersion">The policy that both were worked out under.</param>
    internal sealed record Reply(
        Guid PairingId, bool Equal, int PolicyVersion, DateOnly On, int StoredScore, int RecomputedScore, decimal StoredCoverCny, decimal RecomputedCoverCny,
        IReadOnlyList<PieceComparison> Pieces, bool CriteriaEqual);

    internal sealed record PieceComparison(Piece Piece, int StoredPoints, int RecomputedPoints, bool Equal);

    private sealed record Stored(NeedFacts Need, ProductFacts Product, PairHistory History, EvaluationBasis Basis, Evaluation Evaluation);

    public static void Map(RouteGroupBuilder pairings) => pairings.MapGet("/{pairingId:guid}/recomputation", Handle)
        .Query<Reply>(nameof(RecomputePairing), "Work the score out again from its stored inputs and compare")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid pairingId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var rows = load.Rows(
            new Sql(
                $"""
                select g.need_facts, g.product_facts, g.history, g.basis, g.evaluation from pairing g where {PairingVisibility.Rows} and g.id = $4
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, pairingId),
            Read);
        var book = load.Stream<PolicyBook>(PolicyBook.StreamId);
        await store.LoadAsync(load, cancellation);
        return QueryReply.OneOr404([.. rows.Rows.Select(stored => Compare(pairingId, stored, book.State))], _ => 0, "pairing.unknown");
    }

    private static Reply Compare(Guid pairingId, Stored stored, PolicyBook book)
    {
        var policy = book.Versions.Single(version => version.Version == stored.Basis.PolicyVersion);
        var (then, now) = (stored.Evaluation, PairEvaluator.Evaluate(stored.Need, stored.Product, stored.History, stored.Basis, policy));
        var pieces = then.Pieces.Zip(now.Pieces, (a, b) => new PieceComparison(a.Piece, a.Points, b.Points, a == b)).ToArray();
        var criteria = then.Criteria.Count == now.Criteria.Count && then.Criteria.Zip(now.Criteria).All(pair => Same(pair.First, pair.Second));
        var equal = then.Eligible == now.Eligible && then.Score == now.Score && then.Cover == now.Cover && criteria
            && then.Pieces.Count == now.Pieces.Count && pieces.All(piece => piece.Equal);
        return new Reply(
            pairingId, equal, policy.Version, stored.Basis.On, then.Score, now.Score, then.Cover.Value, now.Cover.Value, pieces, criteria);
    }

    private static bool Same(CriterionVerdict a, CriterionVerdict b) =>
        a.Criterion == b.Criterion && a.Passed == b.Passed && Same(a.Asked, b.Asked) && Same(a.Offered, b.Offered);

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(figure => b.TryGetValue(figure.Key, out var other) && other == figure.Value);

    private static Stored Read(DbDataReader row) => new(
        Of<NeedFacts>(row, 0), Of<ProductFacts>(row, 1), Of<PairHistory>(row, 2), Of<EvaluationBasis>(row, 3), Of<Evaluation>(row, 4));

    private static T Of<T>(DbDataReader row, int column) => JsonSerializer.Deserialize<T>(row.GetString(column), EventJson.Options)!;
}
