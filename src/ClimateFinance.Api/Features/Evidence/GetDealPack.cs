using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>
/// GET /evidence/deals/{id}/pack: a deal's record that proves itself. Save it, and check it without the marketplace:
/// the README says how. What is not for the caller to read is there as its hash alone.
/// </summary>
internal static class GetDealPack
{
    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/deals/{dealId:guid}/pack", Handle)
        .Query<EvidencePack>(nameof(GetDealPack), "A deal's events with proofs, to be checked offline")
        .For(Audience.PartiesAndBureau)
        .Refusing(409);

    private static async Task<IResult> Handle(Guid dealId, QueryCaller caller, EvidenceTree tree, IEventStore store, Looks looks, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {EventTable.Columns}, l.position, l.leaf from mt_events e left join evidence_leaf l on l.seq_id = e.seq_id
                where e.stream_id = $4 and {EventTable.AreEvents} and exists (select 1 from deal d where d.id = $4 and {DealVisibility.Rows})
                order by e.version
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => (Leaf: EventTable.Read(row), Position: row.IsDBNull(11) ? (long?)null : row.GetInt64(11), Hash: row.IsDBNull(12) ? Digest.Zero : Digest.Of(row.GetFieldValue<byte[]>(12))),
            cancellation);
        if (rows.Count == 0) return Problem.Of(Refusal.Unknown("deal.unknown"));
        if (await tree.CheckpointAsync(null, cancellation) is not { } signed || rows.Any(r => r.Position is null || r.Position >= signed.Checkpoint.Size))
            return Problem.Of(Refusal.Rule("evidence.not_yet"));

        await looks.AtAsync(LookAt.Pack, [dealId], cancellation);
        var proven = await tree.WorkOutAsync(
            kept => rows.Select(r => new ProvenEvent(
                r.Position!.Value, r.Leaf.Version, r.Hash, DealVisibility.Shows(caller.Caller.Role, r.Leaf.Fact) ? r.Leaf : null,
                MerkleTree.Inclusion(r.Position.Value, signed.Checkpoint.Size, kept))).ToArray(),
            cancellation);
        var documents = proven.Where(p => p.Event is not null).SelectMany(p => NamedDocuments.In(p.Event!));
        return new QueryReply<EvidencePack>(new EvidencePack(EvidencePack.CurrentFormat, dealId, signed, proven, [.. documents]), rows[^1].Leaf.Version);
    }
}
