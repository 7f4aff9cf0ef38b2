using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>
/// Hands on what is committed, on whichever node, to those who follow on this one. One reader a node follows the store's feed while anybody listens;
/// so every node tells the same events in the same order, and an event's number is good on each of them.
/// </summary>
internal sealed partial class LiveFeed(IEventStore store, LiveSubjects subjects, TimeProvider time, ILogger<LiveFeed> logger) : BackgroundService
{
    private const int PageSize = 500;
    private const int Most = 2_000;

    /// <summary>Who is further behind is told to read anew instead.</summary>
    private const int FurthestBehind = 10_000;

    /// <summary>Who takes longer than so many events to listen is let go, and comes back by itself.</summary>
    private const int Buffer = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Channel<LiveEvent>, bool> followers = new();
    private readonly SemaphoreSlim joining = new(1, 1);
    private TaskCompletionSource somebody = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long position = -1;

    public bool Full => followers.Count >= Most;

    /// <summary>Puts a follower in line: whatever is committed after this returns will reach it.</summary>
    /// <param name="after">Also what came after this event; null for nothing earlier.</param>
    public async Task<Following> FollowAsync(long? after, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Buffer) { SingleWriter = true, SingleReader = true });
        return new Following(this, channel, await JoinAsync(channel, cancellation), after);
    }

    /// <summary>A place in line, until it is let go.</summary>
    internal sealed class Following(LiveFeed feed, Channel<LiveEvent> channel, long from, long? after) : IDisposable
    {
        /// <summary>What was missed, then what happens. Null in place of an event: too much was missed.</summary>
        public async IAsyncEnumerable<LiveEvent?> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            if (after is { } last && from - last > FurthestBehind) yield return null;
            else if (after is { } known)
            {
                await foreach (var missed in feed.MissedAsync(known, from, cancellation)) yield return missed;
            }

            await foreach (var happened in channel.Reader.ReadAllAsync(cancellation)) yield return happened;
        }

        public void Dispose() => feed.followers.TryRemove(channel, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitForSomebodyAsync(stoppingToken);
                await ReadOnAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                // Whatever went wrong, those who listen come back with the number they had.
                LogBroken(logger, exception.Message);
                foreach (var follower in followers.Keys) Leave(follower);
                Interlocked.Exchange(ref position, -1);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }

        foreach (var follower in followers.Keys) Leave(follower);
    }

    private async Task ReadOnAsync(CancellationToken cancellation)
    {
        while (!followers.IsEmpty)
        {
            var next = store.Committed.Next;
            IReadOnlyList<RecordedEvent> page;
            await joining.WaitAsync(cancellation);
            try
            {
                page = await store.ReadFeedAsync(position, PageSize, cancellation);
                if (page.Count > 0)
                {
                    var events = await subjects.OfAsync(page, cancellation);
                    position = page[^1].Sequence;
                    foreach (var follower in followers.Keys)
                    {
                        if (!events.All(follower.Writer.TryWrite)) Leave(follower);
                    }
                }
            }
            finally
            {
                joining.Release();
            }

            if (page.Count == 0) await Task.WhenAny(next, Task.Delay(Pause, time, cancellation));
        }

        Interlocked.Exchange(ref position, -1);
    }

    /// <summary>Puts a follower in line; returns the number after which it will hear everything.</summary>
    private async Task<long> JoinAsync(Channel<LiveEvent> channel, CancellationToken cancellation)
    {
        await joining.WaitAsync(cancellation);
        try
        {
            if (position < 0 || followers.IsEmpty) position = await NewestAsync(cancellation);
            followers[channel] = true;
            somebody.TrySetResult();
            return position;
        }
        finally
        {
            joining.Release();
        }
    }

    /// <summary>The last number before which none can still come: the feed itself says so.</summary>
    private async Task<long> NewestAsync(CancellationToken cancellation)
    {
        var highest = (await store.QueryAsync(new Sql("select coalesce(max(seq_id), 0) from mt_events"), row => row.GetInt64(0), cancellation))[0];
        var from = Math.Max(0, highest - FurthestBehind);
        var found = await store.QueryAsync(new Sql("select coalesce(max(seq_id), 0) from mt_events where seq_id <= $1", from), row => row.GetInt64(0), cancellation);
        var at = found[0];
        while (await store.ReadFeedAsync(at, PageSize * 10, cancellation) is { Count: > 0 } page) at = page[^1].Sequence;
        return at;
    }

    private async IAsyncEnumerable<LiveEvent> MissedAsync(long after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (after < upTo)
        {
            var page = await store.ReadFeedAsync(after, PageSize, cancellation);
            if (page.Count == 0) yield break;
            foreach (var missed in await subjects.OfAsync([.. page.Where(e => e.Sequence <= upTo)], cancellation)) yield return missed;
            after = page[^1].Sequence;
        }
    }

    private async Task WaitForSomebodyAsync(CancellationToken cancellation)
    {
        while (followers.IsEmpty)
        {
            await somebody.Task.WaitAsync(cancellation);
            somebody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Leave(Channel<LiveEvent> follower)
    {
        follower.Writer.TryComplete();
        followers.TryRemove(follower, out _);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The live feed broke off and begins again: {Reason}")]
    private static partial void LogBroken(ILogger logger, string reason);
}
