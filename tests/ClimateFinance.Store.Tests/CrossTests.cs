#if MARTEN
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Marten;
using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>One database, two adapters: what either wrote, the other reads and continues. Where only one is built there is nothing to cross.</summary>
public sealed class CrossTests(TestPostgres postgres) : StoreTest(postgres)
{
    private readonly TestPostgres postgres = postgres;

    private PostgresEventStore Ours => new(Postgres.Database, TallyHouse.Registry, [new TallyTotals()], TimeProvider.System);

    private MartenEventStore Marten => new(Postgres.Database, TallyHouse.Registry, [new TallyTotals()], TimeProvider.System);

    [Fact]
    public async Task A_stream_is_written_by_turns_and_either_reads_all_of_it()
    {
        var id = Guid.CreateVersion7();
        await using var marten = Marten;
        IEventStore[] turns = [Ours, marten, marten, Ours, marten];
        for (var version = 0; version < turns.Length; version++)
        {
            IEvent happened = version == 0 ? new TallyOpened("both") : new TallyAdded(version);
            Assert.IsType<CommitOutcome.Done>(await turns[version].CommitAsync(Write().Append(id, Tally.Category, version, [happened]), Token));
        }

        Assert.Equivalent(await Ours.ReadStreamAsync(id, 0, 10, Token), await marten.ReadStreamAsync(id, 0, 10, Token), strict: true);
        Assert.Equivalent(await Ours.ReadFeedAsync(0, 10, Token), await marten.ReadFeedAsync(0, 10, Token), strict: true);
        Assert.Equal(10L, await ScalarAsync("select total from tally_total"));
        Assert.IsType<CommitOutcome.Conflict>(await Ours.CommitAsync(Write().Append(id, Tally.Category, 4, [new TallyAdded(9)]), Token));
        Assert.IsType<CommitOutcome.Conflict>(await marten.CommitAsync(Write().Append(id, Tally.Category, 4, [new TallyAdded(9)]), Token));
    }

    [Fact]
    public async Task Of_racing_writers_of_both_kinds_exactly_one_wins_each_version()
    {
        var id = await OpenTallyAsync("both");
        await using var marten = Marten;
        IEventStore[] stores = [Ours, marten];

        for (var version = 1; version <= 20; version++)
        {
            var expected = version;
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
                stores[i % 2].CommitAsync(Write().Append(id, Tally.Category, expected, [new TallyAdded(1)]), Token))));

            Assert.Single(outcomes, o => o is CommitOutcome.Done);
            Assert.Equal(7, outcomes.Count(o => o.Equals(new CommitOutcome.Conflict(id))));
        }

        Assert.Equal(21, (await marten.ReadStreamAsync(id, 0, 100, Token)).Count);
    }

    [Fact]
    public async Task Nodes_that_start_on_a_new_database_at_once_all_prepare_it()
    {
        var fresh = await postgres.CreateDatabaseAsync();
        await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = fresh });
        await new Migrator(database, PostgresHarness.Modules, TimeProvider.System).MigrateAsync(Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var marten = new MartenEventStore(database, TallyHouse.Registry, [new TallyTotals()], TimeProvider.System);
            await marten.PrepareAsync(Token);
            Assert.IsType<CommitOutcome.Done>(await marten.CommitAsync(Write().Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened(Guid.NewGuid().ToString())]), Token));
        })));
        await postgres.DropDatabaseAsync(fresh);
    }

    [Fact]
    public async Task The_rows_of_both_differ_in_nothing_but_ids_and_numbers()
    {
        await using var marten = Marten;
        foreach (var (store, label) in new (IEventStore, string)[] { (Ours, "ours"), (marten, "theirs") })
            Assert.IsType<CommitOutcome.Done>(await store.CommitAsync(Write().Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened(label), new TallyAdded(3)]), Token));

        var rows = await TextsAsync(
            """
            select (to_jsonb(e) - 'seq_id' - 'id' - 'stream_id' - 'mt_dotnet_type' || jsonb_build_object('data', replace(e.data::text, 'theirs', 'ours')))::text
            from mt_events e order by seq_id
            """);
        Assert.Equal(rows.Take(2), rows.Skip(2));
        var streams = await TextsAsync("select (to_jsonb(s) - 'id')::text from mt_streams s");
        Assert.Single(streams.Distinct());
    }

    [Fact]
    public async Task Marten_finds_nothing_to_change_in_tables_that_it_did_not_make()
    {
        var before = await TextsAsync("select attrelid::regclass || ' ' || attname || ' ' || atttypid::regtype from pg_attribute where attrelid in ('mt_events'::regclass, 'mt_streams'::regclass) and attnum > 0");
        await using var marten = Marten;

        await marten.PrepareAsync(Token);

        Assert.Equal(before, await TextsAsync("select attrelid::regclass || ' ' || attname || ' ' || atttypid::regtype from pg_attribute where attrelid in ('mt_events'::regclass, 'mt_streams'::regclass) and attnum > 0"));
    }
}
#endif
