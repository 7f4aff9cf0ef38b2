using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Npgsql;

namespace ClimateFinance.Drills;

/// <summary>The tables of a drill's database as somebody sees them who knows nothing of the hosts.</summary>
internal sealed class Tables : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly PostgresDatabase database;
    private readonly PostgresEventStore store;

    public Tables(string connectionString)
    {
        source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "market", MaxPoolSize = 2, CommandTimeout = 120 });
        database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connectionString, MaxConnections = 4 });
        store = new PostgresEventStore(database, EventRegistry.Domain, [], TimeProvider.System);
    }

    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation)
    {
        var found = new List<T>();
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Add(map(reader));
        return found;
    }

    public async Task<long> CountAsync(string sql, CancellationToken cancellation) =>
        (await ReadAsync(sql, row => row.GetInt64(0), cancellation))[0];

    public async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Rows in which read models differ from what the events give.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken cancellation)
    {
        var found = new List<string>();
        var rebuilder = new ProjectionRebuilder(database, store, EventRegistry.Domain, TimeProvider.System);
        foreach (var projection in MarketServices.Projections)
            found.AddRange((await rebuilder.VerifyAsync(projection, null, cancellation)).Select(d => $"{projection.Name}: {d.Kind} in {d.Table}: {d.Row}"));

        var cells = await CellsAsync(cancellation);
        await new CellsAnew(database).RefoldAsync(cancellation);
        var refolded = await CellsAsync(cancellation);
        found.AddRange(cells.Except(refolded, StringComparer.Ordinal).Select(cell => $"cells: only in the live ones: {cell}"));
        found.AddRange(refolded.Except(cells, StringComparer.Ordinal).Select(cell => $"cells: missing in the live ones: {cell}"));
        return found;
    }

    /// <summary>The sums, of whatever scale their digits are; a cell that counts nothing is as good as none.</summary>
    public async Task<IReadOnlyList<string>> CellsAsync(CancellationToken cancellation)
    {
        var columns = await ReadAsync(
            "select column_name, data_type <> 'text' from information_schema.columns where table_schema = 'market' and table_name = 'market_sum' order by ordinal_position",
            row => (Name: row.GetString(0), IsSum: row.GetBoolean(1)), cancellation);
        var shown = string.Join(" || ' ' || ", columns.Select(c => c.IsSum ? $"'{c.Name}=' || trim_scale({c.Name}::numeric)" : $"quote_literal({c.Name})"));
        var counts = string.Join(" or ", columns.Where(c => c.IsSum).Select(c => $"{c.Name} <> 0"));
        return await ReadAsync($"select {shown} from market_sum where {counts} order by 1", row => row.GetString(0), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await database.DisposeAsync();
    }
}
