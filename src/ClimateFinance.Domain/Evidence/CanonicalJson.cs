using System.Globalization;
using System.Numerics;
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

    /// <summary>UTF-8, members by the order of their UTF-16 code units, no white space.</summary>
    /// <exception cref="FormatException">A member stands twice in an object, or a number is longer than <see cref="MaxDigits"/>.</exception>
    public static byte[] Write(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                var first = true;
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) text.Append(',');
                    first = false;
                    Write(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                WriteNumber(text, value.GetRawText());
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value)
    {
        text.Append('{');
        string? before = null;
        foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (member.Name == before) throw new FormatException($"The member '{member.Name}' stands twice in one object.");
            if (before is not null) text.Append(',');
            before = member.Name;
            WriteString(text, member.Name);
            text.Append(':');
            Write(text, member.Value);
        }

        text.Append('}');
    }

    // RFC 8785, 3.2.2.2: the short escapes where there are some, \u00xx for other control characters, all else as it is.
    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void WriteNumber(StringBuilder text, string raw)
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
        if (raw[0] == '-' && !whole.IsZero) text.Append('-');
        text.Append(figure.AsSpan(0, figure.Length - scale));
        if (fraction.Length > 0) text.Append('.').Append(fraction);
    }

    private static FormatException TooLong(string raw) => new($"The number {(raw.Length > 40 ? raw[..40] + "…" : raw)} has more than {MaxDigits} digits.");
}
