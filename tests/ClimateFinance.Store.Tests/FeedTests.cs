using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

/// <summary>Promise 2: nobody who follows the feed misses an event, though sequence numbers commit out of order.</summary>
public sealed class FeedTests(TestPostgres postgres) : StoreTest(postgres)
{
    [Fact]
    public async Task Committed_events_come_in_order_and_page_by_page()
    {
        await OpenTallyAsync("a", 1, 2);
        await OpenTallyAsync("b", 3);

        var first = await Store.ReadFeedAsync(0, 3, Token);
        var rest = await Store.ReadFeedAsync(first[^1].Sequence, 3, Token);

        Assert.Equal([1L, 2L, 3L, 4L, 5L], first.Concat(rest).Select(e => e.Sequence));
        Assert.Empty(await Store.ReadFeedAsync(5, 3, Token));
    }

    [Fact]
    public async Task An_event_behind_an_open_transaction_is_held_back_until_that_commits()
    {
        await OpenTallyAsync("before");
        await using var open = await WriterAsync();
        await open.AppendAsync("slow");
        await OpenTallyAsync("after");

        Assert.Equal(["before"], await LabelsAsync());
        await open.CommitAsync();

        Assert.Equal(["before", "slow", "after"], await LabelsAsync());
    }

    [Fact]
    public async Task A_transaction_that_rolls_back_leaves_a_hole_that_is_passed()
    {
        await OpenTallyAsync("before");
        await using var open = await WriterAsync();
        await open.AppendAsync("lost");
        await OpenTallyAsync("after");

        Assert.Equal(["before"], await LabelsAsync());
        await open.RollbackAsync();

        Assert.Equal(["before", "after"], await LabelsAsync());
    }

    [Fact]
    public async Task The_settled_number_stops_before_an_open_transaction_and_passes_it_when_it_ended()
    {
        await OpenTallyAsync("before");
        Assert.Equal(1, await Store.SettledAsync(Token));
        await using var open = await WriterAsync();
        await open.AppendAsync("slow");
        await OpenTallyAsync("after");

        Assert.Equal(1, await Store.SettledAsync(Token));
        await open.CommitAsync();
        Assert.Equal(3, await Store.SettledAsync(Token));
    }

    [Fact]
    public async Task A_number_taken_and_not_yet_used_holds_back_too()
    {
        await using var open = await WriterAsync();
        await open.TakeNumberAsync();
        await OpenTallyAsync("after");

        Assert.Empty(await LabelsAsync());
        await open.RollbackAsync();

        Assert.Equal(["after"], await LabelsAsync());
    }

    [Fact]
    public async Task A_number_taken_in_a_part_that_was_rolled_back_is_passed_only_when_its_transaction_ends()
    {
        await using var open = await WriterAsync();
        await open.RunAsync("savepoint s");
        await open.AppendAsync("lost part");
        await open.RunAsync("rollback to savepoint s");
        await OpenTallyAsync("after");

        Assert.Empty(await LabelsAsync());
        await open.AppendAsync("kept part");
        await open.CommitAsync();

        Assert.Equal(["after", "kept part"], await LabelsAsync());
    }

    [Fact]
    public async Task Several_that_commit_against_the_order_of_their_numbers_come_out_in_that_order()
    {
        await using var first = await WriterAsync();
        await using var second = await WriterAsync();
        await using var third = await WriterAsync();
        await first.AppendAsync("1");
        await second.AppendAsync("2");
        await third.AppendAsync("3");

        await third.CommitAsync();
        Assert.Empty(await LabelsAsync());
        await first.CommitAsync();
        Assert.Equal(["1"], await LabelsAsync());
        await second.RollbackAsync();

        Assert.Equal(["1", "3"], await LabelsAsync());
    }

    [Fact]
    public async Task New_writers_do_not_hold_back_what_older_ones_have_settled()
    {
        await using var old = await WriterAsync();
        await old.AppendAsync("rolled back");
        await OpenTallyAsync("a");
        Assert.Empty(await LabelsAsync());

        // It begins after the feed looked, and stays open for as long as the test runs.
        await using var young = await WriterAsync();
        await young.AppendAsync("young");
        await old.RollbackAsync();

        Assert.Equal(["a"], await LabelsAsync());
    }

