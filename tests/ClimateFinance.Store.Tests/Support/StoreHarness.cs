using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Npgsql;
#if MARTEN
using TheEventStore = ClimateFinance.Store.Marten.MartenEventStore;
#else
using TheEventStore = ClimateFinance.Store.Postgres.PostgresEventStore;
#endif

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace ClimateFinance.Store.Tests.Support;

/// <summary>An adapter under test, on a database of its own. The suite sees the port and the tables, nothing else of it.</summary>
public interface IStoreHarness : IAsyncDisposable
{
    /// <summary>The database's owner, schema <c>market</c> in its search path, for looking at tables and for playing another writer.</summary>
    NpgsqlDataSource Raw { get; }

    IEventStore Store { get; }

    /// <summary>The store of another node on the same database; it shares no memory with <see cref="Store"/>.</summary>
    IEventStore Another(EventRegistry? registry = null, params IReadOnlyList<Projection> projections);
}

/// <summary>The adapter that the build property <c>EventStore</c> names.</summary>
public static class StoreHarness
{
    public static IEventStore Make(PostgresDatabase database, EventRegistry? registry = null, params IReadOnlyList<Projection> projections) =>
        new TheEventStore(database, registry ?? TallyHouse.Registry, projections, TimeProvider.System);

    public static async Task<IStoreHarness> OpenAsync(TestPostgres postgres)
    {
        var template = await postgres.TemplateAsync("store_tests", PostgresHarness.PrepareAsync);
        return new PostgresHarness(postgres, await postgres.CreateDatabaseAsync(template));
    }
}

/// <summary>That adapter on a PostgreSQL of the tests.</summary>
public sealed class PostgresHarness : IStoreHarness
{
    private readonly TestPostgres postgres;
    private readonly string connectionString;
    private readonly List<PostgresDatabase> opened = [];

    public PostgresHarness(TestPostgres postgres, string connectionString)
    {
        (this.postgres, this.connectionString) = (postgres, connectionString);
        Raw = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "market", Pooling = false });
        Database = Open();
        Store = StoreHarness.Make(Database, null, new TallyTotals());
    }

    public NpgsqlDataSource Raw { get; }

    public IEventStore Store { get; }

    public PostgresDatabase Database { get; }

    public static IReadOnlyList<MigrationModule> Modules { get; } = [MigrationModule.Store, new("tally", [TallyHouse.Tables])];

    public static async Task PrepareAsync(string connectionString)
    {
        await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString });
        await new Migrator(database, Modules, TimeProvider.System).MigrateAsync(CancellationToken.None);
#if MARTEN
        await using var marten = new TheEventStore(database, TallyHouse.Registry, [], TimeProvider.System);
        await marten.PrepareAsync(CancellationToken.None);
#endif
    }

    public IEventStore Another(EventRegistry? registry = null, params IReadOnlyList<Projection> projections) =>
        StoreHarness.Make(Open(), registry, projections is [] ? [new TallyTotals()] : projections);

    public PostgresDatabase Open(int maxConnections = 20)
    {
        var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString, MaxConnections = maxConnections });
        opened.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in opened) await database.DisposeAsync();
        await Raw.DisposeAsync();
        await postgres.DropDatabaseAsync(connectionString);
    }
}

/// <summary>One fresh database for each test.</summary>
public abstract class StoreTest(TestPostgres postgres) : IAsyncLifetime
{
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 8, 30, 0, TimeSpan.FromHours(8));

    protected static readonly EventContext Context = new("li.wei", Role.Bank, Guid.Parse("0193b5a0-0000-7000-8000-0000000000b1"), "corr-1", "cause-1", 7);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IStoreHarness Harness { get; private set; } = null!;

    protected PostgresHarness Postgres => (PostgresHarness)Harness;

    protected IEventStore Store => Harness.Store;

    public async ValueTask InitializeAsync() => Harness = await StoreHarness.OpenAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static Commit Write() => new(At, Context);

    /// <summary>Opens a tally and returns its id.</summary>
    protected async Task<Guid> OpenTallyAsync(string? label = null, params long[] amounts)
    {
        var id = Guid.CreateVersion7();
        IEvent[] events = [new TallyOpened(label ?? id.ToString()), .. amounts.Select(a => new TallyAdded(a))];
        Assert.IsType<CommitOutcome.Done>(await Store.CommitAsync(Write().Append(id, Tally.Category, 0, events), Token));
        return id;
    }

    protected Task<CommitOutcome> AddAsync(Guid tally, long version, long amount) =>
        Store.CommitAsync(Write().Append(tally, Tally.Category, version, [new TallyAdded(amount)]), Token);

    protected async Task<long> CountAsync(string table) => (long)(await ScalarAsync($"select count(*) from {table}"))!;

    protected async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Harness.Raw.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    protected async Task<IReadOnlyList<string>> TextsAsync(string sql)
    {
        var found = new List<string>();
        await using var command = Harness.Raw.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token)) found.Add(reader.GetString(0));
        return found;
    }

    protected async Task<Tally> TallyAsync(Guid id)
    {
        var load = new Load();
        var slot = load.Stream<Tally>(id);
        await Store.LoadAsync(load, Token);
        return slot.State;
    }

    /// <summary>Waits for something that another task will bring about; fails the test when it doesn't within 30 s.</summary>
    protected static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        for (var i = 0; i < 1_500; i++)
        {
            if (await holds()) return;
            await Task.Delay(20, Token);
        }

        Assert.Fail($"Never happened: {what}.");
    }

    protected static Task EventuallyAsync(Func<bool> holds, string what) => EventuallyAsync(() => Task.FromResult(holds()), what);
}
