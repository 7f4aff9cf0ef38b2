using System.Buffers;
using System.Globalization;
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
    public byte[] Canonical()
    {
        // Member by member in their order, because every event goes through here; a test holds it to what the serializer makes of the record.
        var bytes = new ArrayBufferWriter<byte>(1_024);
        Member(bytes, "{"u8, "actor"u8, Actor);
        Member(bytes, Actor is null ? "{"u8 : ","u8, "at"u8, At.ToString(Instant, CultureInfo.InvariantCulture));
        Member(bytes, ","u8, "causationId"u8, CausationId);
        Member(bytes, ","u8, "correlationId"u8, CorrelationId);
        Member(bytes, ","u8, "data"u8, Data);
        Member(bytes, ","u8, "eventId"u8, EventId.ToString());
        Member(bytes, ","u8, "fact"u8, Fact);
        if (Headers is { } headers) Member(bytes, ","u8, "headers"u8, headers);
        Member(bytes, ","u8, "sequence"u8, Sequence);
        Member(bytes, ","u8, "stream"u8, Stream.ToString());
        Member(bytes, ","u8, "version"u8, Version);
        bytes.Write("}"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The leaf's hash in the tree.</summary>
    public Digest Hash() => MerkleTree.Leaf(Canonical());

    /// <summary>As the serializer writes an instant: no zeros at the end of the fraction.</summary>
    private const string Instant = "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz";

    private static void Member(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        Name(bytes, before, name);
        CanonicalJson.WriteString(bytes, value);
    }

    private static void Member(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> name, JsonElement value)
    {
        Name(bytes, before, name);
        CanonicalJson.Write(bytes, value);
    }

    private static void Member(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> name, long value)
    {
        Name(bytes, before, name);
        Span<byte> digits = stackalloc byte[20];
        _ = value.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        bytes.Write(digits[..written]);
    }

    private static void Name(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> name)
    {
        bytes.Write(before);
        bytes.Write("\""u8);
        bytes.Write(name);
        bytes.Write("\":"u8);
    }
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