    [Fact]
    public async Task A_prepared_transaction_is_still_an_open_one()
    {
        if ((string)(await ScalarAsync("show max_prepared_transactions"))! == "0")
        {
            // Then PREPARE itself is refused, and there is nothing to hold back.
            await using var refused = await WriterAsync();
            await Assert.ThrowsAsync<PostgresException>(() => refused.RunAsync("prepare transaction 'p'"));
            return;
        }

        await using var open = await WriterAsync();
        await open.AppendAsync("prepared");
        await OpenTallyAsync("after");
        Assert.Empty(await LabelsAsync());
        await open.RunAsync("prepare transaction 'p'");
        Assert.Empty(await LabelsAsync());
        await ScalarAsync("commit prepared 'p'");

        Assert.Equal(["prepared", "after"], await LabelsAsync());
    }

    [Fact]
    public async Task Tombstones_count_as_present_and_are_not_handed_out()
    {
        var id = await OpenTallyAsync("before");
        for (var version = 2; version < 10; version++)
        {
            await ScalarAsync(
                $$"""
                insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
                values (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', {{version}}, '{}', 'tombstone', now())
                """);
        }

        await OpenTallyAsync("after");

        Assert.Equal("after", Assert.IsType<TallyOpened>(Assert.Single(await Store.ReadFeedAsync(1, 3, Token)).Data).Label);
    }

    [Fact]
    public async Task An_unknown_name_stops_the_feed_right_there()
    {
        await OpenTallyAsync("known");
        var unknown = await OpenTallyAsync("unknown");
        await OpenTallyAsync("after");
        await ScalarAsync($"update mt_events set type = 'tally_renamed_v9' where stream_id = '{unknown}'");

        var known = await Store.ReadFeedAsync(0, 10, Token);

        Assert.Equal("known", Assert.IsType<TallyOpened>(Assert.Single(known).Data).Label);
        await Assert.ThrowsAsync<UnknownStoredEventException>(() => Store.ReadFeedAsync(known[^1].Sequence, 10, Token));
    }

    [Fact]
    public async Task Who_follows_under_racing_writers_of_whom_some_roll_back_sees_each_event_once_and_in_order()
    {
        var reader = Harness.Another();
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(
            async () =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await using var writer = await WriterAsync();
                    await writer.AppendAsync($"{w}.{i}");
                    if (i % 3 == 0) await Task.Delay(w, Token);
                    if (i % 4 == 0) await writer.RollbackAsync();
                    else await writer.CommitAsync();
                }
            },
            Token)));

        var seen = new List<(long Sequence, string Label)>();
        while (true)
        {
            var ended = writers.IsCompleted;
            var page = await reader.ReadFeedAsync(seen.Count == 0 ? 0 : seen[^1].Sequence, 7, Token);
            seen.AddRange(page.Select(e => (e.Sequence, ((TallyOpened)e.Data).Label)));
            if (ended && page.Count == 0) break;
        }

        await writers;
        Assert.Equal(8 * 30, seen.Count);
        Assert.Equal(await TextsAsync("select data ->> 'label' from mt_events order by seq_id"), seen.Select(s => s.Label));
    }

    private async Task<IReadOnlyList<string>> LabelsAsync() =>
        [.. (await Store.ReadFeedAsync(0, 100, Token)).Select(e => ((TallyOpened)e.Data).Label)];

    private async Task<Writer> WriterAsync()
    {
        var connection = await Harness.Raw.OpenConnectionAsync(Token);
        var writer = new Writer(connection);
        await writer.RunAsync("begin");
        return writer;
    }

    /// <summary>Another writer of Marten's tables, whose transaction the test opens and ends by hand.</summary>
    private sealed class Writer(NpgsqlConnection connection) : IAsyncDisposable
    {
        public Task TakeNumberAsync() => RunAsync("select nextval('mt_events_sequence')");

        public async Task AppendAsync(string label)
        {
            var id = Guid.CreateVersion7();
            await RunAsync(
                $$"""
                insert into mt_streams (id, type, version, timestamp, created) values ('{{id}}', 'tally', 1, now(), now());
                insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
                values (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', 1, jsonb_build_object('label', '{{label}}'), 'tally_opened_v1', now())
                """);
        }

        public Task CommitAsync() => RunAsync("commit");

        public Task RollbackAsync() => RunAsync("rollback");

        public async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
