using System.Text.Json;

namespace ClimateFinance.Domain.Evidence;

/// <summary>
/// A record that proves itself without the marketplace: the events of a deal, or of a meeting's carbon account, each with the proof that a signed
/// checkpoint covers it.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Deal">Whose events these are: the deal's id, or the stream of the account.</param>
/// <param name="Events">All of them, oldest first.</param>
/// <param name="Documents">The documents that the events name, with their SHA-256: the files themselves are not in the pack.</param>
public sealed record EvidencePack(
    string Format, Guid Deal, SignedCheckpoint Signed, IReadOnlyList<ProvenEvent> Events, IReadOnlyList<NamedDocument> Documents)
{
    public const string CurrentFormat = "climate-finance-evidence-pack/1";
}

/// <summary>An event with its proof.</summary>
/// <param name="Position">Its place in the tree, from 0.</param>
/// <param name="Version">Its place in the deal, from 1.</param>
/// <param name="LeafHash">What the proof begins with.</param>
/// <param name="Event">The event; null where its content is not for the reader of this pack: then only the hash speaks for it.</param>
/// <param name="Path">Siblings from the leaf upwards (RFC 6962, 2.1.1).</param>
public sealed record ProvenEvent(long Position, long Version, Digest LeafHash, EvidenceLeaf? Event, IReadOnlyList<Digest> Path);

/// <summary>A document that an event names.</summary>
/// <param name="Version">Of the event, in the deal.</param>
public sealed record NamedDocument(long Version, string Kind, string Name, string Sha256);

/// <summary>Finds the documents that facts name, wherever in them: objects with <c>kind</c>, <c>name</c> and <c>sha256</c>.</summary>
public static class NamedDocuments
{
    public static IEnumerable<NamedDocument> In(EvidenceLeaf leaf) => In(leaf.Version, leaf.Data);

    private static IEnumerable<NamedDocument> In(long version, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => In(version, item)),
        JsonValueKind.Object when Text(value, "sha256") is { } sha256 => [new NamedDocument(version, Text(value, "kind") ?? "", Text(value, "name") ?? "", sha256)],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => In(version, member.Value)),
        _ => [],
    };

    private static string? Text(JsonElement value, string member) =>
        value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}

/// <summary>Finds the digests of statements that facts hold: the member <c>statementSha256</c> of a closed carbon account.</summary>
public static class StatedDigests
{
    /// <summary>Each with the version of the event that states it.</summary>
    public static IEnumerable<(long Version, string Sha256)> In(EvidencePack pack) =>
        from proven in pack.Events
        where proven.Event is { Data.ValueKind: JsonValueKind.Object } && proven.Event.Data.TryGetProperty("statementSha256", out var stated) && stated.ValueKind == JsonValueKind.String
        select (proven.Version, proven.Event!.Data.GetProperty("statementSha256").GetString()!);
}
