using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Seeds;
using ClimateFinance.Api.Tests.Support;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>Holds examples and real answers to the contract's schemas, more strictly than a client should: an answer with an unknown member fails too.</summary>
internal sealed class ContractConformance(ContractDocument contract)
{
    private readonly JsonSchemaChecker checker = new(Element(contract.Root), closed: true);

    public IReadOnlyList<string> Faults(JsonNode? value, JsonNode schema) => checker.Check(Element(value), Element(schema));

    /// <summary>What of a real answer is not as the contract says: its status, its media type, its body.</summary>
    public IReadOnlyList<string> Faults(ApiAnswer answer)
    {
        var (method, path) = (answer.Request.Split(' ')[0], answer.Request.Split(' ')[1]);
        var operation = contract.OperationFor(method, path.StartsWith('/') ? path : $"/api/v1/{path}");
        var response = contract.Resolve(operation.Json["responses"]![$"{answer.Status}"]);
        if (response is null) return [$"{operation} does not say that it can answer {answer.Status}."];
        if (response["content"]?.AsObject() is not { } content) return answer.Text.Length == 0 ? [] : [$"{operation} answers {answer.Status} with a body."];
        if (answer.MediaType is null || content[answer.MediaType] is not { } body) return [$"{operation} answers {answer.Status} as {answer.MediaType}."];
        return [.. Faults(answer.Json, body["schema"]!).Select(fault => $"{operation} {answer.Status}: {fault}")];
    }

    private static JsonElement Element(JsonNode? node) => JsonElement.Parse(node?.ToJsonString() ?? "null");
}
