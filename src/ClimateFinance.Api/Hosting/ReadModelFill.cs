using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// A read model that came with this version of the software is empty on a database that has a history: it is made from the events before
/// anybody is answered. On a new database, and ever after, this costs one short query.
/// </summary>
internal static class ReadModelFill
{
    public static async Task FillNewReadModelsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IEventStore>();
        var candidates = MarketServices.Projections.Where(MakesARowAStream).ToArray();
        var checks = candidates.Select((p, i) =>
            $"select {i} where not exists (select 1 from {p.Tables[0]}) and exists (select 1 from mt_streams where type = '{p.Categories[0]}')");
        var empty = await store.QueryAsync(new Sql(string.Join(" union all ", checks)), row => row.GetInt32(0), cancellation);
        if (empty.Count == 0) return;

        var rebuilder = new ProjectionRebuilder(
            services.GetRequiredService<PostgresDatabase>(), store, EventRegistry.Domain, services.GetRequiredService<TimeProvider>());
        foreach (var place in empty) await rebuilder.RebuildAsync(candidates[place], null, cancellation);
    }

    /// <summary>Those whose first table has a row for each stream: only there does empty mean unmade.</summary>
    private static bool MakesARowAStream(Projection projection) =>
        projection is Features.Oversight.Cells.DealFactProjection or Features.Oversight.Cells.PairingFactProjection;
}
