using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>Limits across streams, and answers kept under idempotency keys.</summary>
public sealed class GuardTests(TestPostgres postgres) : StoreTest(postgres)
{
    [Fact]
    public async Task Racing_writers_never_bring_a_quota_below_zero()
    {
        await ScalarAsync("insert into quota (id, rest) values (1, 10)");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Store.CommitAsync(
            Write()
                .Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened($"claim {i}")])
                .With(new Sql("update quota set rest = rest - $2 where id = $1", 1, 3L))
                .Require(new Guard("quota", new Sql("select rest >= $2 from quota where id = $1", 1, 0L))),
            Token)));

        Assert.Equal(3, outcomes.Count(o => o is CommitOutcome.Done));
        Assert.Equal(13, outcomes.Count(o => o.Equals(new CommitOutcome.Guarded("quota"))));
        Assert.Equal((1L, 3L, 3L), ((long)(await ScalarAsync("select rest from quota"))!, await CountAsync("mt_events"), await CountAsync("tally_total")));
    }

    [Theory]
    [InlineData("select null::boolean")]
    [InlineData("select false")]
    [InlineData("select rest > 0 from quota where id = 99")]
    public async Task A_guard_that_is_not_true_stops_the_commit(string condition)
    {
        var id = Guid.CreateVersion7();

        var outcome = await Store.CommitAsync(
            Write().Append(id, Tally.Category, 0, [new TallyOpened("x")]).Require(new Guard("slots", new Sql(condition))), Token);

        Assert.Equal(new CommitOutcome.Guarded("slots"), outcome);
        Assert.Empty(await Store.ReadStreamAsync(id, 0, 1, Token));
    }

    [Fact]
    public async Task A_guard_sees_what_its_own_commit_wrote()
    {
        var id = Guid.CreateVersion7();

        var outcome = await Store.CommitAsync(
            Write()
                .Append(id, Tally.Category, 0, [new TallyOpened("x"), new TallyAdded(4)])
                .Require(new Guard("total", new Sql("select total = 4 from tally_total where id = $1", id))),
            Token);

        Assert.IsType<CommitOutcome.Done>(outcome);
    }

    [Fact]
    public async Task An_answer_is_kept_and_loaded_as_it_was_given()
    {
        var given = new Answer("bank:1 POST /offers", "k-1", [1, 2, 3], 201, "\"1\"", "/v1/offers/1", "{\"a\":\"中\"}"u8.ToArray(), At);
        var commit = Write().Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened("x")]);
        commit.Answer = given;
        await Store.CommitAsync(commit, Token);

        var load = new Load();
        var (kept, other) = (load.Answer(given.Scope, given.Key), load.Answer("bank:2 POST /offers", given.Key));
        await Store.LoadAsync(load, Token);

        Assert.Null(other.First);
        Assert.NotNull(kept.First);
        Assert.Equal((given.Status, given.ETag, given.Location, given.At), (kept.First.Status, kept.First.ETag, kept.First.Location, kept.First.At));
        Assert.Equal(given.RequestHash, kept.First.RequestHash);
        Assert.Equal(given.Body, kept.First.Body);
    }

    [Fact]
    public async Task Of_racing_commits_under_one_key_one_is_done_and_the_others_hear_that_it_was_answered()
    {
        var stream = await OpenTallyAsync("steel");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
        {
            // The same request sent again: the same stream at the same version, and a new stream whose id differs each time.
            var commit = Write()
                .Append(stream, Tally.Category, 1, [new TallyAdded(1)])
                .Append(Guid.CreateVersion7(), Tally.Category, 0, [new TallyOpened($"offer {i}")]);
            commit.Answer = new Answer("scope", "key", [1], 201, null, null, [], At);
            return Store.CommitAsync(commit, Token);
        }));

        Assert.Single(outcomes, o => o is CommitOutcome.Done);
        Assert.Equal(7, outcomes.Count(o => o is CommitOutcome.AnsweredAlready));
        Assert.Equal((3L, 1L), (await CountAsync("mt_events"), await CountAsync("idempotency_answer")));
    }
}
