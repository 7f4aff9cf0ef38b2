namespace ClimateFinance.Api.Reference;

/// <summary>A table of reference rows in the order of its file, looked up by key.</summary>
public sealed class ReferenceTable<TRow>
    where TRow : ReferenceRow
{
    private readonly Dictionary<string, TRow> byKey;

    public ReferenceTable(SeedFile<TRow> file)
    {
        (About, AsOf, Rows) = (file.About, file.AsOf, file.Items);
        byKey = file.Items.ToDictionary(row => row.Key, StringComparer.Ordinal);
    }

    /// <summary>What the table holds and how far it can be trusted.</summary>
    public string About { get; }

    /// <summary>The day of its knowledge.</summary>
    public DateOnly AsOf { get; }

    public IReadOnlyList<TRow> Rows { get; }

    public bool Exists(string key) => byKey.ContainsKey(key);

    /// <summary>The row, or null when the table has none of this key.</summary>
    public TRow? Find(string key) => byKey.GetValueOrDefault(key);
}
