using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>Promise 3: a read model rebuilt from the events equals the live one, row for row.</summary>
public sealed class RebuildTests(TestPostgres postgres) : StoreTest(postgres)
{
    private ProjectionRebuilder Rebuilder => new(Postgres.Database, Store, TallyHouse.Registry, TimeProvider.System);

    [Fact]
    public async Task An_untouched_read_model_agrees_with_its_events()
    {
        await OpenTallyAsync("a", 1, 2, 3);
        await OpenTallyAsync("b");

        Assert.Empty(await Rebuilder.VerifyAsync(new TallyTotals(), null, Token));
        Assert.Equal(0L, await ScalarAsync("select count(*) from pg_namespace where nspname = 'market_shadow'"));
    }

    [Fact]
    public async Task Tampered_missing_and_invented_rows_are_found_and_a_rebuild_mends_them()
    {
        var (tampered, missing) = (await OpenTallyAsync("tampered", 1), await OpenTallyAsync("missing", 2));
        await OpenTallyAsync("whole", 3);
        var before = await RowsAsync();
        await ScalarAsync(
            $"""
             update tally_total set total = 99 where id = '{tampered}'; delete from tally_total where id = '{missing}';
             insert into tally_total (id, label, total, version, at) values (gen_random_uuid(), 'invented', 0, 1, now())
             """);

        var differences = await Rebuilder.VerifyAsync(new TallyTotals(), null, Token);

        Assert.Equal(2, differences.Count(d => d is { Table: "tally_total", Kind: DifferenceKind.MissingInLive }));
        Assert.Equal(2, differences.Count(d => d.Kind == DifferenceKind.OnlyInLive));
        Assert.Contains(differences, d => d.Kind == DifferenceKind.OnlyInLive && d.Row.Contains("\"total\": 99", StringComparison.Ordinal));

        await Rebuilder.RebuildAsync(new TallyTotals(), null, Token);

        Assert.Empty(await Rebuilder.VerifyAsync(new TallyTotals(), null, Token));
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task After_a_rebuild_keys_and_indexes_have_their_old_names_and_commands_go_on()
    {
        var id = await OpenTallyAsync("steel", 1);
        var before = await IndexesAsync();

        await Rebuilder.RebuildAsync(new TallyTotals(), null, Token);
        await Rebuilder.RebuildAsync(new TallyTotals(), null, Token);

        Assert.NotEmpty(before);
        Assert.Equal(before, await IndexesAsync());
        Assert.IsType<CommitOutcome.Done>(await AddAsync(id, 2, 5));
        Assert.Equal(6L, await ScalarAsync("select total from tally_total"));
        Assert.Equal(
            new CommitOutcome.Taken(TallyTotals.UniqueLabel),
            await Store.CommitAsync(Write().Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened("steel")]), Token));
    }

    [Fact]
    public async Task A_rebuild_under_running_commands_loses_nothing_and_stops_nobody()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => OpenTallyAsync($"t{i}")));
        using var over = new CancellationTokenSource();
        var writers = ids.Select(id => Task.Run(
            async () =>
            {
                for (var version = 1L; ; version++)
                {
                    if (over.IsCancellationRequested) return version;
                    Assert.IsType<CommitOutcome.Done>(await AddAsync(id, version, 1));
                }
            },
            Token)).ToArray();

        for (var i = 0; i < 5; i++)
        {
            await Rebuilder.RebuildAsync(new TallyTotals(), null, Token);
            Assert.Empty(await Rebuilder.VerifyAsync(new TallyTotals(), null, Token));
        }

        await over.CancelAsync();
        var versions = await Task.WhenAll(writers);

        Assert.Empty(await Rebuilder.VerifyAsync(new TallyTotals(), null, Token));
        Assert.Equal(versions.Sum() - 4, Convert.ToInt64(await ScalarAsync("select sum(total)::bigint from tally_total"), null));
        Assert.True(versions.Sum() > 8, "the writers did write meanwhile");
    }

    [Fact]
    public async Task Progress_reaches_the_newest_event_over_many_pages()
    {
        for (var i = 0; i < 23; i++) await OpenTallyAsync($"t{i}", [.. Enumerable.Range(1, 100).Select(n => (long)n)]);
        var progress = new Reports();

        await Rebuilder.RebuildAsync(new TallyTotals(), progress, Token);

        Assert.Equal(new RebuildProgress(23 * 101, 23 * 101), progress.All[^1]);
        Assert.Equal(3, progress.All.Count);
        Assert.Equal(23L, await CountAsync("tally_total"));
    }

    [Fact]
    public async Task An_unknown_event_stops_a_rebuild_and_leaves_the_live_tables()
    {
        var id = await OpenTallyAsync("steel", 1);
        var before = await RowsAsync();
        await ScalarAsync($"update mt_events set type = 'tally_renamed_v9' where stream_id = '{id}' and version = 2");

        await Assert.ThrowsAsync<UnknownStoredEventException>(() => Rebuilder.RebuildAsync(new TallyTotals(), null, Token));

        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task A_rebuild_that_dies_half_way_leaves_the_live_tables_and_its_leftovers_are_cleared()
    {
        for (var i = 0; i < 12; i++) await OpenTallyAsync($"t{i}", [.. Enumerable.Range(1, 100).Select(n => (long)n)]);
        var before = await RowsAsync();
        var death = new Death(() => ScalarAsync(
            "select count(pg_terminate_backend(l.pid)) from pg_locks l where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())"));

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => Rebuilder.RebuildAsync(new TallyTotals(), death, Token));

        Assert.Equal(before, await RowsAsync());
        Assert.Equal(1L, await ScalarAsync("select count(*) from pg_namespace where nspname = 'market_shadow'"));
        Assert.True(await Rebuilder.ClearAsync(Token));
        Assert.Equal(0L, await ScalarAsync("select count(*) from pg_namespace where nspname = 'market_shadow'"));
        Assert.False(await Rebuilder.ClearAsync(Token));
        await Rebuilder.RebuildAsync(new TallyTotals(), null, Token);
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task What_a_rebuild_is_working_on_is_not_cleared_away()
    {
        for (var i = 0; i < 12; i++) await OpenTallyAsync($"t{i}", [.. Enumerable.Range(1, 100).Select(n => (long)n)]);
        var cleared = new List<bool>();

        await Rebuilder.RebuildAsync(new TallyTotals(), new Death(async () => cleared.Add(await Rebuilder.ClearAsync(Token))), Token);

        Assert.NotEmpty(cleared);
        Assert.DoesNotContain(true, cleared);
    }

    [Fact]
    public async Task A_read_model_with_foreign_keys_is_refused()
    {
        await ScalarAsync("alter table tally_total add constraint to_stream foreign key (id) references mt_streams (id)");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Rebuilder.RebuildAsync(new TallyTotals(), null, Token));

        Assert.Contains("to_stream", refused.Message, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> RowsAsync() => TextsAsync("select to_jsonb(t)::text from tally_total t order by id");

    private Task<IReadOnlyList<string>> IndexesAsync() =>
        TextsAsync(
            """
            select indexdef from pg_indexes where tablename = 'tally_total' and schemaname = 'market'
            union all select conname || pg_get_constraintdef(oid) from pg_constraint where conrelid = 'tally_total'::regclass
            order by 1
            """);

    /// <summary>Does something at each page, and waits for it.</summary>
    private sealed class Death(Func<Task> strike) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => strike().GetAwaiter().GetResult();
    }

    private sealed class Reports : IProgress<RebuildProgress>
    {
        public List<RebuildProgress> All { get; } = [];

        public void Report(RebuildProgress value) => All.Add(value);
    }
}
