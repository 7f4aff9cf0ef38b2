using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>GET /evidence/consistency: the proof that a later checkpoint continues an earlier one (RFC 6962, 2.1.2).</summary>
internal static class GetConsistency
{
    /// <param name="Proof">Digests, to be checked by RFC 9162, 2.1.4.2.</param>
    internal sealed record Reply(SignedCheckpoint Earlier, SignedCheckpoint Later, IReadOnlyList<Digest> Proof);

    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/consistency", Handle)
        .Query<Reply>(nameof(GetConsistency), "Proves that a later checkpoint continues an earlier one", "earlier", "later")
        .For(Audience.Everyone)
        .Refusing(404);

    private static async Task<IResult> Handle(EvidenceTree tree, CancellationToken cancellation, long earlier, long? later = null)
    {
        if (await tree.CheckpointAsync(earlier, cancellation) is not { } first || await tree.CheckpointAsync(later, cancellation) is not { } second)
            return Problem.Of(Refusal.Unknown("evidence.no_checkpoint"));
        if (second.Checkpoint.Size < earlier)
            return Problem.Of([Flaw.Of("earlier", "number.out_of_range", ("min", 1), ("max", second.Checkpoint.Size), ("given", earlier))]);
        var proof = await tree.WorkOutAsync(kept => MerkleTree.Consistency(earlier, second.Checkpoint.Size, kept), cancellation);
        return QueryReply.Of(new Reply(first, second, proof));
    }
}
