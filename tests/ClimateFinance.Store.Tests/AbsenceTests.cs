using System.Collections.Concurrent;
using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

/// <summary>Subscriptions while the database is away, and locks of nodes that say nothing any more.</summary>
public sealed class AbsenceTests(TestPostgres postgres) : StoreTest(postgres)
{
    private const int Retries = 2;

    private static readonly SubscriptionOptions Quick = new()
    {
        LeaseCheck = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromMilliseconds(100),
        Retries = Retries,
        FirstRetryPause = TimeSpan.FromMilliseconds(1),
        LongestRetryPause = TimeSpan.FromMinutes(5),
    };

    [Fact]
    public async Task An_event_during_which_the_database_was_away_comes_again_and_is_not_parked()
    {
        var subscriber = new Interrupted(2, times: Retries);

        var (parked, seen) = await WorkAsync(subscriber);

        Assert.Empty(parked);
        Assert.Equal([1L, 1L, 1L, 2L, 3L], seen);
    }

    [Fact]
    public async Task An_event_for_which_alone_the_database_is_always_away_is_parked_in_the_end()
    {
        var subscriber = new Interrupted(2, times: int.MaxValue);

        var (parked, seen) = await WorkAsync(subscriber);

        Assert.Equal(2, Assert.Single(parked).Sequence);
        Assert.Equal(3, seen[^1]);
    }

    [Fact]
    public async Task The_lock_of_a_node_that_is_frozen_goes_to_another_and_the_frozen_one_learns_of_it()
    {
        var check = TimeSpan.FromMilliseconds(50);
        await using var frozen = await SubscriptionLease.TakeAsync(Postgres.Database, "x", check, new StoppedClock(), () => { }, Token);
        await frozen.MoveAsync(5, Token);

        await using var next = await SubscriptionLease.TakeAsync(Postgres.Database, "x", check, TimeProvider.System, () => { }, Token)
            .WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(5, await next.CheckpointAsync(Token));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => frozen.MoveAsync(9, Token));
        Assert.True(frozen.Lost.IsCancellationRequested);
        Assert.Equal(5, await next.CheckpointAsync(Token));
    }

    private async Task<(IReadOnlyList<ParkedEvent> Parked, long[] Seen)> WorkAsync(Interrupted subscriber)
    {
        await OpenTallyAsync("a", 1, 2);
        var runner = new SubscriptionRunner(Postgres.Database, Store, TallyHouse.Registry, [subscriber], Quick, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var run = runner.RunAsync(stop.Token);
        await EventuallyAsync(async () => (await runner.StatusAsync(Token))[0].Checkpoint == 3, "it gets to the end");
        await stop.CancelAsync();
        await run;
        return (await runner.ParkedAsync(null, 0, 10, Token), subscriber.Seen);
    }

    /// <summary>Hears at one event, a number of times, that the database is away.</summary>
    private sealed class Interrupted(long at, int times) : Subscriber
    {
        private readonly ConcurrentQueue<long> seen = new();
        private int left = times;

        public long[] Seen => [.. seen];

        public override string Name => "interrupted";

        public override IReadOnlyList<string> Categories => [Tally.Category];

        public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
        {
            if (happened.Sequence == at && left-- > 0) throw new StoreUnavailableException("away", new IOException());
            seen.Enqueue(happened.Sequence);
            return Task.CompletedTask;
        }
    }

    /// <summary>No delay on it ever ends, as in a process that does not run.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
