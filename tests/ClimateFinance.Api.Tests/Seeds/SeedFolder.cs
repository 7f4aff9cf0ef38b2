namespace ClimateFinance.Api.Tests.Seeds;

/// <summary>The repository's <c>seeds</c> folder, found upwards from where the tests run.</summary>
internal static class SeedFolder
{
    public static string Path { get; } = Find();

    /// <summary>All data files, as paths below the folder with forward slashes.</summary>
    public static IReadOnlyList<string> DataFiles() =>
        [.. new[] { "reference", "fixtures", "presets" }
            .SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), "*", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    public static string SchemaOf(string dataFile) =>
        System.IO.Path.Combine(
            Path, "schemas", dataFile.StartsWith("presets/", StringComparison.Ordinal) ? "preset.schema.json" : $"{System.IO.Path.GetFileNameWithoutExtension(dataFile)}.schema.json");

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "ClimateFinance.sln"))) return System.IO.Path.Combine(at.FullName, "seeds");
        }

        throw new DirectoryNotFoundException("The tests do not run within the repository.");
    }
}
