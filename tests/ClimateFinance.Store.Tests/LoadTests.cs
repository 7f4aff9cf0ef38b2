using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

public sealed class LoadTests(TestPostgres postgres) : StoreTest(postgres)
{
    [Fact]
    public async Task All_parts_are_filled_in_one_go()
    {
        var id = await OpenTallyAsync("steel", 5, 6);
        var load = new Load();
        var byId = load.Stream<Tally>(id);
        var via = load.Stream<Tally>(new Sql("select id from tally_total where label = $1", "steel"));
        var nowhere = load.Stream<Tally>(new Sql("select id from tally_total where label = $1", "cement"));
        var rows = load.Rows(new Sql("select total from tally_total where id = $1", id), r => r.GetInt64(0));
        var answer = load.Answer("s", "k");

        await Store.LoadAsync(load, Token);
        await Store.LoadAsync(load, Token);

        Assert.Equal((new Tally.Open("steel", 11), 3L), (byId.State, byId.Version));
        Assert.Equal((new Tally.Open("steel", 11), 3L, id), (via.State, via.Version, via.Id));
        Assert.Equal((Tally.Initial, 0L, null), (nowhere.State, nowhere.Version, nowhere.Id));
        Assert.Equal(11, rows.One);
        Assert.Null(answer.First);
    }

    [Fact]
    public async Task A_stream_of_another_kind_is_as_good_as_none()
    {
        var lamp = Guid.CreateVersion7();
        await Store.CommitAsync(Write().Append(lamp, Lamp.Category, 0, [new LampLit()]), Token);

        Assert.IsType<Tally.Unborn>(await TallyAsync(lamp));
    }

    [Fact]
    public async Task All_parts_come_from_one_snapshot()
    {
        var id = await OpenTallyAsync("steel");
        var load = new Load();
        var before = load.Rows(new Sql("select count(*) from mt_events"), r => r.GetInt64(0));
        var locked = load.Rows(new Sql("select pg_advisory_xact_lock_shared(4711)::text"), r => 0);
        var after = load.Rows(new Sql("select count(*) from mt_events"), r => r.GetInt64(0));
        var stream = load.Stream<Tally>(id);

        // The lock stops the load between its first part and its third; meanwhile another event is committed.
        await using var blocker = await Harness.Raw.OpenConnectionAsync(Token);
        await using var transaction = await blocker.BeginTransactionAsync(Token);
        await using (var block = new NpgsqlCommand("select pg_advisory_xact_lock(4711)", blocker)) await block.ExecuteNonQueryAsync(Token);
        var loading = Store.LoadAsync(load, Token);
        await EventuallyAsync(
            async () => (bool)(await ScalarAsync("select exists (select 1 from pg_locks where locktype = 'advisory' and not granted)"))!,
            "the load waits");
        Assert.IsType<CommitOutcome.Done>(await AddAsync(id, 1, 1));
        await transaction.RollbackAsync(Token);
        await loading;

        Assert.Equal((1L, 1L, 1L), (before.One, after.One, stream.Version));
        Assert.Single(locked.Rows);
    }

    [Fact]
    public async Task A_load_that_fails_leaves_its_connection_usable()
    {
        var id = await OpenTallyAsync("steel", 5);
        var store = StoreHarness.Make(Postgres.Open(maxConnections: 1));
        var broken = new Load();
        broken.Stream<Tally>(id);
        broken.Rows(new Sql("select 1 / 0"), r => r.GetInt32(0));

        await Assert.ThrowsAsync<PostgresException>(() => store.LoadAsync(broken, Token));

        var load = new Load();
        var slot = load.Stream<Tally>(id);
        await store.LoadAsync(load, Token);
        Assert.Equal(2, slot.Version);
        Assert.IsType<CommitOutcome.Done>(await store.CommitAsync(Write().Append(id, Tally.Category, 2, [new TallyAdded(1)]), Token));
    }

    [Fact]
    public async Task Old_shapes_are_read_through_their_chain_of_upcasters()
    {
        var id = await OpenTallyAsync("steel");
        await ScalarAsync(
            $$"""
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp) values
                (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', 2, '{"count": 20}', 'tally_added_v1', now()),
                (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', 3, '{"value": 300}', 'tally_added_v2', now());
            update mt_streams set version = 3 where id = '{{id}}'
            """);

        Assert.Equal(new Tally.Open("steel", 320), await TallyAsync(id));
        Assert.Equal([new TallyAdded(20), new TallyAdded(300)], (await Store.ReadStreamAsync(id, 1, 10, Token)).Select(e => e.Data));
        Assert.IsType<CommitOutcome.Done>(await AddAsync(id, 3, 1));
    }

    [Fact]
    public async Task A_tombstone_is_no_event()
    {
        var id = await OpenTallyAsync("steel");
        await ScalarAsync(
            $$"""
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            values (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', 2, '{}', 'tombstone', now())
            """);

        Assert.Equal(new Tally.Open("steel", 0), await TallyAsync(id));
        Assert.Single(await Store.ReadStreamAsync(id, 0, 10, Token));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_an_error()
    {
        var id = await OpenTallyAsync("steel");
        await ScalarAsync($"update mt_events set type = 'tally_renamed_v9' where stream_id = '{id}'");

        await Assert.ThrowsAsync<UnknownStoredEventException>(() => TallyAsync(id));
        await Assert.ThrowsAsync<UnknownStoredEventException>(() => Store.ReadStreamAsync(id, 0, 10, Token));
    }
}
