using System.Collections.Concurrent;
using ClimateFinance.Api.Hosting.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClimateFinance.TestKit;

/// <summary>
/// One throw-away PostgreSQL for all tests of a process, started when the first test asks for a database and gone at the end.
/// Have it with <c>[assembly: AssemblyFixture(typeof(TestPostgres))]</c> and a constructor parameter.
/// </summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private const string Owner = "climate_finance";

    private readonly string folder = TestFolders.New();
    private readonly Lazy<Task<EmbeddedPostgres>> server;
    private readonly ConcurrentDictionary<string, Lazy<Task>> templates = new();
    private int made;

    public TestPostgres() => server = new(StartAsync);

    /// <summary>The server as its superuser, for what the databases' owner may not do.</summary>
    public async Task<string> AdministratorAsync() => (await server.Value).AdministratorConnectionString;

    /// <summary>A fresh database; the connection string of its owner, who is no superuser.</summary>
    /// <param name="template">What it is a copy of: a name from <see cref="TemplateAsync"/>. Null: empty.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref made)}";
        var copied = template is null ? "" : $" TEMPLATE {template}";
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {Owner}{copied}");
        return await ConnectionStringAsync(name);
    }

    /// <summary>Drops a database, also under the feet of connections that are still open.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var pooled = new NpgsqlConnection(connectionString)) NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    /// <summary>
    /// Prepares a database once per process (with the schema, say), to be copied for each test by <see cref="CreateDatabaseAsync"/>.
    /// </summary>
    /// <param name="name">Lower-case letters, digits and underscores. Asked for again, the first one is kept.</param>
    /// <param name="prepare">Fills the database behind the connection string it is given.</param>
    /// <returns>The name.</returns>
    public async Task<string> TemplateAsync(string name, Func<string, Task> prepare)
    {
        await templates.GetOrAdd(name, _ => new Lazy<Task>(() => PrepareAsync(name, prepare))).Value;
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        if (!server.IsValueCreated) return;
        NpgsqlConnection.ClearAllPools();
        await (await server.Value).DisposeAsync();
        TestFolders.Delete(folder);
    }

    private Task<EmbeddedPostgres> StartAsync() =>
        EmbeddedPostgres.StartAsync(TestFolders.Options(folder), NullLogger.Instance, CancellationToken.None);

    private async Task PrepareAsync(string name, Func<string, Task> prepare)
    {
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {Owner}");
        await prepare(await ConnectionStringAsync(name));

        // A database that anyone is connected to cannot be copied.
        await ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
    }

    // Pools of databases that no test uses any more must not eat up the server's connections.
    private async Task<string> ConnectionStringAsync(string database) =>
        new NpgsqlConnectionStringBuilder((await server.Value).ConnectionString)
        {
            Database = database,
            IncludeErrorDetail = true,
            ConnectionIdleLifetime = 4,
            ConnectionPruningInterval = 2,
        }.ConnectionString;

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(await AdministratorAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
