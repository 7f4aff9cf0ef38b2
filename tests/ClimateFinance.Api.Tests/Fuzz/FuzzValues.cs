using System.Text.Json.Nodes;

namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>Values by lot: such as nobody objects to, such as stand at an edge, and such as no reader should take.</summary>
internal sealed class FuzzValues(Random lot)
{
    private static readonly string[] OddTexts =
    [
        "", " ", "\t\n", "null", "0", "\u0000", "a\u0000b", "\u200b\u202e\u0645", "e\u0301\u0301\u0301", "𠮷野家🏭", "=1+1", "'; drop table deal; --", "<script>alert(1)</script>", "{\"a\":1}",
        "../../etc/passwd", "%00%0d%0a", "\\u0000", "ＡＢＣ", "\uFEFF邯郸", new('长', 201), new('x', 2_001), new('y', 20_000),
    ];

    private static readonly string[] OddNumbers =
    [
        "0", "-0", "-1", "1", "0.01", "0.001", "-0.01", "1.0", "1e0", "1E2", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1000000000000",
        "1000000000000.01", "79228162514264337593543950335", "79228162514264337593543950336", "1e28", "1e400", "-1e400", "1e-400", "0.00000000000000000000000000000001", "100.000000000000000000",
    ];

    private static readonly string[] OddDays =
    [
        "2026-12-10", "0001-01-01", "9999-12-31", "1900-02-28", "2024-02-29", "2100-01-01", "2026-02-30", "2026-13-01", "2026-1-1", "20261210", "2026-12-10T00:00:00Z", "today", "12/10/2026", "-0001-01-01",
    ];

    private static readonly string[] OddInstants =
    [
        "2026-12-01T09:30:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00", "0001-01-01T00:00:00+14:00", "2026-12-01", "2026-12-01T25:00:00Z", "2026-12-01 09:30:00", "1e9", "9999-12-31T23:59:59-14:00",
    ];

    private static readonly string[] OddIds =
    [
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d9", "0196c1a45b6e7c019d3e2f1a6b7c8d90", "{0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90}", "1", "null", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
    ];

    public bool Chance(int percent) => lot.Next(100) < percent;

    public int Below(int most) => lot.Next(most);

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[lot.Next(choices.Count)];

    public Guid Id()
    {
        var bytes = new byte[16];
        lot.NextBytes(bytes);
        return new Guid(bytes);
    }

    public string OddId() => OneOf(OddIds);

    public string OddText() => OneOf(OddTexts);

    /// <summary>A value for a query parameter or a placeholder of this type, as text.</summary>
    public string Written(JsonNode? schema) => (Type(schema), schema?["format"]?.GetValue<string>()) switch
    {
        (_, _) when schema?["enum"] is JsonArray choices && Chance(60) => choices[Below(choices.Count)]!.ToString(),
        (_, "uuid") => Chance(50) ? Id().ToString() : OddId(),
        (_, "date") => OneOf(OddDays),
        ("integer" or "number", _) => OneOf(OddNumbers),
        ("boolean", _) => OneOf(["true", "false", "TRUE", "1", "yes", ""]),
        _ => Chance(50) ? OneOf(["C3120", "130400", "1304", "steel", "2026", "2026-12", "2026-Q4", "2026-H2", "bank"]) : Short(OddText()),
    };

    /// <summary>What can stand where <paramref name="there"/> stood: of the same type and odd, or of another.</summary>
    public JsonNode? Odd(JsonNode? there)
    {
        if (Chance(25)) return Other();
        return there switch
        {
            JsonArray list => OddList(list),
            JsonObject => Other(),
            JsonValue value when value.TryGetValue<string>(out var text) => OddWord(text),
            JsonValue value when value.TryGetValue<bool>(out var flag) => JsonValue.Create(!flag),
            JsonValue => JsonNode.Parse(OneOf(OddNumbers)),
            _ => Other(),
        };
    }

    public static string Short(string text) => text.Length <= 300 ? text : text[..300];

    private static string? Type(JsonNode? schema) => schema?["type"] switch
    {
        JsonArray several => several[0]!.GetValue<string>(),
        JsonNode one => one.GetValue<string>(),
        _ => null,
    };

    private JsonValue OddWord(string text)
    {
        if (Guid.TryParse(text, out _)) return JsonValue.Create(Chance(50) ? Id().ToString() : OddId());
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out _)) return JsonValue.Create(OneOf(OddDays));
        if (text.Length > 18 && text[10] == 'T') return JsonValue.Create(OneOf(OddInstants));
        return Chance(30) ? JsonValue.Create(Chance(50) ? text.ToUpperInvariant() : $"{text},{text}") : JsonValue.Create(OddText());
    }

    private JsonArray OddList(JsonArray list) => Below(5) switch
    {
        0 => [],
        1 => [null],
        2 when list.Count > 0 => [list[0]?.DeepClone(), list[0]?.DeepClone()],
        3 when list.Count > 0 => [.. Enumerable.Range(0, 400).Select(_ => list[0]?.DeepClone())],
        _ => [Other()],
    };

    private JsonNode? Other() => Below(8) switch
    {
        0 => null,
        1 => JsonValue.Create(true),
        2 => JsonNode.Parse(OneOf(OddNumbers)),
        3 => new JsonArray(),
        4 => new JsonObject(),
        5 => JsonNode.Parse("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]"),
        6 => new JsonObject { ["a"] = new JsonArray(1, "b", null) },
        _ => JsonValue.Create(OddText()),
    };
}
