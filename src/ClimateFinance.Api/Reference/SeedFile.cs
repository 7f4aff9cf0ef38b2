using System.Reflection;
using System.Text.Json;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Reference;

/// <summary>One record of a seed file: where it comes from and what in it is made up.</summary>
public interface ISeedRow
{
    /// <summary>What names the record within its file.</summary>
    string Key { get; }

    /// <summary>An address or a document; "from memory, confirm"; or "made for demonstration".</summary>
    string Source { get; }

    /// <summary>Names of the fields that are made up; <c>*</c> for the whole record.</summary>
    IReadOnlyList<string> Illustrative { get; }
}

/// <summary>What a field held in the data the seeds were made from, and why it was changed.</summary>
/// <param name="Original">The value before: a text or a number.</param>
/// <param name="Why">The reason.</param>
public sealed record Adaptation(JsonElement Original, string Why);

/// <summary>A seed file as it lies on disk: a note on what it holds, the day of its knowledge, the records.</summary>
public sealed record SeedFile<TRow>
    where TRow : ISeedRow
{
    public required string About { get; init; }

    public required DateOnly AsOf { get; init; }

    public required IReadOnlyList<TRow> Items { get; init; }
}

/// <summary>A seed file cannot be used. The message names the file, the place in it and what is wrong.</summary>
public sealed class SeedFileException(string file, string place, string wrong, Exception? inner = null)
    : Exception($"{file}: {place}: {wrong}", inner)
{
    public string File { get; } = file;

    public string Place { get; } = place;
}

/// <summary>Reads seed files strictly: an unknown, missing, doubled or null member is a failure, as is a second record of the same key.</summary>
public static class SeedReader
{
    private const string Prefix = "seeds/";

    public static JsonSerializerOptions Options { get; } = BuildOptions();

    /// <summary>The file that is built into the host, by its path below <c>seeds/</c>.</summary>
    public static Stream OpenEmbedded(string path) =>
        typeof(SeedReader).Assembly.GetManifestResourceStream(Prefix + path)
        ?? throw new SeedFileException(path, "$", "is not built into the host.");

    /// <summary>The paths below <c>seeds/</c> of all files of a folder that are built into the host, in order.</summary>
    public static IReadOnlyList<string> Embedded(string folder) =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Prefix}{folder}/", StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal)];

    /// <summary>Parses one document and explains what is broken.</summary>
    /// <exception cref="SeedFileException">The document is not what <typeparamref name="T"/> demands.</exception>
    public static T Parse<T>(Stream stream, string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new SeedFileException(file, "$", "is null.");
        }
        catch (JsonException broken)
        {
            throw new SeedFileException(file, broken.Path ?? "$", broken.Message, broken);
        }
    }

    /// <summary>Parses a file of records and checks what holds for all of them.</summary>
    /// <exception cref="SeedFileException">The file is broken, or a record lacks a key or a source, or comes twice.</exception>
    public static SeedFile<TRow> ParseRows<TRow>(Stream stream, string file)
        where TRow : ISeedRow
    {
        var parsed = Parse<SeedFile<TRow>>(stream, file);
        if (parsed.Items.Count == 0) throw new SeedFileException(file, "$.items", "is empty.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < parsed.Items.Count; i++)
        {
            var row = parsed.Items[i] ?? throw new SeedFileException(file, $"$.items[{i}]", "is null.");
            if (string.IsNullOrWhiteSpace(row.Key)) throw new SeedFileException(file, $"$.items[{i}]", "has no key.");
            if (string.IsNullOrWhiteSpace(row.Source)) throw new SeedFileException(file, $"$.items[{i}].source", $"is empty for '{row.Key}'.");
            if (!seen.Add(row.Key)) throw new SeedFileException(file, $"$.items[{i}]", $"repeats '{row.Key}'.");
        }

        return parsed;
    }

    private static JsonSerializerOptions BuildOptions()
    {
        var options = new JsonSerializerOptions(EventJson.Options)
        {
            PropertyNameCaseInsensitive = false,
            AllowDuplicateProperties = false,
            RespectRequiredConstructorParameters = true,
        };
        options.MakeReadOnly();
        return options;
    }
}
