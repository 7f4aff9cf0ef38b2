using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>A file of factor rows: JSON as <c>GET /reference/emission-factors</c> gives them, or CSV with the same names in its first line.</summary>
internal sealed class FactorFile : IRequestBody
{
    private FactorFile(IReadOnlyList<Flaw> flaws) => Flaws = flaws;

    public IReadOnlyList<Flaw> Flaws { get; }

    /// <summary>Each row, or why it cannot be read.</summary>
    public IReadOnlyList<Validated<FactorRow>> Rows { get; private init; } = [];

    public string Sha256 { get; private init; } = string.Empty;

    public static async ValueTask<FactorFile?> BindAsync(HttpContext context)
    {
        var bytes = await RequestBody.BytesAsync(context);
        return Read(bytes, context.Request.GetTypedHeaders().ContentType?.MediaType.Value == "text/csv");
    }

    /// <summary>Reads a file; what cannot be read as a whole is a flaw of the request, what cannot be read in a row is that row's.</summary>
    public static FactorFile Read(ReadOnlyMemory<byte> bytes, bool csv)
    {
        if (!Utf8.IsValid(bytes.Span)) return Broken("body.not_unicode");
        var rows = csv ? ReadCsv(Encoding.UTF8.GetString(bytes.Span), out var flaw) : ReadJson(bytes, out flaw);
        if (flaw is not null) return new FactorFile([flaw]);
        if (rows.Count is 0 or > FactorBook.MaxRows)
            return new FactorFile([Flaw.Of("items", "list.wrong_length", ("min", 1), ("max", FactorBook.MaxRows), ("given", rows.Count))]);
        return new FactorFile([])
        {
            Rows = [.. rows.Select(FactorRowReader.Read)],
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span)),
        };
    }

    private static IReadOnlyList<IReadOnlyDictionary<string, string?>> ReadCsv(string text, out Flaw? flaw)
    {
        flaw = null;
        if (!CsvReader.TryRead(text, out var lines, out var wrongLine))
        {
            flaw = Flaw.Of("$", "csv.unreadable", ("line", wrongLine));
            return [];
        }

        if (lines.Count == 0)
        {
            flaw = Flaw.Of("$", "body.missing");
            return [];
        }

        var names = lines[0];
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count) flaw = Flaw.Of("$", "csv.column_repeated");
        if (names.Except(FactorRowReader.Members, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            flaw = Flaw.Of(unknown.Length == 0 ? "$" : unknown, "csv.column_unknown", ("given", unknown), ("known", string.Join(", ", FactorRowReader.Members)));
        var width = lines.Skip(1).FirstOrDefault(line => line.Count != names.Count);
        if (flaw is null && width is not null) flaw = Flaw.Of("$", "csv.wrong_width", ("expected", names.Count), ("given", width.Count));
        return flaw is not null
            ? []
            : [.. lines.Skip(1).Select(line => (IReadOnlyDictionary<string, string?>)names.Zip(line).ToDictionary(
                pair => pair.First, pair => pair.Second.Length == 0 ? null : pair.Second, StringComparer.Ordinal))];
    }

    private static IReadOnlyList<IReadOnlyDictionary<string, string?>> ReadJson(ReadOnlyMemory<byte> bytes, out Flaw? flaw)
    {
        flaw = null;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var root = document.RootElement;
            var items = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("items", out var named) ? named : root;
            if (items.ValueKind == JsonValueKind.Array) return [.. items.EnumerateArray().Select(Members)];
            flaw = Flaw.Of("items", "field.missing");
        }
        catch (JsonException broken)
        {
            flaw = Flaw.Of("$", "body.not_json", ("line", broken.LineNumber + 1), ("byte", broken.BytePositionInLine));
        }
        catch (InvalidOperationException)
        {
            flaw = Flaw.Of("$", "body.not_unicode");
        }

        return [];
    }

    private static IReadOnlyDictionary<string, string?> Members(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return new Dictionary<string, string?>(StringComparer.Ordinal) { [FactorRowReader.NoRow] = item.GetRawText() };
        return item.EnumerateObject().ToDictionary(member => member.Name, member => Text(member.Value), StringComparer.Ordinal);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => string.Join('|', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    private static FactorFile Broken(string code) => new([Flaw.Of("$", code)]);
}
