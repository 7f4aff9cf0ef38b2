using System.Text;
using System.Text.Json;
using ClimateFinance.Api.Reference;
using Xunit;

namespace ClimateFinance.Api.Tests.Seeds;

public sealed class SeedFileTests
{
    public static TheoryData<string> DataFiles => [.. SeedFolder.DataFiles()];

    [Fact]
    public void The_files_that_must_be_there_are_there()
    {
        var found = SeedFolder.DataFiles();
        Assert.True(found.Count >= 17, $"only {found.Count} files");
        Assert.Contains("presets/handan.json", found);
    }

    [Theory]
    [MemberData(nameof(DataFiles))]
    public void Every_file_fits_its_schema(string file) =>
        Assert.Empty(new JsonSchemaChecker(Parse(SeedFolder.SchemaOf(file))).Check(Parse(Path.Combine(SeedFolder.Path, file))));

    [Fact]
    public void Every_schema_is_used_and_names_its_dialect()
    {
        var used = SeedFolder.DataFiles().Select(SeedFolder.SchemaOf).ToHashSet();
        foreach (var schema in Directory.EnumerateFiles(Path.Combine(SeedFolder.Path, "schemas")))
        {
            Assert.Contains(schema, used);
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", Parse(schema).GetProperty("$schema").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(DataFiles))]
    public void Every_record_has_its_source_and_says_what_is_made_up(string file)
    {
        var records = Records(Parse(Path.Combine(SeedFolder.Path, file))).ToList();
        Assert.NotEmpty(records);
        foreach (var record in records)
        {
            Assert.False(string.IsNullOrWhiteSpace(record.GetProperty("source").GetString()));
            foreach (var field in record.GetProperty("illustrative").EnumerateArray().Select(e => e.GetString()!))
            {
                // "membership in the official list" is a statement about a technology row, not a field of it.
                if (field == "*" || field.StartsWith("membership", StringComparison.Ordinal)) continue;
                Assert.True(record.TryGetProperty(field, out _), $"{file}: '{field}' is marked as made up but is not there: {record}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(DataFiles))]
    public void Every_file_is_plain_utf8_with_line_feeds_and_built_into_the_host_unchanged(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(SeedFolder.Path, file));
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        Assert.StartsWith("{\n  \"", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain("\\u", text, StringComparison.Ordinal);

        using var embedded = SeedReader.OpenEmbedded(file);
        using var copy = new MemoryStream();
        embedded.CopyTo(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    private static IEnumerable<JsonElement> Records(JsonElement root) =>
        root.TryGetProperty("items", out var items)
            ? items.EnumerateArray()
            : [root, root.GetProperty("meeting"), .. root.GetProperty("signIns").EnumerateArray(), .. root.GetProperty("deals").EnumerateArray()];

    private static JsonElement Parse(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
}
