using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClimateFinance.Api.Tests.Seeds;

/// <summary>
/// The part of JSON Schema 2020-12 that the seeds' schemas use. A keyword outside it throws, because a keyword that is passed over checks nothing.
/// </summary>
internal sealed class JsonSchemaChecker(JsonElement root)
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description"];

    /// <summary>Everything that is wrong, each with its place; empty when the document fits.</summary>
    public IReadOnlyList<string> Check(JsonElement document)
    {
        var faults = new List<string>();
        Check(document, root, "$", faults);
        return faults;
    }

    private void Check(JsonElement value, JsonElement schema, string place, List<string> faults)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (Annotations.Contains(keyword.Name)) continue;
            if (Fault(value, keyword.Name, keyword.Value, schema, place, faults) is { } fault) faults.Add($"{place}: {fault}");
        }
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

    private JsonElement Resolve(string reference)
    {
        const string prefix = "#/$defs/";
        return reference.StartsWith(prefix, StringComparison.Ordinal)
            ? root.GetProperty("$defs").GetProperty(reference[prefix.Length..])
            : throw new NotSupportedException($"The checker resolves only {prefix}…, not '{reference}'.");
    }

    private static bool HasType(JsonElement value, JsonElement demand) =>
        demand.ValueKind == JsonValueKind.Array ? demand.EnumerateArray().Any(one => HasType(value, one)) : demand.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() is var number && number == decimal.Truncate(number),
            var other => throw new NotSupportedException($"The checker does not know the type '{other}'."),
        };
}
