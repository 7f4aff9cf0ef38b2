using ClimateFinance.Domain.Evidence;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>Makes packs: the events of one stream, each with its proof under the newest checkpoint.</summary>
internal sealed class EvidencePacks(EvidenceTree tree, IEventStore store)
{
    /// <summary>An event of the stream, and its place in the tree; no place until the evidence has taken it in.</summary>
    internal sealed record Kept(EvidenceLeaf Leaf, long? Position, Digest Hash);

    /// <summary>The stream's events, oldest first.</summary>
    /// <param name="where">A further condition on <c>e.stream_id</c>; its arguments come first, the stream's id last.</param>
    public Task<IReadOnlyList<Kept>> EventsAsync(Guid stream, string where, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellation) => store.QueryAsync(
        new Sql(
            $"""
            select {EventTable.Columns}, l.position, l.leaf from mt_events e left join evidence_leaf l on l.seq_id = e.seq_id
            where e.stream_id = ${arguments.Count + 1} and {EventTable.AreEvents} and {where}
            order by e.version
            """,
            [.. arguments, stream]),
        row => new Kept(EventTable.Read(row), row.IsDBNull(11) ? null : row.GetInt64(11), row.IsDBNull(12) ? Digest.Zero : Digest.Of(row.GetFieldValue<byte[]>(12))),
        cancellation);

    /// <summary>The pack, or null while the evidence has not taken every event in.</summary>
    /// <param name="shows">Whether the reader may see an event's content; else its hash alone speaks for it.</param>
    public async Task<EvidencePack?> OfAsync(Guid stream, IReadOnlyList<Kept> events, Func<EvidenceLeaf, bool> shows, CancellationToken cancellation)
    {
        if (await tree.CheckpointAsync(null, cancellation) is not { } signed || events.Any(e => e.Position is null || e.Position >= signed.Checkpoint.Size)) return null;
        var proven = await tree.WorkOutAsync(
            kept => events.Select(e => new ProvenEvent(
                e.Position!.Value, e.Leaf.Version, e.Hash, shows(e.Leaf) ? e.Leaf : null, MerkleTree.Inclusion(e.Position.Value, signed.Checkpoint.Size, kept))).ToArray(),
            cancellation);
        return new EvidencePack(EvidencePack.CurrentFormat, stream, signed, proven, [.. proven.Where(p => p.Event is not null).SelectMany(p => NamedDocuments.In(p.Event!))]);
    }
}
