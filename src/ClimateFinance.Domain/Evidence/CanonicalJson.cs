using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ClimateFinance.Domain.Evidence;

/// <summary>
/// One way to write a JSON value, so that everybody hashes the same bytes: RFC 8785 (JSON Canonicalization Scheme) but for numbers. That
/// scheme reads them as binary floating point, which money is not; here a number is written in full, exactly, without exponent and without
/// zeros that say nothing: <c>1.50</c> and <c>15e-1</c> are <c>1.5</c>.
/// </summary>
public static class CanonicalJson
{
    /// <summary>No figure of the marketplace has more digits; what has is refused rather than written out.</summary>
    public const int MaxDigits = 400;

    private const int FirstBytes = 1_024;
    private const int MaxPlain = 100;

    /// <summary>UTF-8, members by the order of their UTF-16 code units, no white space.</summary>
    /// <exception cref="FormatException">A member stands twice in an object, or a number is longer than <see cref="MaxDigits"/>.</exception>
    public static byte[] Write(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>(FirstBytes);
        Write(bytes, value);
        return bytes.WrittenSpan.ToArray();
    }

    internal static void Write(ArrayBufferWriter<byte> bytes, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(bytes, value);
                break;
            case JsonValueKind.Array:
                var first = true;
                bytes.Write("["u8);
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) bytes.Write(","u8);
                    first = false;
                    Write(bytes, item);
                }

                bytes.Write("]"u8);
                break;
            case JsonValueKind.String:
                // Without an escape a string is written in one way only.
                var quoted = JsonMarshal.GetRawUtf8Value(value);
                if (quoted.Contains((byte)'\\')) WriteString(bytes, value.GetString()!);
                else bytes.Write(quoted);
                break;
            case JsonValueKind.Number:
                WriteNumber(bytes, value);
                break;
            default:
                bytes.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    // RFC 8785, 3.2.2.2: the short escapes where there are some, \u00xx for other control characters, all else as it is.
    internal static void WriteString(ArrayBufferWriter<byte> bytes, string value)
    {
        bytes.Write("\""u8);
        var plain = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is not ('"' or '\\' or < ' ')) continue;
            WriteText(bytes, value.AsSpan(plain, i - plain));
            plain = i + 1;
            WriteText(bytes, value[i] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                var c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            });
        }

        WriteText(bytes, value.AsSpan(plain));
        bytes.Write("\""u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> bytes, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, bytes);

    private static void WriteObject(ArrayBufferWriter<byte> bytes, JsonElement value)
    {
        var members = new (string Name, JsonElement Value)[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject()) members[count++] = (member.Name, member.Value);
        Array.Sort(members, static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        bytes.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0 && members[i].Name == members[i - 1].Name) throw new FormatException($"The member '{members[i].Name}' stands twice in one object.");
            if (i > 0) bytes.Write(","u8);
            WriteString(bytes, members[i].Name);
            bytes.Write(":"u8);
            Write(bytes, members[i].Value);
        }

        bytes.Write("}"u8);
    }

    /// <summary>A number without exponent is right but for zeros at the end of a fraction, and for a zero below zero.</summary>
    private static void WriteNumber(ArrayBufferWriter<byte> bytes, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length > MaxPlain || raw.IndexOfAny((byte)'e', (byte)'E') >= 0)
        {
            WriteText(bytes, Expanded(value.GetRawText()));
            return;
        }

        if (raw.Contains((byte)'.')) raw = raw.TrimEnd((byte)'0').TrimEnd((byte)'.');
        bytes.Write(raw.SequenceEqual("-0"u8) ? "0"u8 : raw);
    }

    private static string Expanded(string raw)
    {
        var e = raw.IndexOfAny(['e', 'E']);
        var mantissa = e < 0 ? raw : raw[..e];
        var exponent = 0;
        if (e >= 0 && (!int.TryParse(raw.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > MaxDigits))
            throw TooLong(raw);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        if (digits.Length + Math.Abs(scale) > 2 * MaxDigits) throw TooLong(raw);

        var whole = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (scale < 0) (whole, scale) = (whole * BigInteger.Pow(10, -scale), 0);
        var figure = whole.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var fraction = figure[^scale..].TrimEnd('0');
        return $"{(raw[0] == '-' && !whole.IsZero ? "-" : "")}{figure[..^scale]}{(fraction.Length > 0 ? "." : "")}{fraction}";
    }

    private static FormatException TooLong(string raw) => new($"The number {(raw.Length > 40 ? raw[..40] + "…" : raw)} has more than {MaxDigits} digits.");
}
