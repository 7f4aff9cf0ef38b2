using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

public sealed class MigratorTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly string[] Own = [.. MigrationModule.Store.Migrations.Select(m => m.Name)];
    private static readonly Migration First = new(1, "0001_lamp", "create table lamp (id integer primary key)");
    private static readonly Migration Second = new(2, "0002_shade", "create table shade (id integer primary key references lamp (id))");

    private string connectionString = "";
    private PostgresDatabase database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        connectionString = await postgres.CreateDatabaseAsync();
        database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString, Schema = "elsewhere" });
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await postgres.DropDatabaseAsync(connectionString);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Modules_are_applied_in_order_once_and_in_their_schema()
    {
        MigrationModule[] modules = [MigrationModule.Store, new("lamps", [Second, First])];

        Assert.Equal([.. Own, "0001_lamp", "0002_shade"], await Migrator(modules).MigrateAsync(Token));
        Assert.Empty(await Migrator(modules).MigrateAsync(Token));
        Assert.Equal(true, await ScalarAsync("select to_regclass('elsewhere.shade') is not null and to_regclass('elsewhere.mt_events') is not null"));
        Assert.Equal(Own.Length + 2L, await ScalarAsync("select count(*) from elsewhere.schema_migration"));
    }

    [Fact]
    public async Task A_module_that_grew_gets_only_what_is_new()
    {
        await Migrator(new MigrationModule("lamps", [First])).MigrateAsync(Token);

        Assert.Equal(["0002_shade"], await Migrator(new MigrationModule("lamps", [First, Second])).MigrateAsync(Token));
    }

    [Fact]
    public async Task Many_nodes_that_start_at_once_apply_each_migration_once()
    {
        MigrationModule[] modules = [MigrationModule.Store, new("lamps", [First, Second])];

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Migrator(modules).MigrateAsync(Token)));

        Assert.Equal([.. Own, "0001_lamp", "0002_shade"], Assert.Single(applied, a => a.Count > 0));
    }

    [Fact]
    public async Task A_migration_changed_after_it_was_applied_is_refused()
    {
        await Migrator(new MigrationModule("lamps", [First])).MigrateAsync(Token);
        var changed = First with { Sql = First.Sql + " -- harmless" };

        var refused = await Assert.ThrowsAsync<MigrationChangedException>(
            () => Migrator(new MigrationModule("lamps", [new Migration(changed.Number, changed.Name, changed.Sql), Second])).MigrateAsync(Token));

        Assert.Contains("0001_lamp", refused.Message, StringComparison.Ordinal);
        Assert.Equal(false, await ScalarAsync("select to_regclass('elsewhere.shade') is not null"));
    }

    [Fact]
    public async Task Another_kind_of_line_end_is_no_change()
    {
        await Migrator(new MigrationModule("lamps", [new Migration(1, "0001_lamp", "create table lamp\n(id integer)")])).MigrateAsync(Token);

        Assert.Empty(await Migrator(new MigrationModule("lamps", [new Migration(1, "0001_lamp", "create table lamp\r\n(id integer)")])).MigrateAsync(Token));
    }

    [Fact]
    public async Task A_migration_that_fails_half_way_leaves_nothing_and_those_before_it_stand()
    {
        var broken = new Migration(2, "0002_broken", "create table half (id integer); insert into half values (1); select 1 / 0");

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(
            () => Migrator(new MigrationModule("lamps", [First, broken])).MigrateAsync(Token));

        Assert.Equal(PostgresErrorCodes.DivisionByZero, Assert.IsType<PostgresException>(failed.InnerException).SqlState);
        Assert.Equal(true, await ScalarAsync("select to_regclass('elsewhere.half') is null and to_regclass('elsewhere.lamp') is not null"));
        Assert.Equal(1L, await ScalarAsync("select count(*) from elsewhere.schema_migration"));
        Assert.Equal(["0002_shade"], await Migrator(new MigrationModule("lamps", [First, Second])).MigrateAsync(Token));
    }

    [Fact]
    public async Task A_database_newer_than_the_software_is_refused()
    {
        await Migrator(new MigrationModule("lamps", [First, Second])).MigrateAsync(Token);

        await Assert.ThrowsAsync<DatabaseNewerException>(() => Migrator(new MigrationModule("lamps", [First])).MigrateAsync(Token));
        await Assert.ThrowsAsync<DatabaseNewerException>(() => Migrator(MigrationModule.Store).MigrateAsync(Token));
    }

    [Fact]
    public void Numbers_with_a_hole_are_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => new MigrationModule("lamps", [Second]));

    [Theory]
    [InlineData("Market")]
    [InlineData("a;drop")]
    [InlineData("")]
    public void A_schema_that_is_no_plain_name_is_refused(string schema) =>
        Assert.Throws<ArgumentException>(() => new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString, Schema = schema }));

    private Migrator Migrator(params MigrationModule[] modules) => new(database, modules, TimeProvider.System);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
