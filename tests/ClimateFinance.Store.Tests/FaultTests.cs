using ClimateFinance.Store.Postgres;
using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Store.Tests;

/// <summary>What a caller hears when the database is away.</summary>
public sealed class FaultTests(TestPostgres postgres) : StoreTest(postgres)
{
    private readonly TestPostgres server = postgres;

    [Fact]
    public async Task A_database_that_nobody_serves_is_unavailable_and_the_outcome_is_known()
    {
        await using var nowhere = new PostgresDatabase(new PostgresStoreOptions
        {
            ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=p;Database=d;Timeout=2",
            ConnectionRetries = 1,
            FirstPause = TimeSpan.FromMilliseconds(1),
        });
        var store = StoreHarness.Make(nowhere);
        var load = new Load();
        load.Stream<Tally>(Guid.CreateVersion7());

        Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(load, Token))).OutcomeUnknown);
        var commit = Write().Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened("x")]);
        Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync(commit, Token))).OutcomeUnknown);
    }

    [Fact]
    public async Task A_commit_whose_connection_breaks_is_not_repeated_and_says_that_its_outcome_is_unknown()
    {
        var id = Guid.CreateVersion7();
        var commit = Write().Append(id, Tally.Category, 0, [new TallyOpened("x")]).With(new Sql("select pg_sleep(60)"));

        var committing = Store.CommitAsync(commit, Token);
        await KillAsync("select pg_sleep(60)");

        Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => committing)).OutcomeUnknown);
        Assert.Empty(await Store.ReadStreamAsync(id, 0, 1, Token));
        Assert.IsType<CommitOutcome.Done>(await Store.CommitAsync(Write().Append(id, Tally.Category, 0, [new TallyOpened("x")]), Token));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task A_commit_that_the_server_undid_for_a_lost_race_is_tried_again_five_times(int losses, bool stored)
    {
        // A sequence is not rolled back with what used it, and so counts the attempts.
        await ScalarAsync(
            """
            create sequence attempt;
            create function lose(times integer) returns integer language plpgsql as
            $$ begin if nextval('attempt') <= times then raise exception 'lost' using errcode = 'serialization_failure'; end if; return 1; end $$;
            """);
        var id = Guid.CreateVersion7();
        var commit = Write().Append(id, Tally.Category, 0, [new TallyOpened("x")]).With(new Sql("select lose($1)", losses));

        if (stored) Assert.IsType<CommitOutcome.Done>(await Store.CommitAsync(commit, Token));
        else Assert.Equal(PostgresErrorCodes.SerializationFailure, (await Assert.ThrowsAsync<PostgresException>(() => Store.CommitAsync(commit, Token))).SqlState);

        Assert.Equal(stored ? 1 : 0, (await Store.ReadStreamAsync(id, 0, 2, Token)).Count);
        Assert.Equal(Math.Min(losses, 5) + 1L, await ScalarAsync("select last_value from attempt"));
    }

    [Fact]
    public async Task A_load_whose_connection_breaks_is_tried_again()
    {
        var load = new Load();
        var rows = load.Rows(new Sql("select pg_backend_pid(), pg_sleep(case when (select rest from quota where id = 1) is null then 60 else 0 end)::text"), r => r.GetInt32(0));

        var loading = Store.LoadAsync(load, Token);
        var killed = await KillAsync("select pg_backend_pid(), pg_sleep", before: "insert into quota (id, rest) values (1, 1)");
        await loading;

        Assert.NotEqual(killed, rows.One);
    }

    [Fact]
    public async Task Connections_killed_in_the_pool_do_not_reach_a_reader()
    {
        var id = await OpenTallyAsync("x", 1);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Store.ReadStreamAsync(id, 0, 10, Token)));
        await using (var administrator = NpgsqlDataSource.Create(await server.AdministratorAsync()))
        await using (var kill = administrator.CreateCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1"))
        {
            kill.Parameters.Add(new NpgsqlParameter { Value = await ScalarAsync("select current_database()") });
            Assert.NotEqual(0L, await kill.ExecuteScalarAsync(Token));
        }

        Assert.Equal(2, (await Store.ReadStreamAsync(id, 0, 10, Token)).Count);
    }

    /// <summary>Waits for a backend that runs a statement beginning so, and ends it.</summary>
    private async Task<int> KillAsync(string statement, string before = "select 1")
    {
        int? pid = null;
        await EventuallyAsync(
            async () =>
            {
                pid = (int?)await ScalarAsync(
                    $"select pid from pg_stat_activity where datname = current_database() and state = 'active' and wait_event = 'PgSleep' and starts_with(query, '{statement}')");
                return pid is not null;
            },
            $"a backend runs '{statement}'");
        await ScalarAsync(before);
        await ScalarAsync($"select pg_terminate_backend({pid})");
        return pid!.Value;
    }
}
