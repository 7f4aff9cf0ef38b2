using System.Text.Json;
using Xunit;

namespace ClimateFinance.Api.Tests.Seeds;

public sealed class JsonSchemaCheckerTests
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "code": { "type": "string", "pattern": "^[0-9]{6}$" },
            "level": { "type": "string", "enum": ["a", "b"] },
            "days": { "type": "integer", "minimum": 1, "maximum": 9 },
            "on": { "type": "boolean" },
            "list": { "type": "array", "items": { "$ref": "#/$defs/part" }, "minItems": 1 },
            "figures": { "type": "object", "additionalProperties": { "type": "number" } },
            "step": { "oneOf": [
              { "type": "object", "properties": { "do": { "const": "x" } }, "required": ["do"], "additionalProperties": false },
              { "type": "object", "properties": { "do": { "const": "y" }, "n": { "type": "integer" } }, "required": ["do", "n"], "additionalProperties": false }
            ] }
          },
          "required": ["code"],
          "additionalProperties": false,
          "$defs": { "part": { "type": ["string", "number"] } }
        }
        """;

    [Theory]
    [InlineData("""{"code":"130400"}""")]
    [InlineData("""{"code":"130400","level":"b","days":9,"on":false,"list":["p",1.5],"figures":{"any":2},"step":{"do":"y","n":3}}""")]
    public void A_document_that_fits_has_no_fault(string document) => Assert.Empty(Faults(Schema, document));

    [Theory]
    [InlineData("""[]""", "$:")]
    [InlineData("""{}""", "lacks code")]
    [InlineData("""{"code":130400}""", "$.code")]
    [InlineData("""{"code":"13040"}""", "does not match")]
    [InlineData("""{"code":"130400","other":1}""", "unknown member 'other'")]
    [InlineData("""{"code":"130400","level":"c"}""", "none of")]
    [InlineData("""{"code":"130400","days":0}""", "below 1")]
    [InlineData("""{"code":"130400","days":10}""", "above 9")]
    [InlineData("""{"code":"130400","days":1.5}""", "is not integer")]
    [InlineData("""{"code":"130400","on":"true"}""", "is not boolean")]
    [InlineData("""{"code":"130400","list":[]}""", "fewer than 1")]
    [InlineData("""{"code":"130400","list":["p",null]}""", "$.list[1]")]
    [InlineData("""{"code":"130400","figures":{"any":"2"}}""", "$.figures.any")]
    [InlineData("""{"code":"130400","step":{"do":"z"}}""", "fits 0 of 2")]
    [InlineData("""{"code":"130400","step":{"do":"x","n":3}}""", "fits 0 of 2")]
    public void A_document_that_does_not_fit_is_told_why(string document, string expected) =>
        Assert.Contains(Faults(Schema, document), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void An_unknown_keyword_throws() =>
        Assert.Throws<NotSupportedException>(() => Faults("""{"type":"string","minLength":3}""", "\"abcd\""));

    [Theory]
    [InlineData("""{"maxLength":3}""", "\"abcd\"", "\"abc\"")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "[1]")]
    [InlineData("""{"multipleOf":0.01}""", "0.001", "0.05")]
    [InlineData("""{"format":"uuid"}""", "\"0196c1a4\"", "\"0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90\"")]
    [InlineData("""{"format":"date"}""", "\"2026-02-30\"", "\"2026-02-28\"")]
    [InlineData("""{"format":"date-time"}""", "\"today\"", "\"2026-02-28T00:00:00Z\"")]
    [InlineData("""{"format":"int32"}""", "3000000000", "3")]
    [InlineData("""{"type":["null","string"]}""", "1", "null")]
    public void A_bound_is_a_bound(string schema, string beyond, string within)
    {
        Assert.NotEmpty(Faults(schema, beyond));
        Assert.Empty(Faults(schema, within));
    }

    [Fact]
    public void A_closed_checker_takes_no_member_that_is_not_stated()
    {
        var schema = JsonDocument.Parse("""{"properties":{"a":{"type":"string"}}}""").RootElement;
        var document = JsonDocument.Parse("""{"a":"x","b":1}""").RootElement;
        Assert.Empty(new JsonSchemaChecker(schema).Check(document));
        Assert.NotEmpty(new JsonSchemaChecker(schema, closed: true).Check(document));
    }

    private static IReadOnlyList<string> Faults(string schema, string document) =>
        new JsonSchemaChecker(JsonDocument.Parse(schema).RootElement).Check(JsonDocument.Parse(document).RootElement);
}
