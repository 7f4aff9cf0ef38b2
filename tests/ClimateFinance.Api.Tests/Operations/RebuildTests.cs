using ClimateFinance.Api.Features.Operations;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Operations;

/// <summary>Read models made anew by the operator while commands go on.</summary>
public sealed class RebuildTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly MarketApp app = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task All_read_models_are_made_anew_under_commands_of_which_none_fails_or_is_lost()
    {
        var scenario = new Scenario(app);
        var made = 0;
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(_ => Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    await scenario.EnterpriseAsync();
                    Interlocked.Increment(ref made);
                }
            },
            Token)).ToArray();

        for (var round = 0; round < 2; round++)
        {
            var before = Volatile.Read(ref made);
            var done = await EndedAsync((await app.AsOperator().PostAsync("operations/rebuilds", new { projection = "all" })).Expect(202));
            Assert.Equal("done", done.Str("state"));
            Assert.True(done.Num("eventsDone") > 0 && done.Num("eventsDone") <= done.Num("eventsTotal"), done.Text);
            Assert.NotNull(done["startedAt"]);
            Assert.Null(done["failure"]);
            Assert.True(Volatile.Read(ref made) > before, "Nobody wrote meanwhile.");
        }

        await over.CancelAsync();
        await Task.WhenAll(writers);
        var rebuilder = new ProjectionRebuilder(
            app.Services.GetRequiredService<PostgresDatabase>(), app.Services.GetRequiredService<IEventStore>(), EventRegistry.Domain, TimeProvider.System);
        foreach (var projection in MarketServices.Projections) Assert.Empty(await rebuilder.VerifyAsync(projection, null, Token));
        Assert.Equal(made, (int)await CountAsync("select count(*) from enterprise"));
        Assert.Equal(2, (await app.AsOperator().GetAsync("operations/rebuilds")).Expect(200).Count());
    }

    [Fact]
    public async Task One_is_done_at_a_time_and_what_a_dead_node_was_at_is_said_and_cleared_when_another_begins()
    {
        var dead = Guid.CreateVersion7();
        await app.StopAsync();
        await RunAsync(
            $"""
             insert into market.projection_rebuild (id, projection, state, requested_by, requested_at, started_at) values ('{dead}', 'deals', 'running', 'x', now(), now());
             create schema market_shadow; create table market_shadow.deal (id uuid);
             """);
        var worker = RebuildVerb.RunAsync(["deals", $"--ConnectionStrings:Market={app.ConnectionString}"], Token);

        Assert.Equal(1, await worker);

        await app.InitializeAsync();
        var ended = await EndedAsync(await app.AsOperator().GetAsync($"operations/rebuilds/{dead}"));
        Assert.Equal("failed", ended.Str("state"));
        Assert.Contains("old tables", ended.Str("failure"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from pg_namespace where nspname = 'market_shadow'"));
        Assert.Equal("done", (await EndedAsync((await app.AsOperator().PostAsync("operations/rebuilds", new { projection = "deals" })).Expect(202))).Str("state"));
    }

    [Fact]
    public async Task While_one_waits_or_runs_another_is_refused()
    {
        // Nobody is there to take it up.
        await using var quiet = new MarketApp(postgres) { Quiet = true };
        await quiet.InitializeAsync();
        (await quiet.AsOperator().PostAsync("operations/rebuilds", new { projection = "deals" })).Expect(202);

        (await quiet.AsOperator().PostAsync("operations/rebuilds", new { projection = "needs" })).ExpectProblem(409, "rebuild.under_way");
        Assert.Equal(1, (await quiet.AsOperator().GetAsync("operations/rebuilds")).Expect(200).Count());
    }

    [Fact]
    public async Task From_the_terminal_a_rebuild_is_done_with_and_without_a_running_host()
    {
        await new Scenario(app).EnterpriseAsync();
        string[] verb = ["enterprises", $"--ConnectionStrings:Market={app.ConnectionString}"];

        Assert.Equal(0, await RebuildVerb.RunAsync(verb, Token));
        await app.StopAsync();
        Assert.Equal(0, await RebuildVerb.RunAsync(verb, Token));
        Assert.Equal(2, await RebuildVerb.RunAsync(["nothing"], Token));
        await app.InitializeAsync();
        Assert.Equal(2, (await app.AsOperator().GetAsync("operations/rebuilds")).Expect(200).Count());
        Assert.Equal(1, await CountAsync("select count(*) from enterprise"));
    }

    [Fact]
    public async Task Only_the_operator_asks_and_only_for_what_there_is()
    {
        foreach (var other in new[] { app.AsBank(Guid.CreateVersion7()), app.AsEnterprise(Guid.CreateVersion7()), app.AsBureau() })
        {
            (await other.PostAsync("operations/rebuilds", new { projection = "deals" })).ExpectProblem(403, "http.forbidden");
            (await other.GetAsync("operations/rebuilds")).ExpectProblem(403, "http.forbidden");
            (await other.GetAsync($"operations/rebuilds/{Guid.CreateVersion7()}")).ExpectProblem(403, "http.forbidden");
        }

        (await app.Anonymous().PostAsync("operations/rebuilds", new { projection = "deals" })).ExpectProblem(401, "http.unauthorized");
        (await app.AsOperator().PostAsync("operations/rebuilds", new { projection = "deal" })).ExpectFlaw("projection", "field.not_one_of");
        (await app.AsOperator().GetAsync($"operations/rebuilds/{Guid.CreateVersion7()}")).ExpectProblem(404, "rebuild.unknown");

        var first = (await app.AsOperator().PostAsync("operations/rebuilds", new { projection = "deals" }, key: "once")).Expect(202);
        var again = (await app.AsOperator().PostAsync("operations/rebuilds", new { projection = "deals" }, key: "once")).Expect(202);
        Assert.Equal(first.Id("rebuildId"), again.Id("rebuildId"));
        Assert.Equal(first.Location, again.Location);
        Assert.Equal("done", (await EndedAsync(first)).Str("state"));
    }

    private async Task<ApiAnswer> EndedAsync(ApiAnswer asked)
    {
        for (var i = 0; i < 600; i++)
        {
            var now = (await app.AsOperator().GetAsync($"operations/rebuilds/{asked.Id("rebuildId")}")).Expect(200);
            if (now.Str("state") is "done" or "failed") return now;
            await Task.Delay(100, Token);
        }

        throw new Xunit.Sdk.XunitException("The rebuild never ended.");
    }

    private async Task RunAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(app.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(new Npgsql.NpgsqlConnectionStringBuilder(app.ConnectionString) { SearchPath = "market" });
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
