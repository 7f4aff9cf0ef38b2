using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Store;
using static ClimateFinance.Api.Features.Evidence.AuditEvidence;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>Holds the event table against the evidence.</summary>
internal sealed class EvidenceAudit(IEventStore store, EvidenceTree tree, InstallationKeys keys)
{
    /// <summary>One recorded event beside the row that has its number now, if any.</summary>
    private sealed record Pair(long Position, long Sequence, Guid EventId, Digest Leaf, Digest Chain, EvidenceLeaf? Row);

    public async Task<(long To, long Size, IReadOnlyList<Finding> Findings)> LookAsync(long from, int limit, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var size = await SizeAsync(cancellation);
        var pairs = await PairsAsync(from, limit, cancellation);
        if (pairs.Count == 0) return (Math.Min(from, size), size, findings);

        var signed = (await SignedAsync(from, pairs[^1].Position + 1, cancellation)).ToLookup(s => s.Checkpoint.Size);
        var whole = await tree.FindAsync([.. MerkleTree.Peaks(from)], cancellation);
        var chain = from == 0 ? Digest.Zero : await ChainAtAsync(from - 1, cancellation);
        var position = from;
        foreach (var pair in pairs)
        {
            if (Judge(pair) is { } fault) findings.Add(new Finding(fault, pair.Sequence, pair.EventId));
            chain = Checkpoint.Link(chain, pair.Leaf);
            if (pair.Position != position || chain != pair.Chain) findings.Add(new Finding(Fault.ChainBroken, pair.Sequence, pair.EventId));
            foreach (var (at, hash) in MerkleTree.Completed(position, pair.Leaf, Kept)) whole[at] = hash;
            (chain, position) = (pair.Chain, position + 1);
            if (signed[position].Any(s => !Fits(s, pair, MerkleTree.Root(position, Kept)))) findings.Add(new Finding(Fault.CheckpointBroken, pair.Sequence, null));
        }

        if (!await IsCoveredAsync(position, cancellation)) findings.Add(new Finding(Fault.CheckpointBroken, pairs[^1].Sequence, null));
        if (await IsTreeChangedAsync(whole, cancellation)) findings.Add(new Finding(Fault.TreeChanged, pairs[^1].Sequence, null));
        findings.AddRange(await InsertedAsync(from, position - 1, cancellation));
        return (position, size, findings);

        // What the tree lacks makes another root than the signed one.
        Digest Kept(NodeAddress at) => whole.GetValueOrDefault(at);
    }

    private bool Fits(SignedCheckpoint signed, Pair last, Digest root) =>
        signed.IsSigned() && keys.EvidenceKeyIds.Contains(signed.KeyId)
        && signed.Checkpoint.Root == root && signed.Checkpoint.Chain == last.Chain && signed.Checkpoint.LastSequence == last.Sequence;

    private static Fault? Judge(Pair pair) => pair.Row switch
    {
        null => Fault.Deleted,
        { } row when row.EventId != pair.EventId => Fault.Moved,
        { } row when row.Hash() != pair.Leaf => Fault.Changed,
        _ => null,
    };

    private async Task<long> SizeAsync(CancellationToken cancellation) =>
        (await store.QueryAsync(new Sql("select coalesce(max(position) + 1, 0) from evidence_leaf"), row => row.GetInt64(0), cancellation))[0];

    private async Task<Digest> ChainAtAsync(long position, CancellationToken cancellation) =>
        await store.QueryAsync(new Sql("select chain from evidence_leaf where position = $1", position), row => Digest.Of(row.GetFieldValue<byte[]>(0)), cancellation)
            is [var chain] ? chain : Digest.Zero;

    private Task<IReadOnlyList<Pair>> PairsAsync(long from, int limit, CancellationToken cancellation) => store.QueryAsync(
        new Sql(
            $"""
            select l.position, l.seq_id, l.event_id, l.leaf, l.chain, {EventTable.Columns}
            from (select * from evidence_leaf where position >= $1 order by position limit $2) l left join mt_events e on e.seq_id = l.seq_id
            order by l.position
            """,
            from, limit),
        row => new Pair(
            row.GetInt64(0), row.GetInt64(1), row.GetGuid(2), Digest.Of(row.GetFieldValue<byte[]>(3)), Digest.Of(row.GetFieldValue<byte[]>(4)),
            row.IsDBNull(5) ? null : EventTable.Read(row, 5)),
        cancellation);

    /// <summary>Rows between the recorded ones that nobody recorded.</summary>
    private Task<IReadOnlyList<Finding>> InsertedAsync(long from, long last, CancellationToken cancellation) => store.QueryAsync(
        new Sql(
            $"""
            select e.seq_id, e.id from mt_events e
            where e.seq_id > coalesce((select seq_id from evidence_leaf where position = $1 - 1), 0)
              and e.seq_id < (select seq_id from evidence_leaf where position = $2) and {EventTable.AreEvents}
              and not exists (select 1 from evidence_leaf l where l.seq_id = e.seq_id)
            order by e.seq_id limit 200
            """,
            from, last),
        row => new Finding(Fault.Inserted, row.GetInt64(0), row.GetGuid(1)),
        cancellation);

    private Task<IReadOnlyList<SignedCheckpoint>> SignedAsync(long from, long to, CancellationToken cancellation) => store.QueryAsync(
        new Sql("select size, last_seq, root, chain, at, key, signature from evidence_checkpoint where size > $1 and size <= $2", from, to),
        EvidenceTree.ReadCheckpoint,
        cancellation);

    /// <summary>Each batch ends with a checkpoint, so what no checkpoint covers has lost it.</summary>
    private async Task<bool> IsCoveredAsync(long size, CancellationToken cancellation) =>
        (await store.QueryAsync(new Sql("select 1 from evidence_checkpoint where size >= $1 limit 1", size), row => row.GetInt32(0), cancellation)).Count > 0;

    private async Task<bool> IsTreeChangedAsync(Dictionary<NodeAddress, Digest> whole, CancellationToken cancellation)
    {
        var inner = whole.Where(n => n.Key.Level > 0).ToArray();
        var kept = await tree.FindAsync([.. inner.Select(n => n.Key)], cancellation);
        return inner.Any(n => !kept.TryGetValue(n.Key, out var hash) || hash != n.Value);
    }
}
