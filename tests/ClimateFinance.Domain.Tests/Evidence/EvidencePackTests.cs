using System.Security.Cryptography;
using System.Text.Json;
using ClimateFinance.Domain.Evidence;
using Xunit;

namespace ClimateFinance.Domain.Tests.Evidence;

/// <summary>A pack holds as it was made, and no longer when anything in it was changed.</summary>
public sealed class EvidencePackTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_pack_holds_after_a_journey_through_a_file()
    {
        var pack = Through(Pack());

        Assert.Empty(PackVerifier.Faults(pack, pack.Signed.KeyId));
        Assert.Empty(PackVerifier.Faults(pack, null));
        var document = Assert.Single(pack.Documents);
        Assert.Equal("energy-report.pdf", document.Name);
    }

    [Fact]
    public void A_pack_that_hides_an_event_behind_its_hash_holds_too()
    {
        var pack = Pack();
        var hidden = pack with { Events = [pack.Events[0] with { Event = null }, .. pack.Events.Skip(1)] };

        Assert.Empty(PackVerifier.Faults(Through(hidden), null));
    }

    public static TheoryData<string> Tamperings => [.. Changes.Keys];

    private static readonly Dictionary<string, Func<EvidencePack, EvidencePack>> Changes = new()
    {
        ["an amount"] = pack => Leaf(pack, 1, leaf => leaf with { Data = Json("""{"lineCny":50000000}""") }),
        ["who acted"] = pack => Leaf(pack, 1, leaf => leaf with { Actor = "somebody else" }),
        ["when"] = pack => Leaf(pack, 0, leaf => leaf with { At = leaf.At.AddDays(-1) }),
        ["the fact's name"] = pack => Leaf(pack, 0, leaf => leaf with { Fact = "offer_withdrawn_v1" }),
        ["the hash"] = pack => Event(pack, 1, e => e with { LeafHash = Digest.Sha256("x"u8), Event = null }),
        ["the position"] = pack => Event(pack, 0, e => e with { Position = e.Position + 1 }),
        ["the path"] = pack => Event(pack, 0, e => e with { Path = [.. e.Path.Reverse()] }),
        ["an event left out"] = pack => pack with { Events = [.. pack.Events.Skip(1)] },
        ["events exchanged"] = pack => pack with { Events = [pack.Events[1], pack.Events[0], pack.Events[2]] },
        ["the deal"] = pack => pack with { Deal = Guid.NewGuid() },
        ["the root"] = pack => pack with { Signed = pack.Signed with { Checkpoint = pack.Signed.Checkpoint with { Root = Digest.Zero } } },
        ["the checkpoint's day"] = pack => pack with { Signed = pack.Signed with { Checkpoint = pack.Signed.Checkpoint with { At = DateTimeOffset.UnixEpoch } } },
        ["the signature"] = pack => pack with { Signed = pack.Signed with { Signature = Convert.ToBase64String(new byte[64]) } },
        ["a signature that is none"] = pack => pack with { Signed = pack.Signed with { Signature = "not base64" } },
        ["a document's hash"] = pack => pack with { Documents = [pack.Documents[0] with { Sha256 = new string('0', 64) }] },
        ["no events"] = pack => pack with { Events = [], Documents = [] },
        ["the format"] = pack => pack with { Format = "something/2" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public void Whatever_is_changed_is_found(string what) => Assert.NotEmpty(PackVerifier.Faults(Through(Changes[what](Pack())), null));

    [Fact]
    public void Somebody_elses_signature_is_found_by_who_knows_the_key()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pack = Pack();
        var forged = pack with { Signed = Sign(pack.Signed.Checkpoint, other) };

        Assert.Empty(PackVerifier.Faults(forged, null));
        Assert.Contains(PackVerifier.Faults(forged, pack.Signed.KeyId), fault => fault.Contains("signed by the key", StringComparison.Ordinal));
    }

    private EvidencePack Pack()
    {
        var deal = Guid.CreateVersion7();
        EvidenceLeaf Of(long sequence, Guid stream, long version, string fact, string data) => new(
            sequence, Guid.NewGuid(), stream, version, fact, new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), Json(data), "u1", "c1", null, Json("""{"role":"bank"}"""));
        EvidenceLeaf[] all =
        [
            Of(1, deal, 1, "deal_opened_v1", "{}"), Of(2, Guid.NewGuid(), 1, "need_drafted_v1", "{}"),
            Of(4, deal, 2, "offer_made_v1", """{"lineCny":40000000.00,"rate":{"spreadBp":-20}}"""), Of(5, Guid.NewGuid(), 1, "need_drafted_v1", "{}"),
            Of(6, deal, 3, "documents_provided_v1", $$"""{"documents":[{"kind":"energyReport","name":"energy-report.pdf","sha256":"{{new string('a', 64)}}"}]}"""),
        ];
        var (kept, chain) = (new Dictionary<NodeAddress, Digest>(), Digest.Zero);
        for (var i = 0; i < all.Length; i++)
        {
            foreach (var (at, hash) in MerkleTree.Completed(i, all[i].Hash(), at => kept[at]).ToArray()) kept.Add(at, hash);
            chain = Checkpoint.Link(chain, all[i].Hash());
        }

        var checkpoint = new Checkpoint(all.Length, 6, MerkleTree.Root(all.Length, at => kept[at]), chain, new DateTimeOffset(2026, 3, 4, 5, 6, 8, TimeSpan.Zero));
        var events = all.Index().Where(e => e.Item.Stream == deal)
            .Select(e => new ProvenEvent(e.Index, e.Item.Version, e.Item.Hash(), e.Item, MerkleTree.Inclusion(e.Index, all.Length, at => kept[at])))
            .ToArray();
        return new EvidencePack(
            EvidencePack.CurrentFormat, deal, Sign(checkpoint, key), events, [.. events.SelectMany(e => NamedDocuments.In(e.Event!))]);
    }

    private static SignedCheckpoint Sign(Checkpoint checkpoint, ECDsa by) => new(
        checkpoint,
        Convert.ToBase64String(by.ExportSubjectPublicKeyInfo()),
        Convert.ToBase64String(by.SignData(checkpoint.Text(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));

    private static EvidencePack Event(EvidencePack pack, int index, Func<ProvenEvent, ProvenEvent> change) =>
        pack with { Events = [.. pack.Events.Select((e, i) => i == index ? change(e) : e)] };

    private static EvidencePack Leaf(EvidencePack pack, int index, Func<EvidenceLeaf, EvidenceLeaf> change) =>
        Event(pack, index, e => e with { Event = change(e.Event!) });

    private static EvidencePack Through(EvidencePack pack) =>
        JsonSerializer.Deserialize<EvidencePack>(JsonSerializer.Serialize(pack, EvidenceJson.Options), EvidenceJson.Options)!;

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
