using System.Text.Json;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>The kept subtrees of the evidence, as the proofs need them.</summary>
internal sealed class EvidenceTree(IEventStore store)
{
    /// <summary>The newest signed checkpoint, or the one over exactly so many events; null where there is none.</summary>
    public async Task<SignedCheckpoint?> CheckpointAsync(long? size, CancellationToken cancellation)
    {
        var found = await store.QueryAsync(
            new Sql(
                "select size, last_seq, root, chain, at, key, signature from evidence_checkpoint where $1 is null or size = $1 order by size desc limit 1", size),
            ReadCheckpoint,
            cancellation);
        return found is [var newest] ? newest : null;
    }

    public static SignedCheckpoint ReadCheckpoint(System.Data.Common.DbDataReader row) => new(
        new Checkpoint(
            row.GetInt64(0), row.GetInt64(1), Digest.Of(row.GetFieldValue<byte[]>(2)), Digest.Of(row.GetFieldValue<byte[]>(3)),
            row.GetFieldValue<DateTimeOffset>(4).ToUniversalTime()),
        row.GetString(5), row.GetString(6));

    /// <summary>
    /// Works something out over the tree with one query: the first pass notes which subtrees it asks for, the second has them.
    /// </summary>
    /// <exception cref="EvidenceBrokenException">A subtree that the tree must have is not kept.</exception>
    public async Task<T> WorkOutAsync<T>(Func<Func<NodeAddress, Digest>, T> work, CancellationToken cancellation)
    {
        var wanted = new HashSet<NodeAddress>();
        _ = work(at =>
        {
            wanted.Add(at);
            return Digest.Zero;
        });
        var kept = await FindAsync(wanted, cancellation);
        return work(at => kept.TryGetValue(at, out var hash) ? hash : throw new EvidenceBrokenException($"The subtree {at.Index} of level {at.Level} is not kept."));
    }

    public async Task<Dictionary<NodeAddress, Digest>> FindAsync(IReadOnlyCollection<NodeAddress> wanted, CancellationToken cancellation)
    {
        if (wanted.Count == 0) return [];
        var found = await store.QueryAsync(
            new Sql(
                """
                select a.level, a.index, coalesce(n.hash, l.leaf)
                from jsonb_to_recordset($1) as a (level integer, index bigint)
                left join evidence_node n on a.level > 0 and n.level = a.level and n.index = a.index
                left join evidence_leaf l on a.level = 0 and l.position = a.index
                where coalesce(n.hash, l.leaf) is not null
                """,
                new SqlArgument(SqlType.Json, JsonSerializer.Serialize(wanted, EvidenceJson.Options))),
            row => (At: new NodeAddress(row.GetInt32(0), row.GetInt64(1)), Hash: Digest.Of(row.GetFieldValue<byte[]>(2))),
            cancellation);
        return found.ToDictionary(n => n.At, n => n.Hash);
    }
}

/// <summary>The evidence does not fit itself: somebody changed it, or lost a part of it.</summary>
internal sealed class EvidenceBrokenException(string message) : Exception(message);
