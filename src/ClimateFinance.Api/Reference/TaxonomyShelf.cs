using System.Text.RegularExpressions;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Reference;

/// <summary>Every edition of every catalogue: those built in and those imported since. Read as <see cref="FactorShelf"/> is.</summary>
internal sealed class TaxonomyShelf(ReferenceData reference)
{
    private static readonly Regex Year = new("[0-9]{4}$", RegexOptions.CultureInvariant);

    /// <summary>The technologies of the transition-finance lists make an edition of their own; which are in it is from memory.</summary>
    private const string TechnologyList = "TF-TECH";

    private volatile IReadOnlyList<TaxonomyEdition> imported = [];
    private long version;

    public IReadOnlyList<TaxonomyEdition> BuiltIn { get; } = [.. Catalogues(reference), Technologies(reference)];

    /// <summary>Built-in editions first, imported ones in the order in which they came, each with its last day where another follows.</summary>
    public IReadOnlyList<TaxonomyEdition> Editions => TaxonomyEdition.Bounded([.. BuiltIn, .. imported]);

    public IReadOnlyList<TaxonomyEdition> Imported => imported;

    /// <summary>The editions that decide on a day: of each scheme the newest.</summary>
    public IReadOnlyList<TaxonomyEdition> InForce(DateOnly day) => TaxonomyEdition.InForce(Editions, day);

    /// <summary>Looks whether an edition was imported since, and reads it.</summary>
    public async Task FillAsync(IEventStore store, CancellationToken cancellation)
    {
        var versions = await store.QueryAsync(
            new Sql("select version from mt_streams where id = $1", TaxonomyBook.StreamId), row => row.GetInt64(0), cancellation);
        if (versions is [] || versions[0] == Interlocked.Read(ref version)) return;
        var load = new Load();
        var book = load.Stream<TaxonomyBook>(TaxonomyBook.StreamId);
        await store.LoadAsync(load, cancellation);
        imported = book.State.Editions;
        reference.Adopt(book.State.Editions.SelectMany(e => e.Classes).Select(c => c.Id));
        Interlocked.Exchange(ref version, book.Version);
    }

    private static IEnumerable<TaxonomyEdition> Catalogues(ReferenceData reference)
    {
        var rows = reference.GreenClasses.Rows;
        foreach (var scheme in rows.Where(r => r.Kind == "scheme").GroupBy(r => r.Scheme, StringComparer.Ordinal))
        {
            // The classes of a scheme whose editions share one name stand under the newest.
            var newest = scheme.MaxBy(r => r.EffectiveFrom ?? r.IssuedOn ?? DateOnly.MinValue)!;
            foreach (var row in scheme)
            {
                yield return new TaxonomyEdition(
                    row.Id.Value, Year.Replace(row.Scheme, string.Empty), row.Name, row.DocumentNo, row.EffectiveFrom, null, row.Confirm, row.Source,
                    row != newest ? [] : [.. rows.Where(r => r.Scheme == row.Scheme && r.Kind != "scheme").Select(r =>
                        new TaxonomyClass(r.Id, r.Code, r.Name, r.Parent, r.Technologies, r.Sectors))]);
            }
        }
    }

    private static TaxonomyEdition Technologies(ReferenceData reference) => new(
        TechnologyList, TechnologyList, "转型金融技术清单（钢铁、水泥）", null, null, null, true, "from memory, confirm (the lists could not be read)",
        [
            .. reference.Technologies.Rows.SelectMany(row => row.Classes.Select(listed =>
                new TaxonomyClass(new GreenClass(listed), null, row.Name, null, [row.Id], row.Sectors))),
        ]);
}
