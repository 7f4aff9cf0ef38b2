using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Http.Bodies;

/// <summary>
/// Finds out why a body did not read, field by field, with what was expected and what was given.
/// Runs only after a failure; the serializer's own message (which names types) never reaches a caller.
/// </summary>
internal static class JsonDiagnosis
{
    private const int MaxFlaws = 20;
    private const int MaxQuoted = 80;

    public static IReadOnlyList<Flaw> Of(ReadOnlyMemory<byte> bytes, Type type, JsonException exception)
    {
        if (bytes.IsEmpty) return [Flaw.Of("$", "body.missing")];
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = ApiJson.Options.MaxDepth, AllowDuplicateProperties = false });
            var flaws = new List<Flaw>();
            Visit(document.RootElement, ApiJson.Options.GetTypeInfo(type), string.Empty, flaws);
            return flaws.Count > 0 ? flaws : [Flaw.Of(PathOf(exception), "field.unreadable")];
        }
        catch (InvalidOperationException)
        {
            return [Flaw.Of("$", "body.not_unicode")];
        }
        catch (JsonException broken)
        {
            return [Flaw.Of("$", "body.not_json", ("line", (broken.LineNumber ?? 0) + 1), ("byte", (broken.BytePositionInLine ?? 0) + 1))];
        }
    }

    /// <summary>The serializer's path (<c>$.terms.name</c>) as fields are named here.</summary>
    private static string PathOf(JsonException exception) => exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "$";

    private static void Visit(JsonElement element, JsonTypeInfo info, string path, List<Flaw> flaws)
    {
        if (flaws.Count >= MaxFlaws) return;
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object: VisitObject(element, info, path, flaws); break;
            case JsonTypeInfoKind.Enumerable: VisitList(element, info, path, flaws); break;
            default: VisitValue(element, info.Type, path, flaws); break;
        }
    }

    private static void VisitObject(JsonElement element, JsonTypeInfo info, string path, List<Flaw> flaws)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            flaws.Add(WrongType(path, "object", element));
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            var property = info.Properties.FirstOrDefault(p => p.Name == member.Name);
            if (property is null) flaws.Add(Flaw.Of(Join(path, member.Name), "field.unknown", ("known", string.Join(", ", info.Properties.Select(p => p.Name)))));
            else if (member.Value.ValueKind != JsonValueKind.Null) Visit(member.Value, ApiJson.Options.GetTypeInfo(property.PropertyType), Join(path, member.Name), flaws);
            else if (!property.IsSetNullable || IsPlainValue(property.PropertyType)) flaws.Add(Flaw.Of(Join(path, member.Name), "field.null"));
        }

        foreach (var property in info.Properties)
        {
            if (property.IsRequired && !element.TryGetProperty(property.Name, out _)) flaws.Add(Flaw.Of(Join(path, property.Name), "field.missing"));
        }
    }

    private static void VisitList(JsonElement element, JsonTypeInfo info, string path, List<Flaw> flaws)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            flaws.Add(WrongType(path, "array", element));
            return;
        }

        var item = ApiJson.Options.GetTypeInfo(info.ElementType ?? ElementOf(info.Type));
        var index = 0;
        foreach (var child in element.EnumerateArray()) Visit(child, item, $"{path}[{index++}]", flaws);
    }

    private static void VisitValue(JsonElement element, Type type, string path, List<Flaw> flaws)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
            if (element.ValueKind != JsonValueKind.String || !names.Contains(element.GetString(), StringComparer.Ordinal))
                flaws.Add(Flaw.Of(path, "field.not_one_of", ("allowed", string.Join(", ", names)), ("given", Quote(element))));
            return;
        }

        var expected = type switch
        {
            _ when type == typeof(string) => element.ValueKind == JsonValueKind.String ? null : "string",
            _ when type == typeof(bool) => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "boolean",
            _ when type == typeof(int) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out _) ? null : "whole number",
            _ when type == typeof(long) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out _) ? null : "whole number",
            _ when type == typeof(decimal) => element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out _) ? null : "number",
            _ when type == typeof(Guid) => element.ValueKind == JsonValueKind.String && element.TryGetGuid(out _) ? null : "UUID",
            _ when type == typeof(DateOnly) => IsDate(element) ? null : "date yyyy-MM-dd",
            _ when type == typeof(DateTimeOffset) => element.ValueKind == JsonValueKind.String && element.TryGetDateTimeOffset(out _) ? null : "RFC 3339 instant",
            _ => null,
        };
        if (expected is not null) flaws.Add(WrongType(path, expected, element));
    }

    private static bool IsDate(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static Flaw WrongType(string path, string expected, JsonElement given) =>
        Flaw.Of(path.Length == 0 ? "$" : path, "field.wrong_type", ("expected", expected), ("given", Quote(given)));

    private static string Quote(JsonElement element)
    {
        var raw = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return raw.Length <= MaxQuoted ? raw : raw[..MaxQuoted] + "…";
    }

    private static bool IsPlainValue(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null;

    private static Type ElementOf(Type list) =>
        list.IsArray ? list.GetElementType()! : list.GetInterfaces().Append(list).First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
