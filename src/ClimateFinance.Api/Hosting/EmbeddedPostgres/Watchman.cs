namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>
/// Starts the server again when it dies under a host that lives: killed by somebody, by the system for want of memory, or by a full disk.
/// Meanwhile callers hear 503; what was committed is found again by PostgreSQL's own recovery.
/// </summary>
internal sealed class Watchman(Cluster cluster, Place place, Endpoint endpoint, EmbeddedPostgresOptions options, ILogger logger)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Watches until cancelled; throws for nothing.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        var pause = BetweenLooks;
        try
        {
            while (true)
            {
                await Task.Delay(pause, cancellation);
                pause = cluster.IsRunning || await RevivedAsync(cancellation) ? BetweenLooks : AfterFailure;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host ends its server.
        }
    }

    private async Task<bool> RevivedAsync(CancellationToken cancellation)
    {
        logger.LogError("The private PostgreSQL in {Folder} has died. Starting it again.", place.Root);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.StartTimeout);
        try
        {
            await new Launch(cluster, place, logger, endpoint).UntilAnsweringAsync(options.Database, deadline.Token);
            logger.LogWarning("The private PostgreSQL is back.");
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.LogError("It did not come back and is tried again in {Seconds} s. {Reason}", AfterFailure.TotalSeconds, e.Message);
            return false;
        }
    }
}
