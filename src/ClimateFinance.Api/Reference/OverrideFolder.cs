namespace ClimateFinance.Api.Reference;

/// <summary>Opens a reference file from the operator's folder if it lies there, else the one built into the host.</summary>
internal sealed class OverrideFolder
{
    private readonly string? folder;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public OverrideFolder(string? folder)
    {
        if (folder is not null && !Directory.Exists(folder))
            throw new SeedFileException(folder, "$", $"is no folder; {ReferenceOptions.Section}:{nameof(ReferenceOptions.Folder)} must name one or be left out.");
        this.folder = folder;
    }

    public SeedFile<TRow> Read<TRow>(string name)
        where TRow : ISeedRow
    {
        known.Add(name);
        var own = folder is null ? null : Path.Combine(folder, name);
        if (own is null || !File.Exists(own))
        {
            using var builtIn = SeedReader.OpenEmbedded($"reference/{name}");
            return SeedReader.ParseRows<TRow>(builtIn, name);
        }

        using var stream = File.OpenRead(own);
        return SeedReader.ParseRows<TRow>(stream, own);
    }

    /// <summary>A file that replaces nothing is most likely misspelt, and its data would be missed in silence.</summary>
    public void ExpectNothingElse()
    {
        if (folder is null) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (!known.Contains(Path.GetFileName(file)))
                throw new SeedFileException(file, "$", $"replaces no reference file; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }
}
