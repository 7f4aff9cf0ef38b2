using System.Globalization;
using System.Text.Json.Nodes;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>
/// What in a newer contract breaks a client that was written against an older one. Requests may only become wider, answers only fuller:
/// a client goes on sending what it sent and finds what it read. New operations, new members of answers and new optional input are no break.
/// </summary>
internal sealed class BreakingChanges
{
    private readonly ContractDocument before;
    private readonly ContractDocument after;
    private readonly HashSet<(string, string, bool)> compared = [];
    private readonly List<string> found = [];

    private BreakingChanges(ContractDocument before, ContractDocument after) => (this.before, this.after) = (before, after);

    public static IReadOnlyList<string> Between(ContractDocument before, ContractDocument after)
    {
        var changes = new BreakingChanges(before, after);
        foreach (var operation in before.Operations) changes.Compare(operation);
        return changes.found;
    }

    private void Compare(ContractOperation old)
    {
        var at = $"{old.Method} {old.Path}";
        if (after.Operations.FirstOrDefault(o => o.Method == old.Method && o.Path == old.Path) is not { } now)
        {
            found.Add($"{at}: removed");
            return;
        }

        if (old.Id != now.Id) found.Add($"{at}: operationId changed from {old.Id} to {now.Id}");
        if (old.Json["security"]?.AsArray() is { Count: 0 } && now.Json["security"]?.AsArray() is { Count: > 0 }) found.Add($"{at}: needs a token now");
        CompareParameters(at, old, now);
        CompareRequest(at, old, now);
        foreach (var (status, response) in old.Responses)
        {
            if (now.Json["responses"]?[status] is not { } kept)
            {
                if (status[0] == '2') found.Add($"{at} {status}: removed");
                continue;
            }

            CompareResponse($"{at} {status}", before.Resolve(response)!, after.Resolve(kept)!);
        }
    }

    private void CompareParameters(string at, ContractOperation old, ContractOperation now)
    {
        static string Key(JsonObject p) => $"{p["in"]} {p["name"]}";
        static bool Required(JsonObject p) => p["required"]?.GetValue<bool>() == true;
        var known = old.Parameters.ToDictionary(Key);
        var kept = now.Parameters.ToDictionary(Key);
        foreach (var (key, parameter) in known)
        {
            if (!kept.TryGetValue(key, out var same)) found.Add($"{at}: parameter {key} removed");
            else if (Required(same) && !Required(parameter)) found.Add($"{at}: parameter {key} is required now");
            else CompareSchema($"{at} {key}", parameter["schema"], same["schema"], request: true);
        }

        foreach (var (key, parameter) in kept)
        {
            if (!known.ContainsKey(key) && Required(parameter)) found.Add($"{at}: new required parameter {key}");
        }
    }

    private void CompareRequest(string at, ContractOperation old, ContractOperation now)
    {
        if (now.RequestContent is { } wanted && old.RequestContent is null && now.Json["requestBody"]!["required"]?.GetValue<bool>() == true)
            found.Add($"{at}: a body is required now");
        else if (old.RequestContent is { } sent && now.RequestContent is null) found.Add($"{at}: takes no body any more");
        else CompareSchema($"{at} body", old.RequestContent?["schema"], now.RequestContent?["schema"], request: true);
    }

    private void CompareResponse(string at, JsonNode old, JsonNode now)
    {
        foreach (var (type, content) in old["content"]?.AsObject() ?? [])
        {
            if (now["content"]?[type] is not { } kept) found.Add($"{at}: no {type} any more");
            else CompareSchema(at, content!["schema"], kept["schema"], request: false);
        }

        foreach (var (header, _) in old["headers"]?.AsObject() ?? [])
        {
            if (now["headers"]?[header] is null) found.Add($"{at}: header {header} removed");
        }
    }

