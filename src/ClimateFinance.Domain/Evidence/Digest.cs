using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClimateFinance.Domain.Evidence;

/// <summary>A SHA-256 value: 32 bytes, written as 64 lower-case hex digits.</summary>
[JsonConverter(typeof(DigestJson))]
public readonly record struct Digest : IComparable<Digest>
{
    public const int Bytes = SHA256.HashSizeInBytes;

    private readonly string? hex;

    private Digest(string hex) => this.hex = hex;

    /// <summary>32 zero bytes: what the chain begins with.</summary>
    public static Digest Zero => default;

    public string Hex => hex ?? new string('0', 2 * Bytes);

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static Digest Of(ReadOnlySpan<byte> value) =>
        value.Length == Bytes ? new Digest(Convert.ToHexStringLower(value)) : throw new ArgumentException($"A digest has {Bytes} bytes, not {value.Length}.", nameof(value));

    /// <summary>Reads 64 lower-case hex digits; false for anything else.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        if (text is not { Length: 2 * Bytes } || !text.All(char.IsAsciiHexDigitLower)) return false;
        digest = new Digest(text);
        return true;
    }

    /// <summary>SHA-256 of some bytes.</summary>
    public static Digest Sha256(ReadOnlySpan<byte> content)
    {
        Span<byte> value = stackalloc byte[Bytes];
        SHA256.HashData(content, value);
        return Of(value);
    }

    public byte[] ToArray() => hex is null ? new byte[Bytes] : Convert.FromHexString(hex);

    public bool Equals(Digest other) => string.Equals(Hex, other.Hex, StringComparison.Ordinal);

    public override int GetHashCode() => Hex.GetHashCode(StringComparison.Ordinal);

    public int CompareTo(Digest other) => string.CompareOrdinal(Hex, other.Hex);

    public override string ToString() => Hex;

    /// <summary>SHA-256 of a prefix byte and two digests: a node of the tree, a link of the chain.</summary>
    internal static Digest Join(byte prefix, Digest left, Digest right)
    {
        Span<byte> joined = stackalloc byte[1 + (2 * Bytes)];
        joined[0] = prefix;
        left.CopyTo(joined[1..]);
        right.CopyTo(joined[(1 + Bytes)..]);
        return Sha256(joined);
    }

    private void CopyTo(Span<byte> target)
    {
        if (hex is null) target[..Bytes].Clear();
        else Convert.FromHexString(hex, target, out _, out _);
    }
}

/// <summary>A digest in JSON: its hex.</summary>
public sealed class DigestJson : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out var digest)
            ? digest
            : throw new JsonException("A digest is 64 lower-case hex digits.");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.Hex);
}
