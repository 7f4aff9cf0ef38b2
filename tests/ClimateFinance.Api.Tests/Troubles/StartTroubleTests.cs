using ClimateFinance.Api.Hosting;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Troubles;

/// <summary>A start that cannot be: what a person reads then. Folders and versions of the private PostgreSQL are in <c>Hosting/</c>.</summary>
public sealed class StartTroubleTests(TestPostgres postgres)
{
    [Fact]
    public async Task Nobody_answers_at_the_address() =>
        Assert.Contains("cannot be reached", await ExplainedAsync("Host=127.0.0.1;Port=1;Username=u;Password=p;Database=d;Timeout=2"), StringComparison.Ordinal);

    [Fact]
    public async Task None_of_several_addresses_is_a_primary() =>
        Assert.Contains("cannot be reached", await ExplainedAsync("Host=127.0.0.1:1,127.0.0.1:2;Username=u;Password=p;Database=d;Timeout=2"), StringComparison.Ordinal);

    [Fact]
    public async Task The_database_does_not_exist()
    {
        var existing = await postgres.CreateDatabaseAsync();
        var missing = new NpgsqlConnectionStringBuilder(existing) { Database = "nowhere" };

        Assert.Contains("database \"nowhere\" does not exist", await ExplainedAsync(missing.ConnectionString), StringComparison.Ordinal);
        await postgres.DropDatabaseAsync(existing);
    }

    [Fact]
    public async Task The_server_has_no_connections_left()
    {
        var existing = await postgres.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(await postgres.AdministratorAsync()))
        await using (var command = source.CreateCommand($"alter database {new NpgsqlConnectionStringBuilder(existing).Database} connection limit 0"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Contains("connections left", await ExplainedAsync(existing), StringComparison.Ordinal);
        await postgres.DropDatabaseAsync(existing);
    }

    [Fact]
    public async Task A_migration_that_fails_is_named_and_the_database_is_as_before()
    {
        var existing = await postgres.CreateDatabaseAsync();
        await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = existing });
        var broken = new Migration(1, "0001_broken", "create table half (id integer); insert into nowhere values (1);");
        var failure = await Assert.ThrowsAsync<MigrationFailedException>(
            () => new Migrator(database, [new MigrationModule("broken", [broken])], TimeProvider.System).MigrateAsync(TestContext.Current.CancellationToken));

        var said = StartFailure.Explain(failure)!;
        Assert.Contains("0001_broken", said, StringComparison.Ordinal);
        Assert.Contains("rolled back", said, StringComparison.Ordinal);
        await using var look = database.Source.CreateCommand("select to_regclass('half') is null");
        Assert.Equal(true, await look.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await database.DisposeAsync();
        await postgres.DropDatabaseAsync(existing);
    }

    /// <summary>What the terminal shows when the host does not start on this database.</summary>
    private static async Task<string> ExplainedAsync(string connectionString)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => MarketHost.BuildAsync(["--environment=Testing", "--Preset=none", "--Logging:LogLevel:Default=None"], connectionString));
        return StartFailure.Explain(failure) ?? throw new Xunit.Sdk.XunitException($"A stack would be shown: {failure}");
    }
}
