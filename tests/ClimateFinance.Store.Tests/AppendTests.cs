using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

/// <summary>Promise 1: an append is atomic with what goes with it, and a stale expected version is a typed conflict.</summary>
public sealed class AppendTests(TestPostgres postgres) : StoreTest(postgres)
{
    [Fact]
    public async Task Events_come_back_in_order_with_who_and_when()
    {
        var id = await OpenTallyAsync("steel", 5, 7);

        var events = await Store.ReadStreamAsync(id, 0, 10, Token);

        Assert.Equal([new TallyOpened("steel"), new TallyAdded(5), new TallyAdded(7)], events.Select(e => e.Data));
        Assert.Equal([1L, 2L, 3L], events.Select(e => e.Version));
        Assert.All(events, e => Assert.Equal((id, Tally.Category, At, Context), (e.Stream, e.Category, e.At, e.Context)));
        Assert.All(events, e => Assert.Equal(TimeSpan.Zero, e.At.Offset));
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
        Assert.Equal([new TallyAdded(5)], (await Store.ReadStreamAsync(id, 1, 1, Token)).Select(e => e.Data));
    }

    [Fact]
    public async Task The_read_model_is_written_with_the_events()
    {
        var id = await OpenTallyAsync("steel", 5, 7);

        Assert.Equal(12L, await ScalarAsync($"select total from tally_total where id = '{id}' and version = 3"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Any_other_version_than_the_true_one_is_a_conflict_and_leaves_nothing(long expected)
    {
        var id = await OpenTallyAsync("steel", 5);
        var commit = Write()
            .Append(id, Tally.Category, expected, [new TallyAdded(1)])
            .With(new Sql("insert into note (text) values ('x')"));
        commit.Answer = new Answer("s", "k", [1], 200, null, null, [2], At);

        var outcome = await Store.CommitAsync(commit, Token);

        Assert.Equal(new CommitOutcome.Conflict(id), outcome);
        Assert.Equal((2L, 0L, 0L), (await CountAsync("mt_events"), await CountAsync("note"), await CountAsync("idempotency_answer")));
        Assert.Equal(5L, await ScalarAsync($"select total from tally_total where id = '{id}'"));
        Assert.Equal(2L, await ScalarAsync($"select version from mt_streams where id = '{id}'"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_stream_that_does_not_exist_has_no_version_to_append_to(int events)
    {
        var (absent, fresh) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var commit = Write()
            .Append(fresh, Tally.Category, 0, [new TallyOpened("fresh")])
            .Append(absent, Tally.Category, 2, [.. Enumerable.Repeat(new TallyAdded(1), events)]);

        Assert.Equal(new CommitOutcome.Conflict(absent), await Store.CommitAsync(commit, Token));

        Assert.Equal((0L, 0L), (await CountAsync("mt_events"), await CountAsync("mt_streams")));
    }

    [Fact]
    public async Task A_commit_without_events_still_checks_the_version()
    {
        var id = await OpenTallyAsync("steel", 5);
        var absent = Guid.CreateVersion7();

        Task<CommitOutcome> Check(Guid stream, long expected) => Store.CommitAsync(Write().Append(stream, Tally.Category, expected, []), Token);

        Assert.IsType<CommitOutcome.Done>(await Check(id, 2));
        Assert.Equal(new CommitOutcome.Conflict(id), await Check(id, 1));
        Assert.Equal(new CommitOutcome.Conflict(id), await Check(id, 3));
        Assert.Equal(new CommitOutcome.Conflict(id), await Check(id, 0));
        Assert.IsType<CommitOutcome.Done>(await Check(absent, 0));
        Assert.Equal(new CommitOutcome.Conflict(absent), await Check(absent, 1));
        Assert.Equal((2L, 1L), (await CountAsync("mt_events"), await CountAsync("mt_streams")));
    }

    [Fact]
    public async Task Of_two_streams_with_one_stale_neither_is_written()
    {
        var (fresh, stale) = (Guid.CreateVersion7(), await OpenTallyAsync("stale", 1));

        var outcome = await Store.CommitAsync(
            Write().Append(fresh, Tally.Category, 0, [new TallyOpened("fresh")]).Append(stale, Tally.Category, 1, [new TallyAdded(1)]), Token);

        Assert.Equal(new CommitOutcome.Conflict(stale), outcome);
        Assert.Equal(
            new CommitOutcome.Conflict(stale),
            await Store.CommitAsync(Write().Append(fresh, Tally.Category, 0, [new TallyOpened("fresh")]).Append(stale, Tally.Category, 0, [new TallyOpened("again")]), Token));
        Assert.Empty(await Store.ReadStreamAsync(fresh, 0, 10, Token));
        Assert.Equal(1L, await CountAsync("tally_total"));
    }

    [Fact]
    public async Task Streams_take_their_numbers_in_the_order_of_the_commit()
    {
        var (low, high) = (Guid.Parse("00000000-0000-7000-8000-000000000001"), Guid.Parse("ffffffff-0000-7000-8000-000000000001"));

        await Store.CommitAsync(
            Write().Append(high, Tally.Category, 0, [new TallyOpened("first")]).Append(low, Tally.Category, 0, [new TallyOpened("second")]), Token);

        Assert.Equal([high, low], (await Store.ReadFeedAsync(0, 10, Token)).Select(e => e.Stream));
    }

    [Fact]
    public async Task A_failing_statement_of_a_read_model_leaves_nothing()
    {
        var id = await OpenTallyAsync("steel", 5);

        // The total may not reach a million: a check constraint, so a bug of whoever let it come so far, not an outcome.
        await Assert.ThrowsAsync<PostgresException>(() => AddAsync(id, 2, 1_000_000));

        Assert.Equal((2L, 5L), (await CountAsync("mt_events"), (long)(await ScalarAsync("select total from tally_total"))!));
        Assert.IsType<CommitOutcome.Done>(await AddAsync(id, 2, 1));
    }

    [Fact]
    public async Task A_taken_unique_value_is_told_by_the_name_of_its_index()
    {
        await OpenTallyAsync("steel");

        var outcome = await Store.CommitAsync(Write().Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened("steel")]), Token);

        Assert.Equal(new CommitOutcome.Taken(TallyTotals.UniqueLabel), outcome);
        Assert.Equal(1L, await CountAsync("mt_streams"));
    }

    [Fact]
    public async Task Of_many_racing_writers_on_one_version_exactly_one_wins()
    {
        var id = await OpenTallyAsync("steel");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => AddAsync(id, 1, 1)));

        Assert.Single(outcomes, o => o is CommitOutcome.Done);
        Assert.Equal(15, outcomes.Count(o => o.Equals(new CommitOutcome.Conflict(id))));
        Assert.Equal(new Tally.Open("steel", 1), await TallyAsync(id));
    }

    [Fact]
    public async Task Of_many_racing_writers_on_one_new_stream_exactly_one_wins()
    {
        var id = Guid.CreateVersion7();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Store.CommitAsync(Write().Append(id, Tally.Category, 0, [new TallyOpened($"steel {i}")]), Token)));

        Assert.Single(outcomes, o => o is CommitOutcome.Done);
        Assert.Equal(15, outcomes.Count(o => o.Equals(new CommitOutcome.Conflict(id))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Who_waited_for_another_writer_of_the_stream_hears_of_the_conflict(long version)
    {
        var id = version == 0 ? Guid.CreateVersion7() : await OpenTallyAsync("steel");
        await using var other = await Harness.Raw.OpenConnectionAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await using (var write = new NpgsqlCommand(
            $$"""
            insert into mt_streams (id, type, version, timestamp, created) values ('{{id}}', 'tally', {{version + 1}}, now(), now())
                on conflict (id) do update set version = excluded.version;
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
                values (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', {{version + 1}}, '{"amount": 1}', 'tally_added_v1', now())
            """,
            other))
            await write.ExecuteNonQueryAsync(Token);

        var waiting = Store.CommitAsync(Write().Append(id, Tally.Category, version, [new TallyAdded(1)]), Token);
        while (await ScalarAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") is 0L)
            await Task.Delay(5, Token);
        await transaction.CommitAsync(Token);

        Assert.Equal(new CommitOutcome.Conflict(id), await waiting);
        Assert.Equal(version + 1, await CountAsync("mt_events"));
    }

    [Fact]
    public async Task Commits_that_touch_two_streams_crosswise_all_end()
    {
        var (a, b) = (await OpenTallyAsync("a"), await OpenTallyAsync("b"));

        async Task<int> MoveAsync(Guid first, Guid second)
        {
            for (var done = 0; ;)
            {
                var load = new Load();
                var (one, two) = (load.Stream<Tally>(first), load.Stream<Tally>(second));
                await Store.LoadAsync(load, Token);
                var outcome = await Store.CommitAsync(
                    Write()
                        .Append(first, Tally.Category, one.Version, [new TallyAdded(1)])
                        .Append(second, Tally.Category, two.Version, [new TallyAdded(1)]),
                    Token);
                if (outcome is CommitOutcome.Done && ++done == 10) return done;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? MoveAsync(a, b) : MoveAsync(b, a)));

        Assert.Equal((new Tally.Open("a", 60), new Tally.Open("b", 60)), (await TallyAsync(a), await TallyAsync(b)));
    }

    [Fact]
    public async Task An_empty_commit_is_done() => Assert.IsType<CommitOutcome.Done>(await Store.CommitAsync(Write(), Token));

    [Fact]
    public async Task Stored_instants_are_the_callers_whatever_the_database_thinks_the_time_zone_is()
    {
        await ScalarAsync("do $$ begin execute format('alter database %I set timezone to ''Pacific/Kiritimati''', current_database()); end $$");
        var another = Harness.Another();

        var id = Guid.CreateVersion7();
        await another.CommitAsync(Write().Append(id, Tally.Category, 0, [new TallyOpened("x")]), Token);

        Assert.Equal(At, (await another.ReadStreamAsync(id, 0, 1, Token))[0].At);
        Assert.Equal(
            true,
            await ScalarAsync(
                """
                select bool_and(at = '2026-03-01T00:30:00Z') from (
                    select timestamp from mt_events union all select timestamp from mt_streams union all select created from mt_streams
                    union all select at from tally_total) as stored (at)
                """));
    }
}