    private void CompareSchema(string at, JsonNode? old, JsonNode? now, bool request)
    {
        if (old is null || now is null) return;
        if (old["$ref"] is { } oldRef && now["$ref"] is { } newRef && !compared.Add(($"{oldRef}", $"{newRef}", request))) return;
        var (was, wasNull) = Plain(before, old);
        var (isNow, isNull) = Plain(after, now);
        if (request && wasNull && !isNull) found.Add($"{at}: must not be null any more");
        if (!request && isNull && !wasNull) found.Add($"{at}: can be null now");
        CompareTypes(at, was, isNow, request);
        CompareEnums(at, was["enum"]?.AsArray(), isNow["enum"]?.AsArray(), request);
        if (request) CompareBounds(at, was, isNow);
        CompareMembers(at, was, isNow, request);
        CompareSchema($"{at}[]", was["items"], isNow["items"], request);
        if (was["additionalProperties"] is JsonObject values && isNow["additionalProperties"] is JsonObject others) CompareSchema($"{at}.*", values, others, request);
    }

    private void CompareTypes(string at, JsonObject was, JsonObject isNow, bool request)
    {
        var (old, now) = (Types(was), Types(isNow));
        if (now.Count == 0 || old.Count == 0) return;
        var narrower = request ? old.Except(now).Where(t => !(t == "integer" && now.Contains("number"))) : now.Except(old).Where(t => !(t == "integer" && old.Contains("number")));
        foreach (var type in narrower) found.Add(request ? $"{at}: takes no {type} any more" : $"{at}: can be {type} now");
        if ($"{was["format"]}" != $"{isNow["format"]}" && old.SetEquals(now) && !(request && isNow["format"] is null))
            found.Add($"{at}: format changed from '{was["format"]}' to '{isNow["format"]}'");
    }

    private void CompareEnums(string at, JsonArray? old, JsonArray? now, bool request)
    {
        if (old is null)
        {
            if (now is not null && request) found.Add($"{at}: takes only some values now");
            return;
        }

        if (now is null) return;
        foreach (var value in old.Select(v => $"{v}").Except(now.Select(v => $"{v}"))) found.Add($"{at}: value {value} removed");
    }

    private void CompareBounds(string at, JsonObject was, JsonObject isNow)
    {
        foreach (var (bound, upper) in new[] { ("maximum", true), ("maxLength", true), ("maxItems", true), ("minimum", false), ("minLength", false), ("minItems", false) })
        {
            if (isNow[bound] is not { } now) continue;
            var tighter = was[bound] is not { } old || (upper ? Number(now) < Number(old) : Number(now) > Number(old));
            if (tighter) found.Add($"{at}: {bound} is {now} now");
        }

        foreach (var rule in new[] { "pattern", "multipleOf" })
        {
            if (isNow[rule] is { } now && $"{was[rule]}" != $"{now}") found.Add($"{at}: {rule} is {now} now");
        }
    }

    private void CompareMembers(string at, JsonObject was, JsonObject isNow, bool request)
    {
        if (was["properties"] is not JsonObject old || isNow["properties"] is not JsonObject now) return;
        var (wasRequired, isRequired) = (Required(was), Required(isNow));
        foreach (var (name, member) in old)
        {
            if (now[name] is not { } kept)
            {
                found.Add($"{at}.{name}: removed");
                continue;
            }

            if (!request && wasRequired.Contains(name) && !isRequired.Contains(name)) found.Add($"{at}.{name}: can be missing now");
            CompareSchema($"{at}.{name}", member, kept, request);
        }

        if (!request) return;
        foreach (var name in isRequired.Except(wasRequired)) found.Add($"{at}.{name}: required now");
    }

    /// <summary>A schema behind its reference, and whether null is among what it takes (a choice between a reference and null).</summary>
    private static (JsonObject Schema, bool Null) Plain(ContractDocument document, JsonNode schema)
    {
        var plain = document.Resolve(schema)!.AsObject();
        if (plain["oneOf"] is JsonArray choices && choices.FirstOrDefault(c => c!["$ref"] is not null) is { } one)
            return (document.Resolve(one)!.AsObject(), choices.Any(c => $"{c!["type"]}" == "null"));
        return (plain, plain["type"] is JsonArray types && types.Any(t => $"{t}" == "null"));
    }

    private static HashSet<string> Types(JsonObject schema) =>
        (schema["type"] switch { JsonArray several => several.Select(t => $"{t}"), null => [], var one => [$"{one}"] }).Where(t => t != "null").ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Required(JsonObject schema) => (schema["required"]?.AsArray() ?? []).Select(n => $"{n}").ToHashSet(StringComparer.Ordinal);

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
