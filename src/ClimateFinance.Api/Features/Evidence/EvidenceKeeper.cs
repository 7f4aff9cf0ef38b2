using System.Security.Cryptography;
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
/// <para>
/// A batch is everything that is settled, about five times a second: while many append, a signature and its round trips are for hundreds of events. So it wants
/// no events handed to it but one, which says that there are some.
/// </para>
/// </remarks>
internal sealed class EvidenceKeeper(IEventStore store, EvidenceTree tree, InstallationKeys keys, TimeProvider time) : Subscriber
{
    private const int Batch = 1_000;

    private long seen;
    private long passed;

    public override string Name => "evidence";

    public override IReadOnlyList<string> Categories { get; } = [.. EventRegistry.Domain.Kinds.Select(k => k.Category).Distinct(StringComparer.Ordinal)];

    public override int? PageSize => 1;

    public override TimeSpan? Gather => TimeSpan.FromMilliseconds(200);

    public override long Passed => passed;

    public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        seen = Math.Max(seen, happened.Sequence);
        return Task.CompletedTask;
    }

    public override async Task DrainedAsync(CancellationToken cancellation)
    {
        seen = Math.Max(seen, await store.SettledAsync(cancellation));
        while (await TakeAsync(cancellation))
        {
        }

        passed = seen;
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
        var (first, rows, nodes) = (size, new Packed(), new Packed());
        foreach (var leaf in leaves)
        {
            var hash = leaf.Hash();
            chain = Checkpoint.Link(chain, hash);
            rows.Add(leaf.Sequence, hash, chain);
            foreach (var (at, whole) in MerkleTree.Completed(size, hash, Kept))
            {
                kept[at] = whole;
                if (at.Level > 0) nodes.Add(at.Level, at.Index, whole);
            }

            size++;
        }

        var signed = Sign(new Checkpoint(size, leaves[^1].Sequence, MerkleTree.Root(size, Kept), chain, Now()));
        await store.QueryAsync(
            new Sql(
                """
                with leaves as (
                    insert into evidence_leaf (position, seq_id, event_id, leaf, chain)
                    select $1 + n - 1, sequence, event_id, substr($4, (n::int - 1) * 64 + 1, 32), substr($4, (n::int - 1) * 64 + 33, 32)
                    from unnest($2::text::bigint[], $3) with ordinality as l (sequence, event_id, n)),
                nodes as (
                    insert into evidence_node (level, index, hash)
                    select level, index, substr($7, (n::int - 1) * 32 + 1, 32)
                    from unnest($5::text::integer[], $6::text::bigint[]) with ordinality as k (level, index, n))
                insert into evidence_checkpoint (size, last_seq, root, chain, at, key, signature)
                values ($8, $9, $10, $11, $12, $13, $14) returning size
                """,
                first, rows.Numbers, leaves.Select(leaf => leaf.EventId).ToArray(), rows.Digests, nodes.Levels, nodes.Numbers, nodes.Digests,
                signed.Checkpoint.Size, signed.Checkpoint.LastSequence, signed.Checkpoint.Root.ToArray(), signed.Checkpoint.Chain.ToArray(),
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

    /// <summary>Many rows in few arguments: numbers as the text of an array, digests one after the other.</summary>
    private sealed class Packed
    {
        private readonly List<int> levels = [];
        private readonly List<long> numbers = [];
        private readonly MemoryStream digests = new();

        public string Levels => $"{{{string.Join(',', levels)}}}";

        public string Numbers => $"{{{string.Join(',', numbers)}}}";

        public byte[] Digests => digests.ToArray();

        public void Add(long number, Digest leaf, Digest chain)
        {
            numbers.Add(number);
            digests.Write(leaf.ToArray());
            digests.Write(chain.ToArray());
        }

        public void Add(int level, long number, Digest hash)
        {
            levels.Add(level);
            numbers.Add(number);
            digests.Write(hash.ToArray());
        }
    }
}
