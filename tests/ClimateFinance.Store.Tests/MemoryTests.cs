using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>What a node remembers of streams it wrote: never more than the database then holds it to.</summary>
public sealed class MemoryTests(TestPostgres postgres) : StoreTest(postgres)
{
    private readonly Clock clock = new();

    [Fact]
    public async Task What_was_kept_fills_a_load_without_the_database_and_stands_at_the_commit()
    {
        var memory = new StreamMemory(clock);
        var id = await OpenTallyAsync("steel", 5);
        memory.Keep(id, new Tally.Open("steel", 5), 2);

        var (load, slot) = Ask(id);
        load.Answer("scope", "key");
        Assert.True(memory.TryFill(load));

        Assert.Equal((new Tally.Open("steel", 5), 2L, id), (slot.State, slot.Version, slot.Id));
        Assert.Equal(await TallyAsync(id), slot.State);
        Assert.IsType<CommitOutcome.Done>(await AddAsync(id, slot.Version, 6));
    }

    [Fact]
    public async Task What_another_node_overtook_is_a_conflict_at_the_commit()
    {
        var memory = new StreamMemory(clock);
        var id = await OpenTallyAsync("steel", 5);
        memory.Keep(id, new Tally.Open("steel", 5), 2);
        Assert.IsType<CommitOutcome.Done>(
            await Harness.Another().CommitAsync(Write().Append(id, Tally.Category, 2, [new TallyAdded(1)]), Token));

        var (load, slot) = Ask(id);
        Assert.True(memory.TryFill(load));
        Assert.Equal(new CommitOutcome.Conflict(id), await AddAsync(id, slot.Version, 6));

        memory.Forget(id);
        Assert.False(memory.TryFill(load));
        await Store.LoadAsync(load, Token);
        Assert.Equal((new Tally.Open("steel", 6), 3L), (slot.State, slot.Version));
    }

    [Fact]
    public async Task An_answer_is_never_remembered_and_a_second_one_under_its_key_is_noticed_at_the_commit()
    {
        var memory = new StreamMemory(clock);
        var id = await OpenTallyAsync("steel");
        var commit = Write().Append(id, Tally.Category, 1, [new TallyAdded(1)]);
        commit.Answer = new Answer("scope", "key", new byte[32], 200, null, null, "{}"u8.ToArray(), At);
        Assert.IsType<CommitOutcome.Done>(await Store.CommitAsync(commit, Token));
        memory.Keep(id, new Tally.Open("steel", 1), 2);

        var (load, slot) = Ask(id);
        var answer = load.Answer("scope", "key");
        await Store.LoadAsync(load, Token);
        Assert.NotNull(answer.First);
        Assert.True(memory.TryFill(load));
        Assert.Null(answer.First);

        var again = Write().Append(id, Tally.Category, slot.Version, [new TallyAdded(1)]);
        again.Answer = commit.Answer;
        Assert.IsType<CommitOutcome.AnsweredAlready>(await Store.CommitAsync(again, Token));
        Assert.Equal(2L, await CountAsync("mt_events"));
    }

    [Fact]
    public void A_load_is_filled_wholly_or_not_at_all()
    {
        var memory = new StreamMemory(clock);
        var (known, unknown) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        memory.Keep(known, new Tally.Open("steel", 5), 2);

        Assert.True(memory.TryFill(With(load => load.Stream<Tally>(known))));
        Assert.False(memory.TryFill(With(load => (load.Stream<Tally>(known), load.Stream<Tally>(unknown)))));
        Assert.False(memory.TryFill(With(load => (load.Stream<Tally>(known), load.Rows(new Sql("select 1"), row => row.GetInt32(0))))));
        Assert.False(memory.TryFill(With(load => load.Stream<Tally>(new Sql("select id from tally_total where label = $1", "steel")))));
        Assert.False(memory.TryFill(With(load => load.Stream<Lamp>(known))));
        Assert.True(memory.TryFill(With(load => load.Answer("scope", "key"))));
    }

    [Fact]
    public void It_grows_old_and_stays_small()
    {
        var memory = new StreamMemory(clock, most: 10);
        var streams = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var stream in streams) memory.Keep(stream, new Tally.Open("steel", 5), 2);

        var remembered = streams.Where(stream => memory.TryFill(Ask(stream).Load)).ToArray();
        Assert.InRange(remembered.Length, 5, 10);
        Assert.Equal(streams[^remembered.Length..], remembered);

        clock.Passed = StreamMemory.Longest - TimeSpan.FromMilliseconds(1);
        Assert.True(memory.TryFill(Ask(streams[^1]).Load));
        clock.Passed = StreamMemory.Longest;
        Assert.False(memory.TryFill(Ask(streams[^1]).Load));
    }

    [Fact]
    public async Task Many_at_once_find_nothing_or_what_somebody_kept()
    {
        var memory = new StreamMemory(clock, most: 20);
        var streams = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToArray();
        var found = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
            () =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 20_000; i++)
                {
                    var stream = streams[random.Next(streams.Length)];
                    var (load, slot) = Ask(stream);
                    if (memory.TryFill(load))
                    {
                        Interlocked.Increment(ref found);
                        Assert.Equal(new Tally.Open(stream.ToString(), slot.Version), slot.State);
                    }

                    if (i % 50 == 0) memory.Forget(stream);
                    else memory.Keep(stream, new Tally.Open(stream.ToString(), i), i);
                }
            },
            Token)));
        Assert.True(found > 1_000, $"Only {found} were found.");
    }

    private static (Load Load, StreamSlot<Tally> Slot) Ask(Guid stream)
    {
        var load = new Load();
        return (load, load.Stream<Tally>(stream));
    }

    private static Load With<T>(Func<Load, T> add)
    {
        var load = new Load();
        add(load);
        return load;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
