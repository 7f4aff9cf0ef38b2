using System.Diagnostics;
using ClimateFinance.Store.Postgres;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// A long history: how fast the feed hands it out and a read model is made anew from it, and how much memory that takes at a tenth of the way
/// and at its end. What is bounded does not grow with the history.
/// </summary>
internal static class HistoryBenchmark
{
    private const int AtOnce = 1_000_000;
    private const int EventsAStream = 10;

    // Streams and events as the store writes them, made by the server itself.
    private const string Make =
        """
        insert into mt_streams (id, type, version, timestamp, created)
            select md5('stream ' || g)::uuid, 'meter', 10, now(), now() from generate_series($1::bigint / 10, ($1::bigint + $2) / 10 - 1) g;
        """;

    private const string MakeEvents =
        """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
            select nextval('mt_events_sequence'), gen_random_uuid(), md5('stream ' || g / 10)::uuid, g % 10 + 1, jsonb_build_object('reading', g % 1000 + 1, 'unit', 'MWh'),
                'meter_read_v1', now(), 'ClimateFinance.Benchmarks.MeterRead, ClimateFinance.Benchmarks', 'correlation', 'causation', '{"role":"bank"}', 'benchmark'
            from generate_series($1::bigint, $1::bigint + $2 - 1) g;
        """;

    public static async Task RunAsync(PostgresDatabase database, long events)
    {
        await EmptyAsync(database);
        var store = new PostgresEventStore(database, StoreBenchmarkHouse.Registry, [], TimeProvider.System);
        var watch = Stopwatch.StartNew();
        for (var made = 0L; made < events; made += AtOnce) await MakeAsync(database, made, Math.Min(AtOnce, events - made) / EventsAStream * EventsAStream);
        await RunAsync(database, "alter table mt_events add constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade");
        await RunAsync(database, "analyze mt_events");
        Console.WriteLine($"{$"a history of {events} events, made in",-46}{watch.Elapsed.TotalSeconds,12:0}   s");

        watch.Restart();
        var (memory, position, read) = (new Memory(), 0L, 0L);
        while (await store.ReadFeedAsync(position, 1_000, default) is { Count: > 0 } page)
        {
            (position, read) = (page[^1].Sequence, read + page.Count);
            memory.Look(read, events);
        }

        Tell("feed, pages of 1000", read, watch.Elapsed, memory);
        watch.Restart();
        memory = new Memory();
        await new ProjectionRebuilder(database, store, StoreBenchmarkHouse.Registry, TimeProvider.System)
            .RebuildAsync(new MeterTotals(), new Progress(p => memory.Look(p.Position, p.Newest)), default);
        Tell("rebuild of a read model", read, watch.Elapsed, memory);
    }

    private static void Tell(string what, long events, TimeSpan took, Memory memory) => Console.WriteLine(
        $"{what,-46}{events / took.TotalSeconds,12:0}   events a second; at most {memory.Early / 1e6:0} MB resident in the first tenth, {memory.All / 1e6:0} MB in all (managed {memory.Managed / 1e6:0} MB)");

    private static async Task EmptyAsync(PostgresDatabase database)
    {
        await RunAsync(database, "alter table mt_events drop constraint fkey_mt_events_stream_id");
        await RunAsync(database, "truncate mt_events, mt_streams, meter_total, idempotency_answer");
        await RunAsync(database, "alter sequence mt_events_sequence restart with 1");
    }

    private static async Task MakeAsync(PostgresDatabase database, long from, long count)
    {
        foreach (var sql in new[] { Make, MakeEvents })
        {
            await using var command = database.Source.CreateCommand(sql);
            command.CommandTimeout = 0;
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task RunAsync(PostgresDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Progress(Action<RebuildProgress> look) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => look(value);
    }

    /// <summary>The most that this process held, looked at with each page.</summary>
    private sealed class Memory
    {
        public long Early { get; private set; }

        public long All { get; private set; }

        public long Managed { get; private set; }

        public void Look(long done, long total)
        {
            var now = Environment.WorkingSet;
            if (done <= total / 10) Early = Math.Max(Early, now);
            All = Math.Max(All, now);
            Managed = Math.Max(Managed, GC.GetTotalMemory(forceFullCollection: false));
        }
    }
}
