using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClimateFinance.Api.Tests.Seeds;

/// <summary>
/// The part of JSON Schema 2020-12 that the seeds' schemas and the contract use. A keyword outside it throws, because a keyword that is passed
/// over checks nothing.
/// </summary>
/// <param name="closed">Whether an object that states its members may have no others, even where its schema leaves that open.</param>
internal sealed class JsonSchemaChecker(JsonElement root, bool closed = false)
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "default", "readOnly"];

    private static readonly JsonElement No = JsonElement.Parse("false");

    /// <summary>Everything that is wrong, each with its place; empty when the document fits.</summary>
    public IReadOnlyList<string> Check(JsonElement document)
    {
        var faults = new List<string>();
        Check(document, root, "$", faults);
        return faults;
    }

    /// <summary>As <see cref="Check(JsonElement)"/>, by a schema somewhere in the root.</summary>
    public IReadOnlyList<string> Check(JsonElement document, JsonElement schema)
    {
        var faults = new List<string>();
        Check(document, schema, "$", faults);
        return faults;
    }

    private void Check(JsonElement value, JsonElement schema, string place, List<string> faults)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (Annotations.Contains(keyword.Name)) continue;
            if (Fault(value, keyword.Name, keyword.Value, schema, place, faults) is { } fault) faults.Add($"{place}: {fault}");
        }

        if (closed && schema.TryGetProperty("properties", out _) && !schema.TryGetProperty("additionalProperties", out _)
            && CheckOthers(value, No, schema, place, faults) is { } other) faults.Add($"{place}: {other}");
    }

    private string? Fault(JsonElement value, string keyword, JsonElement demand, JsonElement schema, string place, List<string> faults)
    {
        switch (keyword)
        {
            case "$ref":
                Check(value, Resolve(demand.GetString()!), place, faults);
                return null;
            case "type":
                return HasType(value, demand) ? null : $"is not {demand}";
            case "const":
                return JsonElement.DeepEquals(value, demand) ? null : $"is not {demand}";
            case "enum":
                return demand.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)) ? null : $"{value} is none of {demand}";
            case "pattern":
                return value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, demand.GetString()!, RegexOptions.ECMAScript)
                    ? null : $"'{value}' does not match {demand}";
            case "minimum":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= demand.GetDecimal() ? null : $"{value} is below {demand}";
            case "maximum":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= demand.GetDecimal() ? null : $"{value} is above {demand}";
            case "minItems":
                return value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= demand.GetInt32() ? null : $"has fewer than {demand} items";
            case "maxItems":
                return value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= demand.GetInt32() ? null : $"has more than {demand} items";
            case "maxLength":
                return value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= demand.GetInt32() ? null : $"is longer than {demand}";
            case "multipleOf":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() % demand.GetDecimal() == 0m ? null : $"{value} is no multiple of {demand}";
            case "format":
                return value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || HasFormat(value, demand.GetString()!) ? null : $"'{value}' is no {demand}";
            case "required":
                return value.ValueKind == JsonValueKind.Object && demand.EnumerateArray().FirstOrDefault(n => !value.TryGetProperty(n.GetString()!, out _))
                    is { ValueKind: JsonValueKind.String } missing ? $"lacks {missing}" : null;
            case "properties":
                CheckProperties(value, demand, place, faults);
                return null;
            case "additionalProperties":
                return CheckOthers(value, demand, schema, place, faults);
            case "items":
                CheckItems(value, demand, place, faults);
                return null;
            case "oneOf":
                return CheckOneOf(value, demand, place);
            default:
                throw new NotSupportedException($"The checker does not know the keyword '{keyword}'.");
        }
    }

    private void CheckProperties(JsonElement value, JsonElement demand, string place, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var property in demand.EnumerateObject())
        {
            if (value.TryGetProperty(property.Name, out var member)) Check(member, property.Value, $"{place}.{property.Name}", faults);
        }
    }

    private string? CheckOthers(JsonElement value, JsonElement demand, JsonElement schema, string place, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object || demand.ValueKind == JsonValueKind.True) return null;
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out _)) continue;
            if (demand.ValueKind == JsonValueKind.False) return $"has the unknown member '{member.Name}'";
            Check(member.Value, demand, $"{place}.{member.Name}", faults);
        }

        return null;
    }

    private void CheckItems(JsonElement value, JsonElement demand, string place, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var i = 0;
        foreach (var item in value.EnumerateArray()) Check(item, demand, string.Create(CultureInfo.InvariantCulture, $"{place}[{i++}]"), faults);
    }

    private string? CheckOneOf(JsonElement value, JsonElement demand, string place)
    {
        var tried = demand.EnumerateArray().Select(choice =>
        {
            var found = new List<string>();
            Check(value, choice, place, found);
            return found;
        }).ToList();
        var fitting = tried.Count(found => found.Count == 0);
        return fitting == 1 ? null : $"fits {fitting} of {tried.Count} choices; nearest: {string.Join("; ", tried.MinBy(found => found.Count)!)}";
    }

    private JsonElement Resolve(string reference) => reference.StartsWith("#/", StringComparison.Ordinal)
        ? reference[2..].Split('/').Aggregate(root, (at, step) => at.GetProperty(step))
        : throw new NotSupportedException($"The checker resolves only #/…, not '{reference}'.");

    private static bool HasFormat(JsonElement value, string format) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => value.TryGetDateTimeOffset(out _),
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "binary" => value.ValueKind == JsonValueKind.String,
        "decimal" or "double" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException($"The checker does not know the format '{format}'."),
    };

    private static bool HasType(JsonElement value, JsonElement demand) =>
        demand.ValueKind == JsonValueKind.Array ? demand.EnumerateArray().Any(one => HasType(value, one)) : demand.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "null" => value.ValueKind == JsonValueKind.Null,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() is var number && number == decimal.Truncate(number),
            var other => throw new NotSupportedException($"The checker does not know the type '{other}'."),
        };
}
