using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// The doors to one database: pooled connections for the store, dedicated ones for locks, migrations and rebuilds. Of several hosts both lead
/// to the one that is primary at the moment; <see cref="Standbys"/> leads to another where there is one. Dispose at the end.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource owner;
    private readonly NpgsqlDataSource pooled;
    private readonly Lazy<NpgsqlDataSource> dedicated;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PostgresDatabase(PostgresStoreOptions options)
    {
        Options = options.Checked();
        owner = Build(Options.Pooled());
        pooled = Primary(owner);

        // The pools are the same, one a host: a standby that is promoted keeps its connections.
        if (Options.ReadFromStandbys && owner is NpgsqlMultiHostDataSource hosts) Standbys = hosts.WithTargetSession(TargetSessionAttributes.PreferStandby);
        dedicated = new Lazy<NpgsqlDataSource>(() => Build(Options.Dedicated()));
    }

    public PostgresStoreOptions Options { get; }

    /// <summary>For queries of the host that do not go through the store. Leave no session state on its connections.</summary>
    public NpgsqlDataSource Source => pooled;

    /// <summary>Where reads may go that do not need the newest: to a standby, or to the primary while there is none. Null: they may not.</summary>
    internal NpgsqlDataSource? Standbys { get; }

    /// <summary>Whether an error, or one behind it, says that the database is away, full or overloaded: later it may go well.</summary>
    public static bool IsAway(Exception? e) => e is not null && (StorePipelines.IsAway(e) || IsAway(e.InnerException));

    /// <summary>A connection of its own, which ends when it is disposed and takes its locks with it.</summary>
    internal ValueTask<NpgsqlConnection> OpenDedicatedAsync(CancellationToken cancellation) => Primary(dedicated.Value).OpenConnectionAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await owner.DisposeAsync();
        if (dedicated.IsValueCreated) await dedicated.Value.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        return PostgresStoreOptions.NamesSeveralHosts(builder.ConnectionStringBuilder) ? builder.BuildMultiHost() : builder.Build();
    }

    private static NpgsqlDataSource Primary(NpgsqlDataSource source) =>
        source is NpgsqlMultiHostDataSource hosts ? hosts.WithTargetSession(TargetSessionAttributes.Primary) : source;
}
