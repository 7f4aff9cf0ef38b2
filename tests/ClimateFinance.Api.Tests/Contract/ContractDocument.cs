using System.Text.Json.Nodes;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>One operation of a contract.</summary>
internal sealed record ContractOperation(string Method, string Path, JsonObject Json)
{
    public string Id => Json["operationId"]?.GetValue<string>() ?? string.Empty;

    public IEnumerable<JsonObject> Parameters => (Json["parameters"]?.AsArray() ?? []).Select(p => p!.AsObject());

    public IEnumerable<KeyValuePair<string, JsonNode?>> Responses => Json["responses"]?.AsObject() ?? [];

    public JsonNode? RequestContent => Json["requestBody"]?["content"]?["application/json"];

    /// <summary>Its body is a document, not JSON.</summary>
    public bool TakesDocument => Json["requestBody"]?["content"]?["application/pdf"] is not null;

    public bool HasHeader(string name) => Parameters.Any(p => p["in"]!.GetValue<string>() == "header" && p["name"]!.GetValue<string>() == name);

    public override string ToString() => $"{Id} ({Method} {Path})";
}

/// <summary>An OpenAPI document, as far as the tests look into it.</summary>
internal sealed class ContractDocument(JsonObject root)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public JsonObject Root => root;

    public IEnumerable<ContractOperation> Operations =>
        from path in root["paths"]?.AsObject() ?? []
        from method in path.Value!.AsObject()
        where Methods.Contains(method.Key)
        select new ContractOperation(method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject());

    public JsonObject Schemas => root["components"]?["schemas"]?.AsObject() ?? [];

    /// <summary>The operation that answers a real address.</summary>
    public ContractOperation OperationFor(string method, string path) =>
        Find(method, path) ?? throw new InvalidOperationException($"The contract has no {method} {path}.");

    /// <summary>As <see cref="OperationFor"/>; null where there is none.</summary>
    public ContractOperation? Find(string method, string path)
    {
        var steps = path.Split('?')[0].Split('/');
        return Operations.Where(o => o.Method == method && Fits(o.Path.Split('/'), steps)).MinBy(o => o.Path.Count(c => c == '{'));
    }

    /// <summary>What a reference points to; anything else as it is.</summary>
    public JsonNode? Resolve(JsonNode? node)
    {
        while (node is JsonObject && node["$ref"]?.GetValue<string>() is { } reference)
            node = reference[2..].Split('/').Aggregate((JsonNode?)root, (at, step) => at?[step]);
        return node;
    }

    private static bool Fits(string[] template, string[] steps) =>
        template.Length == steps.Length && template.Zip(steps).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
}
