using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// Empty twins of a projection's tables in a schema of their own, found before the live ones on this connection: the projection's
/// statements, which name no schema, write there. One at a time; the lock and the twins end with it.
/// </summary>
internal sealed class ShadowSchema : IAsyncDisposable
{
    private readonly string live;

    private ShadowSchema(NpgsqlConnection connection, string live) => (Connection, this.live) = (connection, live);

    public NpgsqlConnection Connection { get; }

    private string Name => NameOf(live);

    private static string NameOf(string live) => live + "_shadow";

    public static async Task<ShadowSchema> CreateAsync(PostgresDatabase database, IReadOnlyList<string> tables, CancellationToken cancellation)
    {
        var shadow = new ShadowSchema(await database.OpenDedicatedAsync(cancellation), database.Options.Schema);
        try
        {
            // Waits for a rebuild that another node is doing.
            await shadow.RunAsync($"select pg_advisory_lock(hashtextextended('{shadow.Name}', 0))", cancellation);
            await shadow.RunAsync($"drop schema if exists {shadow.Name} cascade; create schema {shadow.Name}", cancellation);
            foreach (var table in tables) await shadow.CloneAsync(table, cancellation);
            await shadow.RunAsync($"set search_path to {shadow.Name}, {shadow.live}", cancellation);
            return shadow;
        }
        catch
        {
            await shadow.Connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops twins that nobody works on any more; whether there were any.</summary>
    public static async Task<bool> ClearAsync(PostgresDatabase database, CancellationToken cancellation)
    {
        await using var shadow = new ShadowSchema(await database.OpenDedicatedAsync(cancellation), database.Options.Schema);
        var left = $"select exists (select 1 from pg_namespace where nspname = '{shadow.Name}') and pg_try_advisory_lock(hashtextextended('{shadow.Name}', 0))";
        await using var command = new NpgsqlCommand(left, shadow.Connection);

        // Disposing drops them, and ends the lock with the connection.
        if ((bool)(await command.ExecuteScalarAsync(cancellation))!) return true;
        await shadow.Connection.CloseAsync();
        return false;
    }

    /// <summary>In the caller's transaction: the twins take the place of the live tables.</summary>
    public async Task SwapAsync(IReadOnlyList<string> tables, CancellationToken cancellation)
    {
        foreach (var table in tables)
        {
            await RunAsync($"drop table {live}.{table}", cancellation);
            await RunAsync($"alter table {Name}.{table} set schema {live}", cancellation);
        }
    }

    /// <summary>Rows that only one side has, as JSON: of a table, at most <paramref name="limit"/> a side.</summary>
    public async Task<IReadOnlyList<ProjectionDifference>> CompareAsync(string table, int limit, CancellationToken cancellation)
    {
        var sql =
            $"""
             with rebuilt as (select to_jsonb(t)::text as row from {Name}.{table} t), live as (select to_jsonb(t)::text as row from {live}.{table} t)
             (select true, row from (select row from rebuilt except all select row from live) missing order by row limit {limit})
             union all
             (select false, row from (select row from live except all select row from rebuilt) extra order by row limit {limit})
             """;
        var differences = new List<ProjectionDifference>();
        await using var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            differences.Add(new ProjectionDifference(table, reader.GetBoolean(0) ? DifferenceKind.MissingInLive : DifferenceKind.OnlyInLive, reader.GetString(1)));
        return differences;
    }

    public async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Connection.State == System.Data.ConnectionState.Open) await RunAsync($"drop schema if exists {Name} cascade", CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The connection broke; the next rebuild drops what is left.
        }

        await Connection.DisposeAsync();
    }

    private async Task CloneAsync(string table, CancellationToken cancellation)
    {
        var keys = await TextsAsync(ForeignKeys, table, cancellation);
        if (keys.Count > 0) throw new InvalidOperationException($"'{table}' has foreign keys ({string.Join(", ", keys)}): a read model that is rebuilt can have none.");

        // Read while the live table is the one in sight, so that the definitions name no schema; run where the twin is.
        var indexes = await TextsAsync(Constraints, table, cancellation);
        indexes.AddRange(await TextsAsync(Indexes, table, cancellation));
        await RunAsync($"create table {Name}.{table} (like {live}.{table} including all excluding indexes)", cancellation);
        await RunAsync($"set search_path to {Name}, {live}", cancellation);
        foreach (var index in indexes) await RunAsync(index, cancellation);
        await RunAsync($"set search_path to {live}", cancellation);
    }

    // Like "including indexes", but under the same names: a unique index's name is what a caller is told.
    private const string Constraints =
        """
        select format('alter table %I add constraint %I %s', $1, conname, pg_get_constraintdef(oid))
        from pg_constraint where conrelid = $1::regclass and contype in ('p', 'u', 'x') order by conname
        """;

    private const string Indexes =
        """
        select pg_get_indexdef(indexrelid, 0, true) from pg_index
        where indrelid = $1::regclass and not exists (select 1 from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
        """;

    private const string ForeignKeys =
        "select conname from pg_constraint where contype = 'f' and (conrelid = $1::regclass or confrelid = $1::regclass)";

    private async Task<List<string>> TextsAsync(string query, string table, CancellationToken cancellation)
    {
        var texts = new List<string>();
        await using var command = new NpgsqlCommand(query, Connection) { Parameters = { SqlBinding.Text(table) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) texts.Add(reader.GetString(0));
        return texts;
    }
}
