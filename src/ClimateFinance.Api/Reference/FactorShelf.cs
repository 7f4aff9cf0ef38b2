using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Reference;

/// <summary>
/// Every factor row there is: those built in and those imported since, all versions. Read when the host starts, after an import, and every
/// few seconds for what another node imported.
/// </summary>
internal sealed class FactorShelf
{
    private readonly IReadOnlyList<FactorRow> builtIn;
    private volatile Content content;

    public FactorShelf(ReferenceData reference)
    {
        builtIn = [.. reference.EmissionFactorRows.Rows.Select(row => row.ToRow())];
        content = Content.Of(0, builtIn);
    }

    public IReadOnlyList<FactorRow> BuiltIn => builtIn;

    /// <summary>Built-in rows first, imported ones in the order in which they came.</summary>
    public IReadOnlyList<FactorRow> Rows => content.Rows;

    /// <summary>The same as estimates compute with them.</summary>
    public IReadOnlyList<EmissionFactor> Factors => content.Factors;

    /// <summary>Looks whether something was imported since, and reads it.</summary>
    public async Task FillAsync(IEventStore store, CancellationToken cancellation)
    {
        var versions = await store.QueryAsync(
            new Sql("select version from mt_streams where id = $1", FactorBook.StreamId), row => row.GetInt64(0), cancellation);
        if (versions is [] || versions[0] == content.Version) return;
        var load = new Load();
        var book = load.Stream<FactorBook>(FactorBook.StreamId);
        await store.LoadAsync(load, cancellation);
        content = Content.Of(book.Version, [.. builtIn, .. book.State.Rows]);
    }

    private sealed record Content(long Version, IReadOnlyList<FactorRow> Rows, IReadOnlyList<EmissionFactor> Factors)
    {
        public static Content Of(long version, IReadOnlyList<FactorRow> rows) => new(version, rows, [.. rows.Select(row => row.ToFactor())]);
    }
}
