using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// A read model that came with this version of the software is empty on a database that has a history: it is made from the events before
/// anybody is answered. On a new database, and ever after, this costs one short query.
/// </summary>
internal static class ReadModelFill
{
    /// <summary>Stands for the sums of the board among what is missing; they are made of read models, so last.</summary>
    private const int Sums = -1;

    public static async Task FillNewReadModelsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IEventStore>();
        var candidates = MarketServices.Projections.Where(MakesARowAStream).ToArray();
        var checks = candidates.Select((p, i) =>
            $"select {i} where not exists (select 1 from {p.Tables[0]}) and exists (select 1 from mt_streams where type = '{p.Categories[0]}')");
        var missing = await store.QueryAsync(new Sql(string.Join(" union all ", checks.Append($"select {Sums} where {CellsAnew.AreUnbegun}"))), row => row.GetInt32(0), cancellation);
        if (missing.Count == 0) return;

        var database = services.GetRequiredService<PostgresDatabase>();
        var rebuilder = new ProjectionRebuilder(database, store, EventRegistry.Domain, services.GetRequiredService<TimeProvider>());
        foreach (var place in missing.Where(place => place != Sums)) await rebuilder.RebuildAsync(candidates[place], null, cancellation);
        if (missing.Contains(Sums)) await services.GetRequiredService<CellsAnew>().BeginAsync(cancellation);
    }

    /// <summary>Those whose first table has a row for each stream: only there does empty mean unmade.</summary>
    private static bool MakesARowAStream(Projection projection) =>
        projection is DealFactProjection or PairingFactProjection;
}
