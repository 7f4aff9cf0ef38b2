using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>The doors to one database: pooled connections for the store, dedicated ones for locks, migrations and rebuilds. Dispose at the end.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource pooled;
    private readonly Lazy<NpgsqlDataSource> dedicated;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PostgresDatabase(PostgresStoreOptions options)
    {
        Options = options.Checked();
        pooled = Build(Options.Pooled());
        dedicated = new Lazy<NpgsqlDataSource>(() => Build(Options.Dedicated()));
    }

    public PostgresStoreOptions Options { get; }

    /// <summary>For queries of the host that do not go through the store. Leave no session state on its connections.</summary>
    public NpgsqlDataSource Source => pooled;

    /// <summary>A connection of its own, which ends when it is disposed and takes its locks with it.</summary>
    internal ValueTask<NpgsqlConnection> OpenDedicatedAsync(CancellationToken cancellation) => dedicated.Value.OpenConnectionAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await pooled.DisposeAsync();
        if (dedicated.IsValueCreated) await dedicated.Value.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        return builder.ConnectionStringBuilder.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
