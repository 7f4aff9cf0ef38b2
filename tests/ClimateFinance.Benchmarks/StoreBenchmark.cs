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
/// decide, append, read model and idempotency record; and reads. Then how fast the feed and a rebuild go through a history, and in how much memory.
/// </summary>
internal static class StoreBenchmark
{
    public const int EventsAStream = 10;
    private const int EventsACommit = 100;
    private const int RowsAPage = 50;

    public static async Task<int> RunAsync(string[] args)
    {
        var connection = Option(args, "--connection");
        var events = long.Parse(Option(args, "--events") ?? "1000000", CultureInfo.InvariantCulture);
        var seconds = double.Parse(Option(args, "--seconds") ?? "2", CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option(args, "--rounds") ?? "5", CultureInfo.InvariantCulture);
        if (connection is not null)
        {
            await MeasureAsync(connection, rounds, seconds, events);
            return 0;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = folder, AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await MeasureAsync(server.ConnectionString, rounds, seconds, events);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string connectionString, int rounds, double seconds, long events)
    {
        await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString, Schema = "benchmark" });
        await using (var clean = database.Source.CreateCommand("drop schema if exists benchmark cascade")) await clean.ExecuteNonQueryAsync();
        await new Migrator(database, [MigrationModule.Store, StoreBenchmarkHouse.Tables], TimeProvider.System).MigrateAsync(CancellationToken.None);
        var store = new PostgresEventStore(database, StoreBenchmarkHouse.Registry, [new MeterTotals()], TimeProvider.System);

#if MARTEN
        await using var marten = new Store.Marten.MartenEventStore(database, StoreBenchmarkHouse.Registry, [new MeterTotals()], TimeProvider.System);
        await marten.PrepareAsync(CancellationToken.None);
        await using var snapshots = await MartenSnapshots.PrepareAsync(database, connectionString, prepared: false);
        await using var prepared = await MartenSnapshots.PrepareAsync(database, connectionString, prepared: true);
#endif
        var cpu = await CpuMeter.OfAsync(database.Source);
        var bench = new SideBySide(cpu, rounds, seconds, () => AnalyzeAsync(database.Source));
        (string, Func<Func<Task>>) yardstick = ("raw Npgsql, one insert a transaction", () => InsertAsync(database.Source));
        (string, Func<Func<Task>>)[] commands =
        [
            yardstick,
            ("load alone", () => LoadAsync(store)),
            ("append alone, new stream, 1 event", () => StartAsync(store)),
            ("load, decide, append, project, answer", CommandOf(store)),
            ("the same, every load from the database", CommandOf(store, forgetful: true)),
#if MARTEN
            ("Marten: fetch, append, inline snapshot", snapshots.Client),
            ("the same on prepared connections", prepared.Client),
            ("our command through Marten's adapter", CommandOf(marten)),
#endif
        ];
        var pgbench = PgBench.Insert(connectionString);
        await bench.RunAsync(1, pgbench, commands);
        await bench.RunAsync(Clients.Many, pgbench, commands);

        // In rounds of its own: what the server does after an import falls on whatever runs next.
        await bench.RunAsync(
            Clients.Many,
            yardstick,
            ("read a row by its id", () => RowAsync(store)),
            ($"read a page of {RowsAPage} rows", () => PageAsync(store)),
            ($"bulk import, commits of {EventsACommit} events", () => ImportAsync(store)));
        await HistoryBenchmark.RunAsync(database, events);
    }

    /// <summary>What autovacuum does within a minute: the planner knows the tables as it would of any that are in use. For the references' tables too.</summary>
    private static async Task AnalyzeAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("analyze");
        await command.ExecuteNonQueryAsync();
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

    /// <summary>
    /// As a command of the host goes (<c>CommandRun</c>): one that starts a stream has nothing of it to load, and what was written to it a moment ago is
    /// remembered; the commit says whether that still holds. A client works a stream until it has ten events, then the next: loads are of the length that a
    /// deal's stream has.
    /// </summary>
    /// <param name="store">Where.</param>
    /// <param name="forgetful">Whether each command asks the database first, as one does whose last writer was another node, or nobody for a minute.</param>
    private static Func<Func<Task>> CommandOf(IEventStore store, bool forgetful = false)
    {
        var memory = new StreamMemory(TimeProvider.System);
        return () =>
        {
            var (id, made) = (Guid.CreateVersion7(), 0);
            return async () =>
            {
                var load = new Load();
                var slot = made > 0 || forgetful ? load.Stream<Meter>(id) : null;
                var key = Guid.CreateVersion7().ToString();
                var answer = load.Answer("benchmark", key);
                if (forgetful || !memory.TryFill(load)) await store.LoadAsync(load, default);
                if (answer.First is not null) throw new InvalidOperationException("A fresh key has an answer.");
                if (slot is not null && slot.Version != made) throw new InvalidOperationException("The stream has another version.");

                var state = slot?.State ?? Meter.Initial;
                var next = state.Next();
                var commit = StoreBenchmarkHouse.Write().Append(id, Meter.Category, made, [next]);
                commit.Answer = new Answer("benchmark", key, new byte[32], 200, "\"1\"", null, "{}"u8.ToArray(), commit.At);
                Demand(await store.CommitAsync(commit, default));
                memory.Keep(id, Meter.Evolve(state, next), ++made);
                if (made == EventsAStream) (id, made) = (Guid.CreateVersion7(), 0);
            };
        };
    }

    /// <summary>A file of facts: each commit brings a stream of a hundred, with its read model.</summary>
    private static Func<Task> ImportAsync(PostgresEventStore store) => async () =>
        Demand(await store.CommitAsync(
            StoreBenchmarkHouse.Write().Append(Guid.CreateVersion7(), Meter.Category, 0, [.. Enumerable.Repeat(new MeterRead(1_200, "MWh"), EventsACommit)]), default));

    private static Func<Task> RowAsync(PostgresEventStore store)
    {
        var id = Guid.CreateVersion7();
        var ready = store.CommitAsync(StoreBenchmarkHouse.Write().Append(id, Meter.Category, 0, [new MeterRead(1_200, "MWh")]), default);
        return async () =>
        {
            Demand(await ready);
            var rows = await store.QueryAsync(new Sql("select id, total, version, at from meter_total where id = $1", id), Row, default);
            if (rows.Count != 1) throw new InvalidOperationException("The row is missing.");
        };
    }

    private static Func<Task> PageAsync(PostgresEventStore store)
    {
        Guid? before = null;
        return async () =>
        {
            var rows = await store.QueryAsync(
                new Sql("select id, total, version, at from meter_total where ($1::uuid is null or id < $1) order by id desc limit $2", before, RowsAPage), Row, default);
            before = rows.Count == RowsAPage ? rows[^1].Id : null;
        };
    }

    private static (Guid Id, long Total, long Version, DateTimeOffset At) Row(System.Data.Common.DbDataReader row) =>
        (row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3));

    private static void Demand(CommitOutcome outcome)
    {
        if (outcome is not CommitOutcome.Done) throw new InvalidOperationException($"Not stored: {outcome}.");
    }

    public static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
