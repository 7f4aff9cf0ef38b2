using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;

namespace ClimateFinance.Store.Postgres;

/// <summary>Works one subscription as long as this node has its lease.</summary>
internal sealed class SubscriptionWorker
{
    private readonly PostgresDatabase database;
    private readonly IEventStore store;
    private readonly CommitSignal committed;
    private readonly EventRegistry registry;
    private readonly SubscriptionOptions options;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline retries;
    private readonly Func<Task> hurry;
    private readonly Action<long, string, string> parked;
    private (long Sequence, int Times) interrupted;

    public SubscriptionWorker(
        Subscriber subscriber,
        PostgresDatabase database,
        IEventStore store,
        CommitSignal committed,
        EventRegistry registry,
        SubscriptionOptions options,
        TimeProvider time,
        Func<Task> hurry,
        Action<long, string, string> parked)
    {
        (this.hurry, this.parked) = (hurry, parked);
        (Subscriber, this.database, this.store, this.committed, this.registry, this.options, this.time) =
            (subscriber, database, store, committed, registry, options, time);
        retries = Retries(options, time);
    }

    public Subscriber Subscriber { get; }

    public (SubscriptionState State, string? Reason) Now { get; private set; } = (SubscriptionState.Waiting, null);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = options.FirstRetryPause;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var lease = await SubscriptionLease.TakeAsync(
                    database, Subscriber.Name, options.LeaseCheck, time, elsewhere: () => Now = (SubscriptionState.Waiting, null), cancellation);
                using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
                try
                {
                    await FollowAsync(lease, () => pause = options.FirstRetryPause, work.Token);
                }
                catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
                {
                    Now = (SubscriptionState.Waiting, "The connection that held the lock was lost.");
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (UnknownStoredEventException e)
            {
                Now = (SubscriptionState.Stopped, e.Message);
                return;
            }
            catch (Exception e)
            {
                // The gathering step failed, or the store is away. What was not checkpointed comes again.
                Now = (SubscriptionState.Failing, Describe(e));
                var away = StorePipelines.IsAway(e);
                if (!await RestAsync(away && pause > options.LeaseCheck ? options.LeaseCheck : pause, cancellation)) break;
                pause = away ? options.FirstRetryPause : Longer(pause, options.LongestRetryPause);
            }
        }

        Now = (SubscriptionState.Waiting, null);
    }

    /// <summary>Tries an event once or more; null when it was handled, else the last failure.</summary>
    public async Task<Exception?> HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            var outcome = await retries.ExecuteOutcomeAsync(
                static async (c, state) =>
                {
                    try
                    {
                        await state.Subscriber.HandleAsync(state.happened, c.CancellationToken);
                        return Outcome.FromResult(true);
                    }
                    catch (Exception e)
                    {
                        return Outcome.FromException<bool>(e);
                    }
                },
                context,
                (Subscriber, happened));
            cancellation.ThrowIfCancellationRequested();
            return outcome.Exception;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>The type and message of a failure, bounded.</summary>
    public static string Describe(Exception e)
    {
        var text = $"{e.GetType().Name}: {e.Message}";
        return text.Length <= 2_000 ? text : text[..2_000];
    }

    private async Task FollowAsync(SubscriptionLease lease, Action progressed, CancellationToken cancellation)
    {
        var position = await lease.CheckpointAsync(cancellation);
        if (Now.State == SubscriptionState.Waiting) Now = (SubscriptionState.Running, null);
        var pause = options.ShortestPause;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = committed.Next;
            var page = await store.ReadFeedAsync(position, Subscriber.PageSize ?? options.PageSize, cancellation);
            if (page.Count > 0)
            {
                foreach (var happened in page) await WorkAsync(lease, happened, cancellation);
                await Subscriber.DrainedAsync(cancellation);
                position = Math.Max(page[^1].Sequence, Subscriber.Passed);
                await lease.MoveAsync(position, cancellation);
                pause = options.ShortestPause;
                progressed();
            }

            Now = (SubscriptionState.Running, null);
            if (page.Count == options.PageSize && Subscriber.PageSize is null) continue;

            // All there was is read. What committed since then raised the signal, and another node's is found after the pause.
            using var nap = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(next, Task.Delay(pause, time, nap.Token));
            await nap.CancelAsync();
            pause = next.IsCompleted ? options.ShortestPause : Longer(pause, options.LongestPause);
            if (next.IsCompleted) await GatherAsync(cancellation);
        }
    }

    /// <summary>One commit seldom comes alone: those of a moment are read at once.</summary>
    private async Task GatherAsync(CancellationToken cancellation)
    {
        if (hurry() is not { IsCompleted: false } called) return;
        using var nap = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(called, Task.Delay(Subscriber.Gather ?? options.Gather, time, nap.Token));
        await nap.CancelAsync();
    }

    private async Task WorkAsync(SubscriptionLease lease, RecordedEvent happened, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Subscriber.Categories.Contains(happened.Category)) return;
        if (await HandleAsync(happened, cancellation) is not { } failure) return;

        // That the database is away is no fault of the event: it comes again with its page. Where it was there for the page each time and
        // away for this event each time (a statement that never ends in time looks the same), the event is at fault after all.
        if (StorePipelines.IsAway(failure))
        {
            interrupted = (happened.Sequence, interrupted.Sequence == happened.Sequence ? interrupted.Times + 1 : 1);
            if (interrupted.Times <= options.Retries) ExceptionDispatchInfo.Throw(failure);
        }

        await lease.ParkAsync(happened, registry.Of(happened.Data).Name, Describe(failure), options.Retries + 1, cancellation);
        parked(happened.Sequence, registry.Of(happened.Data).Name, Describe(failure));
    }

    /// <returns>False when it is time to end.</returns>
    private async Task<bool> RestAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan pause, TimeSpan longest) => pause * 2 < longest ? pause * 2 : longest;

    private static ResiliencePipeline Retries(SubscriptionOptions options, TimeProvider time)
    {
        if (options.Retries == 0) return ResiliencePipeline.Empty;
        return new ResiliencePipelineBuilder { Name = "subscription-handler", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.FirstRetryPause,
                MaxDelay = options.LongestRetryPause,
                UseJitter = true,
                ShouldHandle = static arguments =>
                    ValueTask.FromResult(
                        arguments.Outcome.Exception is { } e && !StorePipelines.IsAway(e) && !arguments.Context.CancellationToken.IsCancellationRequested),
            })
            .Build();
    }
}
