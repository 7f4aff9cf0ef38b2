using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>How to reach the database and how much of it to use. Checked when <see cref="PostgresDatabase"/> is made.</summary>
public sealed record PostgresStoreOptions
{
    private const string Session = "-c TimeZone=UTC -c jit=off";
    private const int UsualRecheckSeconds = 10;
    private const int UsualTimeoutSeconds = 15;

    /// <summary>Npgsql's form. Several hosts: the one that is primary is used, also after a failover.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Whether reads that bring a <see cref="ReadPoint"/> may be answered by a standby of <see cref="ConnectionString"/> that has come that far.
    /// </summary>
    public bool ReadFromStandbys { get; init; }

    /// <summary>The schema of all tables; lower-case letters, digits and underscores.</summary>
    public string Schema { get; init; } = "market";

    /// <summary>Connections that serve commands and queries, 1 to 500. The few that hold locks come on top.</summary>
    public int MaxConnections { get; init; } = 50;

    /// <summary>The longest a statement may run, 1 s to 10 min.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a commit that lost a deadlock or a serialization race is tried again, 0 to 10.</summary>
    public int RaceRetries { get; init; } = 5;

    /// <summary>How often a load, or opening a connection, is tried again after a connection fault, 0 to 10.</summary>
    public int ConnectionRetries { get; init; } = 3;

    /// <summary>The first pause of a retry; it doubles, with jitter. Up to 1 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(20);

    internal PostgresStoreOptions Checked()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ConnectionString);
        if (Schema is not { Length: > 0 and <= 40 } || !Schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new ArgumentException($"The schema must be 1 to 40 lower-case letters, digits or underscores: '{Schema}'.");
        Within(MaxConnections, 1, 500, nameof(MaxConnections));
        Within((int)CommandTimeout.TotalSeconds, 1, 600, nameof(CommandTimeout));
        Within(RaceRetries, 0, 10, nameof(RaceRetries));
        Within(ConnectionRetries, 0, 10, nameof(ConnectionRetries));
        Within((int)FirstPause.TotalMilliseconds, 1, 1_000, nameof(FirstPause));
        return this;
    }

    /// <summary>
    /// The connection string for commands and queries. Statements are prepared by themselves at their second use and stay so, because the
    /// connection is not reset when it goes back to the pool: whoever takes one from it must leave no session state behind
    /// (no SET, no session lock, no temporary table).
    /// </summary>
    internal string Pooled() => new NpgsqlConnectionStringBuilder(Common().ConnectionString)
    {
        Pooling = true,
        MaxPoolSize = MaxConnections,
        MaxAutoPrepare = 500,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,

        // Of a commit's statements the one that failed tells which stream it was.
        IncludeFailedBatchedCommand = true,

        // A commit is never cancelled once it is sent, so its waiting for locks is bounded by the server.
        Options = $"{Session} -c lock_timeout={(long)CommandTimeout.TotalMilliseconds}",
    }.ConnectionString;

    /// <summary>
    /// The connection string for those that hold a lock or change their session: never pooled. The keep-alives let the server notice
    /// within seconds that the node behind a lock is gone.
    /// </summary>
    internal string Dedicated() => new NpgsqlConnectionStringBuilder(Common().ConnectionString)
    {
        Pooling = false,
        MaxAutoPrepare = 100,
        AutoPrepareMinUsages = 2,
        TcpKeepAlive = true,
        Options = $"{Session} -c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3",
    }.ConnectionString;

    internal static bool NamesSeveralHosts(NpgsqlConnectionStringBuilder connection) => connection.Host?.Contains(',', StringComparison.Ordinal) == true;

    private NpgsqlConnectionStringBuilder Common()
    {
        var common = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            SearchPath = Schema,
            // Tells in pg_stat_activity which node holds a connection, and so a lock.
            ApplicationName = $"climate-finance {Environment.MachineName}:{Environment.ProcessId}",
            CommandTimeout = (int)CommandTimeout.TotalSeconds,
            Options = Session,
        };
        if (!NamesSeveralHosts(common)) return common;

        // Each use says for itself which of the hosts it wants. Who is primary is asked anew every second instead of every ten, a host that does
        // not answer is given up sooner than Npgsql would, and a connection to one that vanished is noticed: all of it shortens a failover.
        common.TargetSessionAttributes = null;
        if (common.HostRecheckSeconds == UsualRecheckSeconds) common.HostRecheckSeconds = 1;
        if (common.Timeout == UsualTimeoutSeconds) common.Timeout = 5;
        if (!common.Host!.Contains('/', StringComparison.Ordinal)) (common.TcpKeepAlive, common.TcpKeepAliveTime, common.TcpKeepAliveInterval) = (true, 2, 1);
        return common;
    }

    private static void Within(int value, int least, int most, string name)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{least} to {most} is allowed.");
    }
}
