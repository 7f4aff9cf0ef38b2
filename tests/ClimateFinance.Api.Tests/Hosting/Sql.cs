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

    public static async Task<long> CountTablesAsync(string connectionString) =>
        (long)(await RunAsync(connectionString, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))!;
}
