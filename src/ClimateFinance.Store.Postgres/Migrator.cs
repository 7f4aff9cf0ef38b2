using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// Brings the schema to the software's state: modules in the order given, each migration in a transaction with its line in the ledger.
/// One node at a time works; the others wait for it and then find nothing to do, which takes one query.
/// </summary>
public sealed class Migrator(PostgresDatabase database, IReadOnlyList<MigrationModule> modules, TimeProvider time)
{
    private readonly string schema = database.Options.Schema;

    /// <summary>Applies what is missing.</summary>
    /// <returns>The names of the migrations applied now, in order; empty when there was nothing to do.</returns>
    /// <exception cref="MigrationException">The database does not fit the software, or a migration failed.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenDedicatedAsync(cancellation);
        if (await LedgerAsync(connection, cancellation) is { } known && Missing(known).Count == 0) return [];

        await ClaimAsync(connection, schema, cancellation);
        await PrepareLedgerAsync(connection, cancellation);
        var missing = Missing(await LedgerAsync(connection, cancellation) ?? []);
        foreach (var (module, migration) in missing) await ApplyAsync(connection, module, migration, cancellation);
        return [.. missing.Select(m => m.Migration.Name)];
    }

    /// <summary>
    /// Waits until no other node changes the schema. Held by the session, so that it spans the transactions of several migrations; it ends with the connection.
    /// </summary>
    internal static Task ClaimAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation) =>
        RunAsync(connection, "select pg_advisory_lock(hashtextextended($1, 0))", cancellation, $"{schema}:migrations");

    /// <summary>What is applied, by module and number; null when there is no ledger yet.</summary>
    private static async Task<Dictionary<(string Module, int Number), string>?> LedgerAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            var applied = new Dictionary<(string, int), string>();
            await using var command = new NpgsqlCommand("select module, number, checksum from schema_migration order by module, number", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) applied.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetString(2));
            return applied;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }
    }

    private List<(string Module, Migration Migration)> Missing(Dictionary<(string Module, int Number), string> applied)
    {
        var missing = new List<(string, Migration)>();
        foreach (var module in modules)
        {
            foreach (var migration in module.Migrations)
            {
                if (!applied.Remove((module.Name, migration.Number), out var checksum)) missing.Add((module.Name, migration));
                else if (checksum != migration.Checksum) throw new MigrationChangedException(module.Name, migration.Name);
            }
        }

        // Whatever is left over was applied by a version that knows more than this one.
        foreach (var (module, number) in applied.Keys) throw new DatabaseNewerException(module, number);
        return missing;
    }

    private async Task PrepareLedgerAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await RunAsync(connection, $"create schema if not exists {schema}", cancellation);
        await RunAsync(
            connection,
            """
            create table if not exists schema_migration (
                module text not null, number integer not null, name text not null, checksum text not null, at timestamptz not null,
                primary key (module, number))
            """,
            cancellation);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, string module, Migration migration, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await RunAsync(connection, migration.Sql, cancellation);
        }
        catch (PostgresException e)
        {
            throw new MigrationFailedException(module, migration.Name, e);
        }

        await using var entry = new NpgsqlCommand(
            "insert into schema_migration (module, number, name, checksum, at) values ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = module },
                new() { Value = migration.Number },
                new() { Value = migration.Name },
                new() { Value = migration.Checksum },
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await entry.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, string? argument = null)
    {
        // A migration, or the wait for another node that migrates, may take longer than a command may.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        if (argument is not null) command.Parameters.Add(new NpgsqlParameter { Value = argument });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
