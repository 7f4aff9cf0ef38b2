using System.Text.Json.Nodes;
using Xunit;

namespace ClimateFinance.Api.Tests.Contract;

public sealed class BreakingChangesTests
{
    private const string Old =
        """
        {
          "paths": {
            "/things/{id}": {
              "get": {
                "operationId": "GetThing", "security": [],
                "parameters": [{ "name": "kind", "in": "query", "schema": { "type": "string", "enum": ["a", "b"] } }],
                "responses": { "200": { "headers": { "ETag": {} }, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } } }
              },
              "post": {
                "operationId": "MakeThing", "security": [],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Request" } } } },
                "responses": { "201": {}, "409": {} }
              }
            }
          },
          "components": {
            "schemas": {
              "Grade": { "type": "string", "enum": ["good", "bad"] },
              "Thing": {
                "type": "object", "required": ["id", "size"],
                "properties": {
                  "id": { "type": "string", "format": "uuid" }, "size": { "type": "integer" }, "next": { "$ref": "#/components/schemas/Thing" },
                  "grade": { "$ref": "#/components/schemas/Grade" }
                }
              },
              "Request": {
                "type": "object", "required": ["name"],
                "properties": { "name": { "type": "string", "maxLength": 200 }, "note": { "type": ["null", "string"] }, "amount": { "type": "number", "maximum": 100 } }
              }
            }
          }
        }
        """;

    [Fact]
    public void The_same_contract_breaks_nothing() => Assert.Empty(Compare(Old));

    [Theory]
    [InlineData("/paths/~1things~1{id}", "post", null, "POST /things/{id}: removed")]
    [InlineData("/paths/~1things~1{id}/get", "operationId", "\"ReadThing\"", "operationId changed from GetThing to ReadThing")]
    [InlineData("/paths/~1things~1{id}/get", "security", """[{"bearer":[]}]""", "needs a token now")]
    [InlineData("/paths/~1things~1{id}/get", "parameters", "[]", "parameter query kind removed")]
    [InlineData("/paths/~1things~1{id}/get/parameters/0", "required", "true", "parameter query kind is required now")]
    [InlineData("/paths/~1things~1{id}/get/parameters/0/schema", "enum", """["a"]""", "value b removed")]
    [InlineData("/paths/~1things~1{id}/post", "parameters", """[{"name":"X","in":"header","required":true,"schema":{"type":"string"}}]""", "new required parameter header X")]
    [InlineData("/paths/~1things~1{id}/get", "requestBody", """{"required":true,"content":{"application/json":{"schema":{"type":"object"}}}}""", "a body is required now")]
    [InlineData("/paths/~1things~1{id}/post", "requestBody", null, "takes no body any more")]
    [InlineData("/paths/~1things~1{id}/post/responses", "201", null, "201: removed")]
    [InlineData("/paths/~1things~1{id}/get/responses/200", "headers", null, "header ETag removed")]
    [InlineData("/paths/~1things~1{id}/get/responses/200", "content", null, "no application/json any more")]
    [InlineData("/components/schemas/Thing/properties", "size", null, ".size: removed")]
    [InlineData("/components/schemas/Thing/properties/size", "type", "\"string\"", "can be string now")]
    [InlineData("/components/schemas/Thing/properties/size", "type", """["null","integer"]""", "can be null now")]
    [InlineData("/components/schemas/Thing/properties/id", "format", "\"date\"", "format changed")]
    [InlineData("/components/schemas/Thing", "required", """["id"]""", ".size: can be missing now")]
    [InlineData("/components/schemas/Grade", "enum", """["good"]""", "value bad removed")]
    [InlineData("/components/schemas/Request", "required", """["name","amount"]""", ".amount: required now")]
    [InlineData("/components/schemas/Request/properties", "note", null, ".note: removed")]
    [InlineData("/components/schemas/Request/properties/note", "type", "\"string\"", "must not be null any more")]
    [InlineData("/components/schemas/Request/properties/name", "maxLength", "100", "maxLength is 100 now")]
    [InlineData("/components/schemas/Request/properties/name", "pattern", "\"^x\"", "pattern is ^x now")]
    [InlineData("/components/schemas/Request/properties/name", "enum", """["x"]""", "takes only some values now")]
    [InlineData("/components/schemas/Request/properties/amount", "maximum", "10", "maximum is 10 now")]
    [InlineData("/components/schemas/Request/properties/amount", "minimum", "1", "minimum is 1 now")]
    [InlineData("/components/schemas/Request/properties/amount", "type", "\"integer\"", "takes no number any more")]
    public void What_breaks_a_client_is_found(string at, string member, string? value, string expected) =>
        Assert.Contains(Compare(Changed(at, member, value)), change => change.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("/paths", "/others", """{"get":{"operationId":"ListOthers","responses":{}}}""")]
    [InlineData("/paths/~1things~1{id}/get/parameters/0/schema", "enum", """["a","b","c"]""")]
    [InlineData("/paths/~1things~1{id}/post/responses", "409", null)]
    [InlineData("/components/schemas/Thing/properties", "colour", """{"type":"string"}""")]
    [InlineData("/components/schemas/Grade", "enum", """["good","bad","fair"]""")]
    [InlineData("/components/schemas/Request/properties", "colour", """{"type":"string"}""")]
    [InlineData("/components/schemas/Request", "required", "[]")]
    [InlineData("/components/schemas/Request/properties/name", "maxLength", "300")]
    [InlineData("/components/schemas/Request/properties/name", "type", """["null","string"]""")]
    [InlineData("/components/schemas/Request/properties/amount", "maximum", null)]
    public void What_only_adds_or_widens_is_no_break(string at, string member, string? value) => Assert.Empty(Compare(Changed(at, member, value)));

    private static IReadOnlyList<string> Compare(string changed) => BreakingChanges.Between(Document(Old), Document(changed));

    private static ContractDocument Document(string text) => new(JsonNode.Parse(text)!.AsObject());

    /// <summary>The old document with one member set, or taken away.</summary>
    private static string Changed(string at, string member, string? value)
    {
        var root = JsonNode.Parse(Old)!;
        var place = at.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal))
            .Aggregate(root, (node, step) => (node is JsonArray ? node[int.Parse(step)] : node[step])!).AsObject();
        if (value is null) Assert.True(place.Remove(member));
        else place[member] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
