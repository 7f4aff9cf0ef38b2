using System.Security.Cryptography;
using System.Text.Json;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>
/// Takes every event into the evidence, in the order of the feed, which all nodes agree on, and signs a checkpoint after each batch. It reads
/// the rows themselves, so that the evidence speaks of what is stored and not of what this software reads out of it.
/// </summary>
/// <remarks>
/// What a batch writes (leaves, subtrees, checkpoint) is one statement. A batch that comes again after a crash finds itself done; of two nodes
/// that believe themselves in charge, the second fails on the first one's positions and begins anew from there.
/// </remarks>
internal sealed class EvidenceKeeper(IEventStore store, EvidenceTree tree, InstallationKeys keys, TimeProvider time) : Subscriber
{
    private const int Batch = 1_000;

    private long seen;

    public override string Name => "evidence";

    public override IReadOnlyList<string> Categories { get; } = [.. EventRegistry.Domain.Kinds.Select(k => k.Category).Distinct(StringComparer.Ordinal)];

    public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        seen = Math.Max(seen, happened.Sequence);
        return Task.CompletedTask;
    }

    public override async Task DrainedAsync(CancellationToken cancellation)
    {
        while (await TakeAsync(cancellation))
        {
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        var (size, last, chain) = await EndAsync(cancellation);
        if (seen <= last) return false;
        var leaves = await store.QueryAsync(
            new Sql(
                $"select {EventTable.Columns} from mt_events e where e.seq_id > $1 and e.seq_id <= $2 and {EventTable.AreEvents} order by e.seq_id limit {Batch}",
                last, seen),
            row => EventTable.Read(row),
            cancellation);
        if (leaves.Count == 0) return false;
        await WriteAsync(size, chain, leaves, cancellation);
        return leaves.Count == Batch;
    }

    private async Task<(long Size, long Last, Digest Chain)> EndAsync(CancellationToken cancellation)
    {
        var end = await store.QueryAsync(
            new Sql("select position + 1, seq_id, chain from evidence_leaf order by position desc limit 1"),
            row => (row.GetInt64(0), row.GetInt64(1), Digest.Of(row.GetFieldValue<byte[]>(2))),
            cancellation);
        return end is [var found] ? found : (0, 0, Digest.Zero);
    }

    private async Task WriteAsync(long size, Digest chain, IReadOnlyList<EvidenceLeaf> leaves, CancellationToken cancellation)
    {
        var kept = await tree.FindAsync([.. MerkleTree.Peaks(size)], cancellation);
        var (rows, nodes) = (new List<object>(leaves.Count), new List<object>(leaves.Count));
        foreach (var leaf in leaves)
        {
            var hash = leaf.Hash();
            chain = Checkpoint.Link(chain, hash);
            rows.Add(new { Position = size, leaf.Sequence, leaf.EventId, Leaf = hash, Chain = chain });
            foreach (var (at, whole) in MerkleTree.Completed(size, hash, Kept))
            {
                kept[at] = whole;
                if (at.Level > 0) nodes.Add(new { at.Level, at.Index, Hash = whole });
            }

            size++;
        }

        var signed = Sign(new Checkpoint(size, leaves[^1].Sequence, MerkleTree.Root(size, Kept), chain, Now()));
        await store.QueryAsync(
            new Sql(
                """
                with leaves as (
                    insert into evidence_leaf (position, seq_id, event_id, leaf, chain)
                    select position, sequence, "eventId", decode(leaf, 'hex'), decode(chain, 'hex')
                    from jsonb_to_recordset($1) as l (position bigint, sequence bigint, "eventId" uuid, leaf text, chain text)),
                nodes as (
                    insert into evidence_node (level, index, hash)
                    select level, index, decode(hash, 'hex') from jsonb_to_recordset($2) as n (level integer, index bigint, hash text))
                insert into evidence_checkpoint (size, last_seq, root, chain, at, key, signature)
                values ($3, $4, decode($5, 'hex'), decode($6, 'hex'), $7, $8, $9) returning size
                """,
                Json(rows), Json(nodes), signed.Checkpoint.Size, signed.Checkpoint.LastSequence, signed.Checkpoint.Root.Hex, signed.Checkpoint.Chain.Hex,
                signed.Checkpoint.At, signed.Key, signed.Signature),
            row => row.GetInt64(0),
            cancellation);

        Digest Kept(NodeAddress at) => kept.TryGetValue(at, out var hash) ? hash : throw new EvidenceBrokenException($"The subtree {at.Index} of level {at.Level} is not kept.");
    }

    private SignedCheckpoint Sign(Checkpoint checkpoint) => new(
        checkpoint,
        Convert.ToBase64String(keys.Evidence.ExportSubjectPublicKeyInfo()),
        Convert.ToBase64String(keys.Evidence.SignData(checkpoint.Text(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));

    /// <summary>To the microsecond, as the database keeps it: the signature is over this very instant.</summary>
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static SqlArgument Json(object rows) => new(SqlType.Json, JsonSerializer.Serialize(rows, EvidenceJson.Options));
}
