using System.Text.Json.Nodes;
using ClimateFinance.Domain.Evidence;
using Microsoft.OpenApi;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// An example of an answer whose operation states none, made from its schema and from what a field of that name usually holds.
/// The same every time, and valid by its schema: a test holds every example to that.
/// </summary>
internal sealed class Samples
{
    /// <summary>How the contract knows a SHA-256.</summary>
    public const string DigestPattern = "^[0-9a-f]{64}$";

    /// <summary>What is null more often than not.</summary>
    private static readonly string[] Absent = ["nextCursor", "reason", "reasonCode", "reasonWords", "withdrawnReason", "declinedBy", "erasedAt", "draft", "closedAt", "outcome"];

    private static readonly Dictionary<string, Func<JsonNode>> ByName = new(StringComparer.Ordinal)
    {
        ["name"] = () => "邯郸某钢铁有限公司",
        ["bankName"] = () => "中国银行邯郸分行",
        ["enterpriseName"] = () => "邯郸某钢铁有限公司",
        ["productName"] = () => "碳减排支持贷款",
        ["projectTitle"] = () => "烧结余热发电改造",
        ["title"] = () => "烧结余热发电改造",
        ["uscc"] = () => Features.Enterprises.EnterpriseProfileBody.Example.Uscc,
        ["region"] = () => "130481",
        ["regionName"] = () => "武安市",
        ["regions"] = () => "130400",
        ["industry"] = () => "C3120",
        ["industries"] = () => "C31",
        ["technology"] = () => "sinter-whr",
        ["technologies"] = () => "sinter-whr",
        ["unit"] = () => "MWh",
        ["currency"] = () => "CNY",
        ["source"] = () => "生态环境部公告",
        ["sha256"] = () => new string('a', 64),
        ["termMonths"] = () => 60,
        ["spreadBp"] = () => -20,
        ["version"] = () => 3,
        ["score"] = () => 8_700,
        ["status"] = () => "published",
        ["kind"] = () => "carbon-reduction-loan",
        ["leastReductionTco2ePer10kCny"] = () => 0,
        ["lineCny"] = () => 40_000_000,
        ["allInPercent"] = () => 3.3m,
        ["year"] = () => 2026,
    };

    private readonly IReadOnlyDictionary<string, IOpenApiSchema> schemas;
    private readonly Dictionary<string, JsonNode> shown = new(StringComparer.Ordinal);

    /// <summary>Learns from the examples that operations state, so that the same thing looks the same wherever it is shown.</summary>
    public Samples(IReadOnlyDictionary<string, IOpenApiSchema> schemas, IEnumerable<OpenApiOperation> operations)
    {
        this.schemas = schemas;
        foreach (var operation in operations)
        {
            var contents = (operation.RequestBody?.Content?.Values ?? []).Concat((operation.Responses ?? []).SelectMany(r => r.Value.Content?.Values ?? []));
            foreach (var content in contents) Learn(content.Schema, content.Example);
        }
    }

    public JsonNode? Of(IOpenApiSchema? schema) => Of(schema, string.Empty);

    private void Learn(IOpenApiSchema? schema, JsonNode? example)
    {
        if (schema is OpenApiSchema { OneOf: [var first, ..] }) schema = first;
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            if (example is JsonObject) shown.TryAdd(id, example);
            schema = schemas[id];
        }

        if (schema is not OpenApiSchema open) return;
        if (example is JsonArray { Count: > 0 } items) Learn(open.Items, items[0]);
        if (example is not JsonObject members) return;
        foreach (var (name, member) in members)
        {
            if (open.Properties?.TryGetValue(name, out var property) == true) Learn(property, member);
        }
    }

    private JsonNode? Of(IOpenApiSchema? schema, string name)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            if (shown.TryGetValue(id, out var known)) return known.DeepClone();
            schema = schemas[id];
        }

        if (schema is not OpenApiSchema own) return null;
        if (own.OneOf is [var first, ..]) return Of(first, name);
        if (own.Enum is [var value, ..]) return value.DeepClone();
        var type = own.Type ?? default;
        if (type.HasFlag(JsonSchemaType.Null) && Absent.Contains(name)) return null;
        return type.HasFlag(JsonSchemaType.Object) ? ObjectOf(own)
            : type.HasFlag(JsonSchemaType.Array) ? new JsonArray(Of(own.Items, name))
            : type.HasFlag(JsonSchemaType.String) ? Text(own, name)
            : type.HasFlag(JsonSchemaType.Boolean) ? false
            : ByName.TryGetValue(name, out var usual) ? usual()
            : type.HasFlag(JsonSchemaType.Integer) ? (name.EndsWith("Months", StringComparison.Ordinal) ? 60 : 1)
            : type.HasFlag(JsonSchemaType.Number) ? (name.EndsWith("Cny", StringComparison.Ordinal) ? 40_000_000 : 1.5m)
            : null;
    }

    private JsonObject ObjectOf(OpenApiSchema schema)
    {
        var made = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()) made[name] = Of(property, name);
        return made;
    }

    private static JsonNode Text(OpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => "0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90",
        "date" => "2026-03-31",
        "date-time" => "2026-03-31T01:30:00+00:00",
        _ when schema.Pattern == DigestPattern => new string('a', Digest.Bytes * 2),
        _ => ByName.TryGetValue(name, out var known) ? known() : name.Length == 0 ? "…" : name,
    };
}
