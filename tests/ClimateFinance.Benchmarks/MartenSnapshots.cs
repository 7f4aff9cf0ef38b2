#if MARTEN
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// The reference of the whole command: Marten as its own documentation would have it do the same work. It fetches a stream for writing with its inline
/// snapshot, appends one event, and saves both; nothing of ours is in the way, and no idempotency key is looked up or kept.
/// </summary>
internal sealed class MartenSnapshots : IAsyncDisposable
{
    private readonly DocumentStore store;

    private MartenSnapshots(DocumentStore store) => this.store = store;

    /// <param name="database">Where.</param>
    /// <param name="prepared">On our connections: prepared by themselves and not reset on return. Otherwise Marten's own, as they come.</param>
    public static async Task<MartenSnapshots> PrepareAsync(PostgresDatabase database, string connectionString, bool prepared)
    {
        var options = new StoreOptions { DatabaseSchemaName = prepared ? "marten_prepared" : "marten", AutoCreateSchemaObjects = AutoCreate.All };
        if (prepared) options.Connection(database.Source);
        else options.Connection(connectionString);
        options.UseSystemTextJsonForSerialization();
        options.Events.AppendMode = EventAppendMode.Quick;
        options.Events.MapEventType(typeof(MeterRead), "meter_read_v1");
        options.Projections.Add(new MeterSnapshots(), ProjectionLifecycle.Inline);
        var store = new DocumentStore(options);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return new MartenSnapshots(store);
    }

    /// <summary>As <c>CommandAsync</c>: a client works a stream until it has ten events, then the next.</summary>
    public Func<Task> Client()
    {
        var (id, version) = (Guid.CreateVersion7(), 0);
        return async () =>
        {
            await using var session = store.LightweightSession();
            var stream = await session.Events.FetchForWriting<MeterSnapshot>(id);
            if ((stream.CurrentVersion ?? 0) != version) throw new InvalidOperationException("The stream has another version.");
            stream.AppendOne(new MeterRead((stream.Aggregate?.Total ?? 0) % 1_000 + 1, "MWh"));
            await session.SaveChangesAsync();
            if (++version == StoreBenchmark.EventsAStream) (id, version) = (Guid.CreateVersion7(), 0);
        };
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}

/// <summary>What Marten keeps of a meter beside its events.</summary>
public sealed class MeterSnapshot
{
    public Guid Id { get; set; }

    public long Total { get; set; }

    public int Version { get; set; }
}

/// <summary>Makes it, without the generated code that Marten would otherwise look for.</summary>
public sealed class MeterSnapshots : SingleStreamProjection<MeterSnapshot, Guid>
{
    public override MeterSnapshot? Evolve(MeterSnapshot? snapshot, Guid id, IEvent e)
    {
        snapshot ??= new MeterSnapshot { Id = id };
        if (e.Data is MeterRead read) snapshot.Total += read.Reading;
        return snapshot;
    }
}
#endif
