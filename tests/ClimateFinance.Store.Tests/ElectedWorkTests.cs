using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>Work by the clock is done on one node at a time, and moves when that node goes or its work fails.</summary>
public sealed class ElectedWorkTests(TestPostgres postgres) : StoreTest(postgres)
{
    private static readonly SubscriptionOptions Quick = new()
    {
        LeaseCheck = TimeSpan.FromMilliseconds(50),
        FirstRetryPause = TimeSpan.FromMilliseconds(1),
        LongestRetryPause = TimeSpan.FromMilliseconds(5),
    };

    [Fact]
    public async Task One_node_works_and_another_takes_over_when_it_goes()
    {
        var (working, most) = (0, 0);
        var turns = new List<int>();
        var nodes = Enumerable.Range(0, 3).Select(node => (Stop: new CancellationTokenSource(), Run: (Task?)null, Node: node)).ToArray();
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i].Node;
            nodes[i].Run = Work().RunAsync(token => TurnAsync(node, token), _ => { }, nodes[i].Stop.Token);
        }

        for (var turn = 1; turn <= nodes.Length; turn++)
        {
            await EventuallyAsync(() => Task.FromResult(Count() == turn), $"turn {turn} begins");
            int last;
            lock (turns) last = turns[^1];
            await nodes[last].Stop.CancelAsync();
            await nodes[last].Run!;
        }

        Assert.Equal([0, 1, 2], turns.Order());
        Assert.Equal(1, most);
        foreach (var (stop, _, _) in nodes) stop.Dispose();

        int Count()
        {
            lock (turns) return turns.Count;
        }

        async Task TurnAsync(int node, CancellationToken token)
        {
            most = Math.Max(most, Interlocked.Increment(ref working));
            lock (turns) turns.Add(node);
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                Interlocked.Decrement(ref working);
            }
        }
    }

    [Fact]
    public async Task Work_that_fails_is_told_and_begun_again()
    {
        using var stop = new CancellationTokenSource();
        var (begun, told) = (0, 0);
        var run = Work().RunAsync(
            _ => ++begun < 3 ? throw new FormatException("broken") : stop.CancelAsync(),
            failure => told += failure is FormatException ? 1 : 0,
            stop.Token);
        await run.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal((3, 2), (begun, told));
    }

    private ElectedWork Work() => new(Postgres.Database, "tests", Quick, TimeProvider.System);
}
