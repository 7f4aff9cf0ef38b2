using System.Collections.Concurrent;
using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>Promises 4 and 5: subscriptions resume where they were, park what fails, and are worked by one node at a time.</summary>
public sealed class SubscriptionTests(TestPostgres postgres) : StoreTest(postgres)
{
    private static readonly SubscriptionOptions Quick = new()
    {
        PageSize = 4,
        LeaseCheck = TimeSpan.FromMilliseconds(100),
        LongestPause = TimeSpan.FromMilliseconds(200),
        Retries = 2,
        FirstRetryPause = TimeSpan.FromMilliseconds(1),
        LongestRetryPause = TimeSpan.FromMilliseconds(5),
    };

    [Fact]
    public async Task A_subscriber_gets_every_event_of_its_categories_in_order_and_its_checkpoint_follows()
    {
        await OpenTallyAsync("a", 1, 2, 3, 4, 5);
        await Store.CommitAsync(Write().Append(Guid.CreateVersion7(), Lamp.Category, 0, [new LampLit()]), Token);
        var subscriber = new Recorder("recorder");

        await using var node = Start(subscriber);
        await EventuallyAsync(() => node.CheckpointAsync("recorder", 7), "it is caught up");
        var drained = subscriber.Drained;
        await OpenTallyAsync("b");
        await EventuallyAsync(() => node.CheckpointAsync("recorder", 8), "it follows");

        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L, 8L], subscriber.Sequences);
        Assert.True(drained >= 2, "each page ends with a call");
        Assert.True(subscriber.Drained > drained);
        var status = Assert.Single(await node.Runner.StatusAsync(Token));
        Assert.Equal(new SubscriptionStatus("recorder", SubscriptionState.Running, null, 8, 0, 0), status);
    }

    [Fact]
    public async Task After_a_crash_in_the_middle_nothing_is_missed()
    {
        await OpenTallyAsync("a", [.. Enumerable.Range(1, 30).Select(i => (long)i)]);
        using var crash = new CancellationTokenSource();
        var first = new Recorder("recorder") { On = happened => Crash(happened, crash) };
        await using (var node = Start(first, crash.Token)) await node.Ended;
        Assert.Equal(14, first.Sequences[^1]);

        var second = new Recorder("recorder");
        await using var next = Start(second);
        await EventuallyAsync(() => next.CheckpointAsync("recorder", 31), "the rest is done");

        // From the last checkpoint, a whole page before the crash; none of the rest is missing.
        Assert.Equal(Enumerable.Range(13, 19).Select(i => (long)i), second.Sequences);

        static Task Crash(RecordedEvent happened, CancellationTokenSource crash) => happened.Sequence == 14 ? crash.CancelAsync() : Task.CompletedTask;
    }

    [Fact]
    public async Task A_page_whose_gathered_work_fails_comes_again()
    {
        await OpenTallyAsync("a", 1, 2);
        var subscriber = new Recorder("recorder") { FailDrained = 2 };

        await using var node = Start(subscriber);
        await EventuallyAsync(() => node.CheckpointAsync("recorder", 3), "it got through");

        Assert.Equal([1L, 2L, 3L, 1L, 2L, 3L, 1L, 2L, 3L], subscriber.Sequences);
    }

    [Fact]
    public async Task An_event_that_fails_for_a_moment_is_tried_again_and_not_parked()
    {
        await OpenTallyAsync("a", 1);
        var failures = 0;
        var subscriber = new Recorder("recorder")
        {
            On = happened => happened.Sequence == 1 && failures++ < 2 ? throw new TimeoutException("busy") : Task.CompletedTask,
        };

        await using var node = Start(subscriber);
        await EventuallyAsync(() => node.CheckpointAsync("recorder", 2), "it got through");

        Assert.Equal([1L, 2L], subscriber.Sequences);
        Assert.Empty(await node.Runner.ParkedAsync(null, 0, 10, Token));
    }

    [Fact]
    public async Task An_event_that_keeps_failing_is_parked_and_stops_neither_its_own_subscription_nor_another()
    {
        await OpenTallyAsync("a", 1, 2);
        var broken = true;
        var picky = new Recorder("picky")
        {
            On = happened => broken && happened.Data is TallyAdded { Amount: 1 } ? throw new InvalidOperationException("no ones") : Task.CompletedTask,
        };
        var easy = new Recorder("easy");

        await using var node = Start([picky, easy]);
        await EventuallyAsync(async () => await node.CheckpointAsync("picky", 3) && await node.CheckpointAsync("easy", 3), "both are through");

        Assert.Equal([1L, 3L], picky.Sequences);
        Assert.Equal([1L, 2L, 3L], easy.Sequences);
        var parked = Assert.Single(await node.Runner.ParkedAsync("picky", 0, 10, Token));
        Assert.Equal(("picky", 2L, "tally_added_v3", "InvalidOperationException: no ones", 3), (parked.Subscriber, parked.Sequence, parked.EventName, parked.Error, parked.Attempts));
        Assert.Equal([1, 0], (await node.Runner.StatusAsync(Token)).Select(s => s.Parked));

        Assert.Equal(ReplayOutcome.FailedAgain, await node.Runner.ReplayAsync(parked.Id, Token));
        broken = false;
        Assert.Equal(ReplayOutcome.Handled, await node.Runner.ReplayAsync(parked.Id, Token));
        Assert.Equal(ReplayOutcome.Unknown, await node.Runner.ReplayAsync(parked.Id, Token));
        Assert.Equal([1L, 3L, 2L], picky.Sequences);
        Assert.Empty(await node.Runner.ParkedAsync(null, 0, 10, Token));
    }

    [Fact]
    public async Task An_unknown_event_stops_the_subscription_before_it_with_its_reason()
    {
        await OpenTallyAsync("known");
        var unknown = await OpenTallyAsync("unknown");
        await OpenTallyAsync("after");
        await ScalarAsync($"update mt_events set type = 'tally_renamed_v9' where stream_id = '{unknown}'");
        var subscriber = new Recorder("recorder");

        await using var node = Start(subscriber);
        await EventuallyAsync(async () => (await node.Runner.StatusAsync(Token))[0].State == SubscriptionState.Stopped, "it stops");

        var status = (await node.Runner.StatusAsync(Token))[0];
        Assert.Contains("tally_renamed_v9", status.Reason, StringComparison.Ordinal);
        Assert.Equal((1L, 2L), (status.Checkpoint, status.Lag));
        Assert.Equal([1L], subscriber.Sequences);

        // A node whose software knows the name takes over.
        await ScalarAsync($"update mt_events set type = 'tally_opened_v1' where stream_id = '{unknown}'");
        var newer = new Recorder("recorder");
        await using var next = Start(newer);
        await EventuallyAsync(() => next.CheckpointAsync("recorder", 3), "the newer node goes on");
        Assert.Equal([2L, 3L], newer.Sequences);
    }

    [Fact]
    public async Task Of_two_nodes_one_works_and_the_other_takes_over_when_it_leaves()
    {
        var (one, two) = (new Recorder("recorder"), new Recorder("recorder"));
        await using var first = Start(one);
        await OpenTallyAsync("a");
        await EventuallyAsync(() => first.CheckpointAsync("recorder", 1), "the first works");
        await using var second = Start(two);
        await OpenTallyAsync("b");
        await EventuallyAsync(() => first.CheckpointAsync("recorder", 2), "the first still works");
        Assert.Empty(two.Sequences);
        Assert.Equal(SubscriptionState.Waiting, (await second.Runner.StatusAsync(Token))[0].State);

        await first.StopAsync();
        await OpenTallyAsync("c");
        await EventuallyAsync(() => second.CheckpointAsync("recorder", 3), "the second works");

        Assert.Equal([1L, 2L], one.Sequences);
        Assert.Equal([3L], two.Sequences);
    }

    [Fact]
    public async Task A_node_that_loses_the_connection_of_its_lock_stops_at_once_and_another_goes_on()
    {
        var stuck = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var one = new Recorder("recorder")
        {
            OnCancellable = async (happened, cancellation) =>
            {
                if (happened.Sequence != 2) return;
                stuck.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    stopped.TrySetResult();
                }
            },
        };
        await OpenTallyAsync("a", 1, 2);
        await using var first = Start(one);
        await stuck.Task.WaitAsync(Token);
        var two = new Recorder("recorder");
        await using var second = Start(two);

        await ScalarAsync(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())");
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        // It may be the faster one to take the free lock again; that would be right, and not what is to be seen here.
        await first.StopAsync();
        await EventuallyAsync(() => second.CheckpointAsync("recorder", 3), "another goes on");

        Assert.Equal([1L, 2L, 3L], two.Sequences);
        Assert.Equal([1L], one.Sequences);
    }

    [Fact]
    public async Task The_checkpoint_never_moves_back()
    {
        await using var lease = await SubscriptionLease.TakeAsync(
            Postgres.Database, "recorder", TimeSpan.FromSeconds(1), TimeProvider.System, () => { }, Token);
        Assert.Equal(0, await lease.CheckpointAsync(Token));

        await lease.MoveAsync(10, Token);
        await lease.MoveAsync(7, Token);

        Assert.Equal(10, await lease.CheckpointAsync(Token));
    }

    [Fact]
    public void Two_subscribers_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new SubscriptionRunner(
            Postgres.Database, Store, TallyHouse.Registry, [new Recorder("x"), new Recorder("x")], Quick, TimeProvider.System));

    private Node Start(Recorder subscriber, CancellationToken crash = default) => Start([subscriber], crash);

    private Node Start(IReadOnlyList<Subscriber> subscribers, CancellationToken crash = default)
    {
        var database = Postgres.Open();
        var store = StoreHarness.Make(database, null, new TallyTotals());
        return new Node(new SubscriptionRunner(database, store, TallyHouse.Registry, subscribers, Quick, TimeProvider.System), crash);
    }

    /// <summary>A process of its own, as far as the database can tell.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop;

        public Node(SubscriptionRunner runner, CancellationToken crash)
        {
            stop = CancellationTokenSource.CreateLinkedTokenSource(crash);
            Runner = runner;
            Ended = Task.Run(() => runner.RunAsync(stop.Token));
        }

        public SubscriptionRunner Runner { get; }

        public Task Ended { get; }

        public async Task<bool> CheckpointAsync(string name, long position) =>
            (await Runner.StatusAsync(Token)).Single(s => s.Name == name).Checkpoint == position;

        public async Task StopAsync()
        {
            await stop.CancelAsync();
            await Ended;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            stop.Dispose();
        }
    }

    private sealed class Recorder(string name) : Subscriber
    {
        private readonly ConcurrentQueue<long> seen = new();

        public Func<RecordedEvent, Task> On { get; init; } = _ => Task.CompletedTask;

        public Func<RecordedEvent, CancellationToken, Task> OnCancellable { get; init; } = (_, _) => Task.CompletedTask;

        public int FailDrained { get; set; }

        public int Drained { get; private set; }

        public long[] Sequences => [.. seen];

        public override string Name => name;

        public override IReadOnlyList<string> Categories => [Tally.Category];

        public override async Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
        {
            await On(happened);
            await OnCancellable(happened, cancellation);
            seen.Enqueue(happened.Sequence);
        }

        public override Task DrainedAsync(CancellationToken cancellation)
        {
            Drained++;
            return FailDrained-- > 0 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        }
    }
}
