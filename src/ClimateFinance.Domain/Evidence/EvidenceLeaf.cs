using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClimateFinance.Domain.Evidence;

/// <summary>
/// An event as evidence: everything that its row in the event table says, in one canonical form. Whoever changes any of it afterwards changes
/// the hash.
/// </summary>
/// <param name="Sequence">Its number among all events of the table. Numbers rise; some are missing for ever.</param>
/// <param name="EventId">Random, given when it was stored; makes the hash of even the smallest fact unguessable.</param>
/// <param name="Stream">The aggregate's id.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Fact">The pinned name, <c>offer_made_v1</c>.</param>
/// <param name="At">UTC, whole microseconds.</param>
/// <param name="Data">The fact itself, JSON.</param>
/// <param name="Headers">The side and organisation of the actor, JSON; null when the row has none.</param>
public sealed record EvidenceLeaf(
    long Sequence, Guid EventId, Guid Stream, long Version, string Fact, DateTimeOffset At, JsonElement Data,
    string? Actor, string? CorrelationId, string? CausationId, JsonElement? Headers)
{
    /// <summary>What is hashed, as canonical JSON. Members without a value are left out.</summary>
    public byte[] Canonical() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, EvidenceJson.Options));

    /// <summary>The leaf's hash in the tree.</summary>
    public Digest Hash() => MerkleTree.Leaf(Canonical());
}

/// <summary>How evidence is written: camelCase, nothing that has no value, nothing unknown when read.</summary>
public static class EvidenceJson
{
    public static JsonSerializerOptions Options { get; } = Build();

    private static JsonSerializerOptions Build()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = false,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
