using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

/// <summary>
/// What the store does where commits wait for a synchronous standby, and where reads may go to one. A failover itself is drilled
/// (<c>tests/ClimateFinance.Drills</c>); this is the adapter's part.
/// </summary>
public sealed class StandbyTests(TestPostgres postgres) : StoreTest(postgres)
{
    private const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'SyncRep'";

    private readonly TestPostgres server = postgres;

    [Fact]
    public async Task A_commit_whose_caller_lost_patience_is_not_shown_before_the_standby_has_it()
    {
        var (late, left) = (await OpenTallyAsync("late"), await OpenTallyAsync("left"));
        await ScalarAsync($"alter database {await ScalarAsync("select current_database()")} set synchronous_commit = on");
        await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = Harness.Raw.ConnectionString, CommandTimeout = TimeSpan.FromSeconds(1) });
        var store = StoreHarness.Make(database, null, new TallyTotals());
        try
        {
            await AdministerAsync("alter system set synchronous_standby_names = 'nobody'");
            Commit Add(Guid id) => Write().Append(id, Tally.Category, 1, [new TallyAdded(1)]);
            using var walksOff = new CancellationTokenSource();
            var leaving = store.CommitAsync(Add(left), walksOff.Token);
            await EventuallyAsync(async () => Convert.ToInt64(await ScalarAsync(Waiting), null) == 1, "the commit waits for its standby");
            await walksOff.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
            Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync(Add(late), Token))).OutcomeUnknown);
            Assert.Equal(2L, await ScalarAsync(Waiting));
            Assert.Equal(0L, await ScalarAsync("select sum(total)::bigint from tally_total"));
        }
        finally
        {
            await AdministerAsync("alter system reset synchronous_standby_names");
        }

        await EventuallyAsync(async () => await ScalarAsync("select sum(total)::bigint from tally_total") is 2L, "both are shown when no standby is waited for");
    }

    [Fact]
    public async Task A_read_point_moves_on_with_commits_loads_and_reads_and_what_lies_ahead_of_it_is_read_from_the_primary()
    {
        await using var database = Twice();
        var store = StoreHarness.Make(database, null, new TallyTotals());
        var point = ReadPoint.Current = new ReadPoint(mayLag: true);
        var id = Guid.CreateVersion7();

        Assert.IsType<CommitOutcome.Done>(await store.CommitAsync(Write().Append(id, Tally.Category, 0, [new TallyOpened("x")]), Token));
        var written = point.Position;
        await OpenTallyAsync("y");
        var seen = await store.QueryAsync(new Sql("select label from tally_total order by label"), row => row.GetString(0), Token);
        var read = point.Position;
        await OpenTallyAsync("z");
        var load = new Load();
        var slot = load.Stream<Tally>(id);
        await store.LoadAsync(load, Token);

        Assert.Equal(["x", "y"], seen);
        Assert.Equal(1, slot.Version);
        Assert.True(0 < written && written < read && read < point.Position, $"{written} {read} {point.Position}");

        ReadPoint.Current = new ReadPoint(mayLag: true, point.Position + (1L << 40));
        Assert.Equal(3, (await store.QueryAsync(new Sql("select 1 from tally_total"), row => row.GetInt32(0), Token)).Count);
        ReadPoint.Current = null;
    }

    [Fact]
    public async Task A_commit_that_fails_beside_a_read_point_is_told_as_ever_and_leaves_nothing()
    {
        await using var database = Twice();
        var store = StoreHarness.Make(database, null, new TallyTotals());
        var id = await OpenTallyAsync("x");
        ReadPoint.Current = new ReadPoint(mayLag: false);

        Assert.Equal(new CommitOutcome.Conflict(id), await store.CommitAsync(Write().Append(id, Tally.Category, 7, [new TallyAdded(1)]), Token));
        Assert.Equal(
            new CommitOutcome.Guarded("never"),
            await store.CommitAsync(Write().Append(id, Tally.Category, 1, [new TallyAdded(1)]).Require(new Guard("never", new Sql("select false"))), Token));
        Assert.IsType<CommitOutcome.Done>(await store.CommitAsync(Write().Append(id, Tally.Category, 1, [new TallyAdded(1)]), Token));
        ReadPoint.Current = null;
        Assert.Equal(1L, await ScalarAsync("select total from tally_total"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("00000000016B3748", 0x16B3748)]
    [InlineData("7fffffffffffffff", long.MaxValue)]
    public void A_read_point_is_read_as_it_was_written(string text, long position)
    {
        Assert.True(ReadPoint.TryRead(text, out var read));
        Assert.Equal(position, read);
        Assert.True(ReadPoint.TryRead(new ReadPoint(true, position).Text, out var again));
        Assert.Equal(position, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0x1")]
    [InlineData("g")]
    [InlineData("ffffffffffffffff")]
    [InlineData("00000000000000000")]
    public void What_was_never_given_is_no_read_point(string text) => Assert.False(ReadPoint.TryRead(text, out _));

    /// <summary>The server and one that is not there: to Npgsql several hosts, of which one is primary and none a standby.</summary>
    private PostgresDatabase Twice()
    {
        var one = new NpgsqlConnectionStringBuilder(Harness.Raw.ConnectionString) { Pooling = true };
        one.Host = $"{one.Host}:{one.Port},127.0.0.1:1";
        return new PostgresDatabase(new PostgresStoreOptions { ConnectionString = one.ConnectionString, ReadFromStandbys = true });
    }

    private async Task AdministerAsync(string statement)
    {
        await using var administrator = NpgsqlDataSource.Create(await server.AdministratorAsync());
        await using (var command = administrator.CreateCommand(statement)) await command.ExecuteNonQueryAsync(Token);
        await using var reload = administrator.CreateCommand("select pg_reload_conf()");
        await reload.ExecuteNonQueryAsync(Token);
    }
}
