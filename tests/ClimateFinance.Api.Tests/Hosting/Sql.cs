using Npgsql;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>One statement on one connection that is not kept.</summary>
internal static class Sql
{
    public static async Task<object?> RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The same against a server that is about to come up; it has half a minute.</summary>
    public static async Task<object?> EventuallyAsync(string connectionString, string statement)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await RunAsync(connectionString, statement);
            }
            catch (NpgsqlException) when (tries < 600)
            {
                await Task.Delay(50);
            }
        }
    }

    public static async Task<long> CountTablesAsync(string connectionString) =>
        (long)(await RunAsync(connectionString, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))!;
}
