using System.Data.Common;
using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>Queries on a standby, in one round trip with the question how far it is. Whatever speaks against its answer, the primary gives one.</summary>
internal static class StandbyReads
{
    // In this order: what is asked second sees at least what the first says was replayed.
    private const string Reached = $"select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end - '{Zero}'::pg_lsn";

    /// <summary>The end of what was written up to now; asked on the primary, in the round trip of what it stands behind and after it.</summary>
    public const string Written = $"select pg_current_wal_insert_lsn() - '{Zero}'::pg_lsn as {Position}";

    private const string Position = "read_point";

    private const string Zero = "0/0";

    /// <returns>The rows; null where the primary must be asked.</returns>
    public static async Task<IReadOnlyList<T>?> QueryAsync<T>(
        NpgsqlDataSource standbys, ReadPoint point, long atLeast, Sql query, Func<DbDataReader, T> map, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await standbys.OpenConnectionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Reached), SqlBinding.ToCommand(query) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            var reached = PositionOf(reader);
            if (reached < atLeast) return null;

            await reader.NextResultAsync(cancellation);
            var found = new List<T>();
            while (await reader.ReadAsync(cancellation)) found.Add(map(reader));
            point.Reach(reached);
            return found;
        }
        catch (NpgsqlException)
        {
            // It is away, a vacuum on the primary took the rows from under the query, or the query writes: the primary decides.
            return null;
        }
    }

    /// <summary>Whether a result is the answer to <see cref="Written"/>.</summary>
    public static bool IsPosition(NpgsqlDataReader reader) => reader.FieldCount == 1 && reader.GetName(0) == Position;

    /// <summary>Reads the answer to <see cref="Written"/>.</summary>
    public static async Task ReachedAsync(DbDataReader reader, ReadPoint point, CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        point.Reach(PositionOf(reader));
    }

    // A log position as the number of bytes before it.
    private static long PositionOf(DbDataReader row) => (long)row.GetDecimal(0);
}
