using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>Bodies by lot: the contract's example with some of it exchanged, left out, doubled or put in, and at times no JSON at all.</summary>
internal sealed class FuzzBodies(FuzzValues values)
{
    /// <summary>A refused body up to four times this is heard out; at a longer one the line is cut, and there is no answer to look at.</summary>
    private const int MaxBytes = 1_000_000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 200 };

    private static readonly string[] NoJson = ["", " ", "null", "true", "1", "\"text\"", "[]", "{", "{}", "{\"a\":1}{\"b\":2}", "{'a':1}", "{\"a\":1,}", "/* */{}", "NaN", "\uFEFF{}", "{\"a\":\"\\ud800\"}", "{\"\\u0000\":1}", "--boundary"];

    /// <param name="example">What would be taken.</param>
    /// <param name="oddness">How many things are changed.</param>
    public byte[] Of(JsonNode example, int oddness)
    {
        if (oddness > 0 && values.Chance(8)) return Broken(example);
        var node = example.DeepClone();
        for (var i = 0; i < oddness; i++) Change(node);
        var text = node.ToJsonString(Plain);
        if (oddness > 0 && values.Chance(5)) text = Doubled(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= MaxBytes ? bytes : bytes[..MaxBytes];
    }

    /// <summary>A document, or what is none; two are hardly ever the same.</summary>
    public byte[] Document(int oddness)
    {
        var document = Encoding.UTF8.GetBytes($"%PDF-1.7\n{values.Id()}");
        return oddness == 0 ? document : values.Below(8) switch
        {
            0 => [],
            1 => "MZ"u8.ToArray(),
            2 => Encoding.UTF8.GetBytes(values.OddText()),
            3 => [.. "PK\u0003\u0004[Content_Types].xml word/document.xml "u8, .. document],
            4 => [.. "PK\u0003\u0004[Content_Types].xml word/document.xml vbaProject.bin"u8, .. document],
            5 => [.. document, .. new byte[65_536]],
            _ => document,
        };
    }

    private byte[] Broken(JsonNode example)
    {
        var text = example.ToJsonString(Plain);
        return values.Below(6) switch
        {
            0 => Encoding.UTF8.GetBytes(text[..values.Below(text.Length)]),
            1 => [.. Encoding.UTF8.GetBytes(text[..^1]), 0xff, 0xfe, (byte)'}'],
            2 => Encoding.Unicode.GetBytes(text),
            3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000)),
            4 => Encoding.UTF8.GetBytes($"{{\"pad\":\"{new string('p', 300_000)}\"}}"),
            _ => Encoding.UTF8.GetBytes(values.OneOf(NoJson)),
        };
    }

    /// <summary>The first member once more: a reader that takes the last, or the first, can be lied to.</summary>
    private static string Doubled(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text[0] == '{' ? $"{{{text[1..colon]}:null,{text[1..]}" : text;
    }

    private void Change(JsonNode root)
    {
        var places = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(root, places);
        if (places.Count == 0) return;
        var (parent, name, index) = values.OneOf(places);
        switch (parent)
        {
            case JsonObject holder when values.Chance(12): holder.Remove(name!); break;
            case JsonObject holder when values.Chance(10): holder[values.OneOf(["unknown", "__proto__", "$type", "id", "version", name!.ToUpperInvariant()])] = JsonValue.Create(1); break;
            case JsonObject holder: holder[name!] = values.Odd(holder[name!]); break;
            case JsonArray list: list[index] = values.Odd(list[index]); break;
            default: break;
        }
    }

    private static void Collect(JsonNode node, List<(JsonNode, string?, int)> places)
    {
        switch (node)
        {
            case JsonObject holder:
                foreach (var (name, child) in holder)
                {
                    places.Add((holder, name, 0));
                    if (child is not null) Collect(child, places);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    places.Add((list, null, i));
                    if (list[i] is { } child) Collect(child, places);
                }

                break;
            default: break;
        }
    }
}
