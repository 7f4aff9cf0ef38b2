using System.Globalization;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Http.Problems;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// What can only be said when every operation and schema is there: requests are closed and bounded, answers hold all their members,
/// each problem is described once, and every JSON answer has an example.
/// </summary>
internal sealed class WholeDocument : IDocumentFilter
{
    private static readonly (int Status, string Code, (string Name, object Value)[] Figures)[] Examples =
    [
        (400, "request.invalid", []),
        (401, "http.unauthorized", []),
        (403, "http.forbidden", []),
        (404, "http.not_found", []),
        (408, "http.too_slow", []),
        (409, "command.too_much_contention", [("attempts", 10)]),
        (410, "document.withdrawn", []),
        (412, "etag.stale", [("given", 3), ("current", 4)]),
        (413, "http.body_too_large", [("maxBytes", Bodies.RequestBody.MaxBytes)]),
        (415, "http.unsupported_media_type", []),
        (422, "idempotency.other_request", []),
        (428, "etag.missing", []),
        (429, "http.too_many_requests", []),
        (503, "store.unavailable", []),
    ];

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var problem = context.SchemaGenerator.GenerateSchema(typeof(ProblemBody), context.SchemaRepository);
        var schemas = context.SchemaRepository.Schemas;
        var operations = swaggerDoc.Paths.SelectMany(path => path.Value.Operations ?? []).Select(operation => operation.Value).ToArray();
        Shape(schemas, Reachable(schemas, operations.SelectMany(o => o.RequestBody?.Content?.Values ?? []).Select(content => content.Schema)));

        swaggerDoc.Components ??= new OpenApiComponents();
        swaggerDoc.Components.Responses ??= new Dictionary<string, IOpenApiResponse>();
        foreach (var (status, code, figures) in Examples)
            swaggerDoc.Components.Responses[$"Problem{status}"] = Describe(problem, status, code, figures);

        var samples = new Samples(schemas, operations);
        foreach (var operation in operations)
        {
            foreach (var (status, response) in (operation.Responses ?? []).ToArray())
            {
                if (status[0] is '4' or '5') operation.Responses![status] = new OpenApiResponseReference($"Problem{status}", swaggerDoc);
                else if (response.Content?.TryGetValue("application/json", out var content) == true && content is OpenApiMediaType { Example: null } bare)
                    bare.Example = samples.Of(bare.Schema);
            }
        }
    }

    private static void Shape(Dictionary<string, IOpenApiSchema> schemas, HashSet<string> inRequests)
    {
        foreach (var (name, schema) in schemas)
        {
            if (schema is not OpenApiSchema { Properties: { Count: > 0 } properties } open) continue;
            if (inRequests.Contains(name))
            {
                open.AdditionalPropertiesAllowed = false;
                RequestRules.Bound(name, properties);
            }
            else if (name is nameof(ProblemError) or "Problem")
            {
                open.AdditionalPropertiesAllowed = true;
            }
            else
            {
                // The serializer writes every member of an answer, null where there is nothing; problems alone leave out what
                // they lack. A later version may add members.
                open.AdditionalPropertiesAllowed = true;
                open.Required = properties.Keys.Order(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    private static HashSet<string> Reachable(Dictionary<string, IOpenApiSchema> schemas, IEnumerable<IOpenApiSchema?> roots)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<IOpenApiSchema?>(roots);
        while (waiting.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            {
                if (reached.Add(id)) waiting.Push(schemas[id]);
            }
            else if (schema is OpenApiSchema open)
            {
                waiting.Push(open.Items);
                waiting.Push(open.AdditionalProperties);
                foreach (var inner in (open.Properties?.Values ?? []).Concat(open.OneOf ?? [])) waiting.Push(inner);
            }
        }

        return reached;
    }

    private static OpenApiResponse Describe(IOpenApiSchema problem, int status, string code, (string Name, object Value)[] figures)
    {
        var facts = figures.ToDictionary(f => f.Name, f => (object?)f.Value);
        var example = new JsonObject
        {
            ["type"] = $"urn:climate-finance:problem:{code}",
            ["title"] = Words.English.Say($"title.{status.ToString(CultureInfo.InvariantCulture)}"),
            ["status"] = status,
            ["detail"] = Words.English.Say(code, facts),
            ["code"] = code,
        };
        if (status == 400)
        {
            var range = new Dictionary<string, object?> { ["min"] = 1, ["max"] = 360, ["given"] = 361 };
            example["errors"] = new JsonObject
            {
                ["terms.termMaxMonths"] = new JsonArray(
                    new JsonObject { ["code"] = "term.out_of_range", ["detail"] = Words.English.Say("term.out_of_range", range), ["figures"] = Json(range) }),
            };
        }

        if (facts.Count > 0) example["figures"] = Json(facts);
        example["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736";
        var response = new OpenApiResponse
        {
            Description = Words.English.Say($"title.{status.ToString(CultureInfo.InvariantCulture)}"),
            Content = new Dictionary<string, IOpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = problem, Example = example } },
        };
        if (status == 503) response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = OperationContract.HeaderOf("Seconds to wait.") };
        if (status == 401) response.Headers = new Dictionary<string, IOpenApiHeader> { ["WWW-Authenticate"] = OperationContract.HeaderOf("`Bearer`, with the reason when a token was sent.") };
        return response;
    }

    private static JsonNode? Json(Dictionary<string, object?> facts) => System.Text.Json.JsonSerializer.SerializeToNode(facts);
}
