using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
#if MARTEN
using TheEventStore = ClimateFinance.Store.Marten.MartenEventStore;
#else
using TheEventStore = ClimateFinance.Store.Postgres.PostgresEventStore;
#endif

namespace ClimateFinance.Api.Hosting;

/// <summary>The adapter behind the port, chosen by the build property <c>EventStore</c>: our own, or Marten.</summary>
internal static class EventStoreChoice
{
    public static void AddEventStore(this IServiceCollection services, IReadOnlyList<Projection> projections) =>
        services.AddSingleton<IEventStore>(provider => new TheEventStore(
            provider.GetRequiredService<PostgresDatabase>(), EventRegistry.Domain, projections, provider.GetRequiredService<TimeProvider>()));

    /// <summary>After the migrations: what the adapter needs beside them.</summary>
    public static Task PrepareEventStoreAsync(this IServiceProvider services, CancellationToken cancellation)
    {
#if MARTEN
        return ((TheEventStore)services.GetRequiredService<IEventStore>()).PrepareAsync(cancellation);
#else
        return Task.CompletedTask;
#endif
    }
}
