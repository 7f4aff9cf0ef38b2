using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Troubles;

/// <summary>A database that is away, full of connections or out of room, and clocks that jump: callers hear 503 with Retry-After, and nothing is lost.</summary>
public sealed class DatabaseTroubleTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly MarketApp app = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => new NpgsqlConnectionStringBuilder(app.ConnectionString).Database!;

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task While_there_are_no_connections_left_callers_hear_503_and_then_all_goes_on()
    {
        var enterprise = await new Scenario(app).EnterpriseAsync();
        await AdministerAsync($"alter database {Database} connection limit 0");
        await AdministerAsync($"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{Database}'");

        for (var i = 0; i < 5; i++)
        {
            Unavailable(await enterprise.GetAsync($"enterprises/{enterprise.Organisation}"));
            Unavailable(await enterprise.PostAsync($"enterprises/{enterprise.Organisation}/contacts", new { name = $"甲{i}", position = "财务" }, key: $"trouble-{i}"));
        }

        Assert.Equal(503, (await app.Anonymous().GetAsync("/health/ready")).Status);
        Assert.Equal(200, (await app.Anonymous().GetAsync("/health/live")).Status);
        await AdministerAsync($"alter database {Database} connection limit -1");
        for (var i = 0; i < 5; i++)
            (await enterprise.PostAsync($"enterprises/{enterprise.Organisation}/contacts", new { name = $"甲{i}", position = "财务" }, key: $"trouble-{i}")).Expect(201);
        Assert.Equal(5, (await enterprise.GetAsync($"enterprises/{enterprise.Organisation}/contacts")).Expect(200).Count());
        await DrainedAsync();
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.OutOfMemory)]
    [InlineData(PostgresErrorCodes.IoError)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    public async Task What_the_server_has_no_room_for_is_refused_with_503_and_left_out_whole(string state)
    {
        var scenario = new Scenario(app);
        var enterprise = await scenario.EnterpriseAsync();
        await DrainedAsync();
        var sheet = new { sheet = scenario.NeedSheet(null) };
        var before = await CountAsync("select count(*) from market.mt_events");
        await RunAsync(
            $"""
             create function market.no_room() returns trigger language plpgsql as $$ begin raise exception 'no room' using errcode = '{state}'; end $$;
             create trigger no_room before insert on market.idempotency_answer for each row execute function market.no_room();
             create trigger no_room before update or insert on market.need for each row execute function market.no_room();
             """);

        Unavailable(await enterprise.PostAsync("needs", sheet, key: "trouble"));
        Unavailable(await enterprise.PostAsync("needs", sheet));
        Assert.Equal(before, await CountAsync("select count(*) from market.mt_events"));

        await RunAsync("drop function market.no_room() cascade");
        (await enterprise.PostAsync("needs", sheet, key: "trouble")).Expect(201);
        (await enterprise.PostAsync("needs", sheet, key: "trouble")).Expect(201);
        Assert.Equal(before + 1, await CountAsync("select count(*) from market.mt_events"));
    }

    [Fact]
    public async Task A_clock_that_jumps_forwards_and_back_loses_nothing_and_stops_nobody()
    {
        var scenario = new Scenario(app);
        var first = await scenario.EnterpriseAsync();
        await DrainedAsync();
        foreach (var jump in new[] { TimeSpan.FromDays(3), TimeSpan.FromDays(-5), TimeSpan.FromHours(-7), TimeSpan.FromDays(4) })
        {
            app.Clock.Advance(jump);
            var enterprise = await scenario.EnterpriseAsync();
            var sheet = new { sheet = scenario.NeedSheet(null) };
            var need = (await enterprise.PostAsync("needs", sheet, key: "one")).Expect(201);
            Assert.Equal(need.Id("needId"), (await enterprise.PostAsync("needs", sheet, key: "one")).Expect(201).Id("needId"));
            (await enterprise.MoveAsync($"needs/{need.Id("needId")}", "publication")).Expect(200);
            (await first.PostAsync($"enterprises/{first.Organisation}/contacts", new { name = $"乙 {jump}", position = "财务" })).Expect(201);
            await DrainedAsync();
        }

        Assert.Equal(0, await CountAsync("select count(*) from market.parked_event"));
        Assert.Equal(0, await CountAsync("select count(*) from market.mt_streams s where version <> (select count(*) from market.mt_events e where e.stream_id = s.id)"));
        Assert.Equal(4, (await first.GetAsync($"enterprises/{first.Organisation}/contacts")).Expect(200).Count());
        var rebuilder = new ProjectionRebuilder(
            app.Services.GetRequiredService<PostgresDatabase>(), app.Services.GetRequiredService<IEventStore>(), EventRegistry.Domain, TimeProvider.System);
        foreach (var projection in MarketServices.Projections) Assert.Empty(await rebuilder.VerifyAsync(projection, null, Token));
    }

    [Fact]
    public async Task A_parked_event_is_shown_to_the_operator_and_goes_away_when_its_replay_succeeds()
    {
        await new Scenario(app).EnterpriseAsync();
        await DrainedAsync();
        var name = (await app.AsOperator().GetAsync("operations/subscriptions")).Expect(200).Str("items.0.name");
        await RunAsync($"insert into market.parked_event (subscriber, seq_id, event_name, error, attempts, at) select '{name}', seq_id, type, 'X: y', 6, now() from market.mt_events where seq_id = 1");

        var parked = (await app.AsOperator().GetAsync("operations/parked-events")).Expect(200);
        Assert.Equal((1, name, "X: y"), (parked.Count(), parked.Str("items.0.subscription"), parked.Str("items.0.error")));
        Assert.Equal(1, (await app.AsOperator().GetAsync("operations/subscriptions")).Num("items.0.parked"));
        var path = $"operations/parked-events/{parked.Num("items.0.parkedEventId")}/replay";
        (await app.AsBureau().PostAsync(path)).ExpectProblem(403, "http.forbidden");
        (await app.AsBank(Guid.CreateVersion7()).GetAsync("operations/parked-events")).ExpectProblem(403, "http.forbidden");

        Assert.True((await app.AsOperator().PostAsync(path)).Expect(200)["handled"]!.GetValue<bool>());
        (await app.AsOperator().PostAsync(path)).ExpectProblem(404, "parked_event.unknown");
        Assert.Equal(0, (await app.AsOperator().GetAsync("operations/parked-events")).Expect(200).Count());
    }

    private static void Unavailable(ApiAnswer answer)
    {
        answer.ExpectProblem(503, "store.unavailable");
        Assert.True(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    private async Task DrainedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await app.Services.GetRequiredService<SubscriptionRunner>().DrainedAsync(TimeProvider.System, patience.Token);
    }

    private async Task AdministerAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await postgres.AdministratorAsync());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
