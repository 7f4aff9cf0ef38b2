using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>GET /evidence/{sequence}/proof: that one event, whatever it says, is covered by the newest checkpoint. Its content stays out of it.</summary>
internal static class GetEventProof
{
    /// <param name="Sequence">The event's number among all events.</param>
    /// <param name="Position">Its place in the tree, from 0.</param>
    /// <param name="LeafHash">SHA-256 of a zero byte and the event as canonical JSON.</param>
    /// <param name="Path">Siblings from the leaf upwards (RFC 6962, 2.1.1).</param>
    internal sealed record Reply(long Sequence, long Position, Digest LeafHash, IReadOnlyList<Digest> Path, SignedCheckpoint Signed);

    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/{sequence:long}/proof", Handle)
        .Query<Reply>(nameof(GetEventProof), "Proves that an event is covered by the newest checkpoint")
        .For(Audience.Bureau | Audience.Operator);

    private static async Task<IResult> Handle(long sequence, EvidenceTree tree, IEventStore store, CancellationToken cancellation)
    {
        var leaf = await store.QueryAsync(
            new Sql("select position, leaf from evidence_leaf where seq_id = $1", sequence),
            row => (Position: row.GetInt64(0), Hash: Digest.Of(row.GetFieldValue<byte[]>(1))),
            cancellation);
        if (leaf is not [var found] || await tree.CheckpointAsync(null, cancellation) is not { } signed) return Problem.Of(Refusal.Unknown("evidence.event_unknown"));
        var path = await tree.WorkOutAsync(kept => MerkleTree.Inclusion(found.Position, signed.Checkpoint.Size, kept), cancellation);
        return QueryReply.Of(new Reply(sequence, found.Position, found.Hash, path, signed));
    }
}
