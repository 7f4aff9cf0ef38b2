namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>
/// A private PostgreSQL that lives and ends with this process: made on first use, found again with its data on the next, recovered
/// after a crash, adopted when a killed host left it running, started again when it dies under a host that lives. Nobody but this user
/// reaches it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly Cluster cluster;
    private readonly FolderLock folderLock;
    private readonly EventHandler lastResort;
    private readonly CancellationTokenSource ending = new();
    private readonly Task watching;
    private int stopped;

    private EmbeddedPostgres(Cluster cluster, FolderLock folderLock, Endpoint endpoint, string database, Watchman watchman)
    {
        (this.cluster, this.folderLock) = (cluster, folderLock);
        ConnectionString = endpoint.ConnectionString(Endpoint.Owner, database);
        AdministratorConnectionString = endpoint.ConnectionString(Endpoint.Superuser, "postgres");

        // For an exit that passes by DisposeAsync.
        lastResort = (_, _) => StopNow();
        AppDomain.CurrentDomain.ProcessExit += lastResort;
        watching = watchman.WatchAsync(ending.Token);
    }

    /// <summary>The database, as the role that owns it and is no superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>The server, as its superuser: for tests and tools.</summary>
    public string AdministratorConnectionString { get; }

    /// <summary>Finds or makes the private PostgreSQL and returns when it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        options.Validate();
        var place = Place.Claim(options);
        var folderLock = FolderLock.Take(place.Root);
        try
        {
            var found = await FindOrInstallAsync(options, place, logger, cancellation);
            await place.FurnishAsync(options, cancellation);
            var cluster = new Cluster(place, found, options);
            if (place.DataMajor() is null)
            {
                logger.LogInformation("Making a private PostgreSQL {Major} in {Folder}.", found.Major, place.Root);
                await cluster.CreateAsync(cancellation);
            }

            return await RunAsync(cluster, place, folderLock, options, logger, cancellation);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Stops PostgreSQL in good order and lets go of its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0) return;
        AppDomain.CurrentDomain.ProcessExit -= lastResort;
        await ending.CancelAsync();
        await watching;
        await cluster.StopAsync();
        folderLock.Dispose();
        ending.Dispose();
    }

    private static async Task<Binaries> FindOrInstallAsync(
        EmbeddedPostgresOptions options, Place place, ILogger logger, CancellationToken cancellation)
    {
        if (await Binaries.FindAsync(options, place.DataMajor(), cancellation) is { } found) return found;
        await Installer.InstallAsync(options, logger, cancellation);
        return await Binaries.FindAsync(options, place.DataMajor(), cancellation)
            ?? throw new EmbeddedPostgresException("PostgreSQL was installed but its programs are not where they usually are. Set "
                + $"{EmbeddedPostgresOptions.Section}__BinPath to the folder that holds initdb, pg_ctl and postgres.");
    }

    private static async Task<EmbeddedPostgres> RunAsync(
        Cluster cluster, Place place, FolderLock folderLock, EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.StartTimeout);
        try
        {
            var endpoint = await new Launch(cluster, place, logger).UntilAnsweringAsync(options.Database, deadline.Token);
            logger.LogInformation(
                "The data is kept in a private PostgreSQL in {Folder}, reachable by this user only. "
                + "To use another database, set ConnectionStrings__Market.", place.Root);
            return new EmbeddedPostgres(cluster, folderLock, endpoint, options.Database, new Watchman(cluster, place, endpoint, options, logger));
        }
        catch (Exception e)
        {
            await cluster.StopAsync();
            if (e is not OperationCanceledException || cancellation.IsCancellationRequested) throw;
            throw new EmbeddedPostgresException(
                $"PostgreSQL did not answer within {options.StartTimeout.TotalSeconds:0} s. The end of its log:{Environment.NewLine}"
                + LogTail.OfCluster(place.Data), e);
        }
    }

    private void StopNow()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0) return;
        ending.Cancel();
        cluster.StopNow();
    }
}
