using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// In one run, side by side, on one database with fsync on: one raw insert a transaction, the yardstick; and whole commands, that is load,
/// decide, append, read model and idempotency record. Then how fast the feed and a rebuild go through what was written.
/// </summary>
internal static class StoreBenchmark
{
    private const int EventsAStream = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        var connection = Option(args, "--connection");
        var seconds = double.Parse(Option(args, "--seconds") ?? "2", CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option(args, "--rounds") ?? "5", CultureInfo.InvariantCulture);
        if (connection is not null)
        {
            await MeasureAsync(connection, rounds, seconds);
            return 0;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = folder, AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await MeasureAsync(server.ConnectionString, rounds, seconds);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string connectionString, int rounds, double seconds)
    {
        await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString, Schema = "benchmark" });
        await using (var clean = database.Source.CreateCommand("drop schema if exists benchmark cascade")) await clean.ExecuteNonQueryAsync();
        await new Migrator(database, [MigrationModule.Store, StoreBenchmarkHouse.Tables], TimeProvider.System).MigrateAsync(CancellationToken.None);
        var store = new PostgresEventStore(database, StoreBenchmarkHouse.Registry, [new MeterTotals()], TimeProvider.System);

        var cpu = await CpuMeter.OfAsync(database.Source);
        var bench = new SideBySide(cpu, rounds, seconds);
        (string, Func<Func<Task>>)[] operations =
        [
            ("raw Npgsql, one insert a transaction", () => InsertAsync(database.Source)),
            ("load alone", () => LoadAsync(store)),
            ("append alone, new stream, 1 event", () => StartAsync(store)),
            ("load, decide, append, project, answer", () => CommandAsync(store)),
        ];
        await bench.RunAsync(1, operations);
        await bench.RunAsync(Clients.Many, operations);
        await CatchUpAsync(database, store);
    }

    public static Func<Task> InsertAsync(NpgsqlDataSource source) => async () =>
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("insert into raw_row (id, data, at) values ($1, $2, $3)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() },
                new NpgsqlParameter<string> { TypedValue = """{"reading":1200,"unit":"MWh"}""", NpgsqlDbType = NpgsqlDbType.Jsonb },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = DateTimeOffset.UtcNow },
            },
        };
        await command.ExecuteNonQueryAsync();
    };

    private static Func<Task> StartAsync(PostgresEventStore store) => async () =>
        Demand(await store.CommitAsync(StoreBenchmarkHouse.Write().Append(Guid.CreateVersion7(), Meter.Category, 0, [new MeterRead(1_200, "MWh")]), default));

    private static Func<Task> LoadAsync(PostgresEventStore store)
    {
        var id = Guid.CreateVersion7();
        var ready = store.CommitAsync(
            StoreBenchmarkHouse.Write().Append(id, Meter.Category, 0, [.. Enumerable.Repeat(new MeterRead(1_200, "MWh"), EventsAStream / 2)]), default);
        return async () =>
        {
            Demand(await ready);
            var load = new Load();
            load.Stream<Meter>(id);
            load.Answer("benchmark", "none");
            await store.LoadAsync(load, default);
        };
    }

    /// <summary>A client works a stream until it has ten events, then the next: loads are of the length that a deal's stream has.</summary>
    private static Func<Task> CommandAsync(PostgresEventStore store)
    {
        var id = Guid.CreateVersion7();
        return async () =>
        {
            var load = new Load();
            var slot = load.Stream<Meter>(id);
            var key = Guid.CreateVersion7().ToString();
            var answer = load.Answer("benchmark", key);
            await store.LoadAsync(load, default);
            if (answer.First is not null) throw new InvalidOperationException("A fresh key has an answer.");

            var commit = StoreBenchmarkHouse.Write().Append(id, Meter.Category, slot.Version, [slot.State.Next()]);
            commit.Answer = new Answer("benchmark", key, new byte[32], 200, "\"1\"", null, "{}"u8.ToArray(), commit.At);
            Demand(await store.CommitAsync(commit, default));
            if (slot.Version + 1 == EventsAStream) id = Guid.CreateVersion7();
        };
    }

    private static async Task CatchUpAsync(PostgresDatabase database, PostgresEventStore store)
    {
        var watch = Stopwatch.StartNew();
        long position = 0, events = 0;
        while (await store.ReadFeedAsync(position, 1_000, default) is { Count: > 0 } page) (position, events) = (page[^1].Sequence, events + page.Count);
        Console.WriteLine($"{"feed, pages of 1000",-46}{events / watch.Elapsed.TotalSeconds,12:0}   events a second, of {events}");

        watch.Restart();
        await new ProjectionRebuilder(database, store, StoreBenchmarkHouse.Registry, TimeProvider.System).RebuildAsync(new MeterTotals(), null, default);
        Console.WriteLine($"{"rebuild of a read model",-46}{events / watch.Elapsed.TotalSeconds,12:0}   events a second");
    }

    private static void Demand(CommitOutcome outcome)
    {
        if (outcome is not CommitOutcome.Done) throw new InvalidOperationException($"Not stored: {outcome}.");
    }

    public static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
