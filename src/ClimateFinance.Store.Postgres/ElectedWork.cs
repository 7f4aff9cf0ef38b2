namespace ClimateFinance.Store.Postgres;

/// <summary>
/// Work that is driven by the clock and not by events, done on one node at a time: whoever holds the lock works, and when that node dies another
/// one takes over within seconds. It may be done twice over a change of nodes, so it must be the same when done twice.
/// </summary>
/// <param name="name">Pinned: the lock is taken under it.</param>
public sealed class ElectedWork(PostgresDatabase database, string name, SubscriptionOptions options, TimeProvider time)
{
    /// <summary>Runs the work whenever this node is the one to do it, until cancelled; then gives up the lock and returns.</summary>
    /// <param name="work">Goes on until its token is cancelled: the host stops, or the lock is lost.</param>
    /// <param name="failed">Hears of a failure; after a pause the work is begun again.</param>
    public async Task RunAsync(Func<CancellationToken, Task> work, Action<Exception> failed, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var lease = await SubscriptionLease.TakeAsync(database, name, options.LeaseCheck, time, elsewhere: static () => { }, cancellation);
                using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
                await work(term.Token);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                // The lock was lost with its connection: wait for it again.
            }
            catch (Exception e)
            {
                failed(e);
                await Task.Delay(StorePipelines.IsAway(e) ? options.LeaseCheck : options.LongestRetryPause, time, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }
}
