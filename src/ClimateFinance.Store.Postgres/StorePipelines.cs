using Npgsql;
using Polly;
using Polly.Retry;

namespace ClimateFinance.Store.Postgres;

/// <summary>The named retries of the store, each bounded and only where doing a thing twice is the same as doing it once.</summary>
internal sealed class StorePipelines
{
    public StorePipelines(PostgresStoreOptions options, TimeProvider time)
    {
        Faults = Pipeline("store-connection", options.ConnectionRetries, options.FirstPause, time, IsConnectionFault);
        Races = Pipeline("store-race", options.RaceRetries, options.FirstPause, time, IsLostRace);
    }

    /// <summary>For opening a connection and for reads: a connection fault is tried again.</summary>
    public StoreRetry Faults { get; }

    /// <summary>For commits: the server rolled everything back and says that another attempt may pass.</summary>
    public StoreRetry Races { get; }

    /// <summary>
    /// The server cannot be reached, is about to end, is a standby by now, or has no connections, memory or disk left. None of that is about the
    /// statement, and later the same may go well.
    /// </summary>
    public static bool IsConnectionFault(Exception e) => e switch
    {
        PostgresException server => server.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.ReadOnlySqlTransaction || (server.IsTransient && !IsLostRace(server)),

        NpgsqlOperationInProgressException => false,

        // Of several hosts none was fit: the reasons are gathered inside, or there were none.
        NpgsqlException client => client.IsTransient
            || client.InnerException is null or AggregateException or NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException,
        _ => false,
    };

    /// <summary>
    /// Whether a commit may have happened all the same: an ordinary error of the server undid it, but a session that ends may have been
    /// waiting for a standby, with its commit done.
    /// </summary>
    public static bool LeavesUnknown(NpgsqlException e) => e is not PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether the store said that the database is away, or Npgsql did to somebody who speaks to it himself.</summary>
    public static bool IsAway(Exception e) => e is StoreUnavailableException || IsConnectionFault(e);

    private static bool IsLostRace(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    private static StoreRetry Pipeline(string name, int retries, TimeSpan firstPause, TimeProvider time, Func<Exception, bool> applies)
    {
        if (retries == 0) return new StoreRetry(ResiliencePipeline.Empty, applies);
        var builder = new ResiliencePipelineBuilder { Name = name, TimeProvider = time };
        builder
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = firstPause,
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && applies(e)),
            });
        return new StoreRetry(builder.Build(), applies);
    }
}
