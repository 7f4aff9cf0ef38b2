using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>Who looked at a deal: each party reads its own people by name, the bureau reads all, and of the other side nobody reads more than that it looked.</summary>
public sealed class LookTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private DealDesk deal = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        deal = await (await new Scenario(app).DealAsync()).ToAsync("offered");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_partys_own_people_and_systems_stand_there_by_name_and_the_other_sides_do_not()
    {
        var account = new { userName = "an.officer", displayName = "王客户经理", role = "bank", password = "correct horse battery staple", organisationId = deal.Bank.Organisation };
        var user = (await app.AsOperator().PostAsync("identity/users", account)).Expect(201).Str("userId");
        var client = (await deal.Bank.PostAsync("identity/clients", new { name = "信贷系统", scopes = new[] { "read" } })).Expect(201).Str("clientId");
        (await app.As(new Caller(user, Role.Bank, deal.Bank.Organisation, null)).GetAsync($"{deal.Path}/offers/1/schedule")).Expect(200);
        (await app.As(new Caller($"client:{client}", Role.Bank, deal.Bank.Organisation, null)).GetAsync($"{deal.Path}/timeline")).Expect(200);
        (await deal.Enterprise.GetAsync($"needs/{deal.Need}/offers")).Expect(200);
        (await app.AsBureau().GetAsync(deal.Path)).Expect(200);

        var own = await LooksAsync(deal.Bank);
        Assert.Equal(("王客户经理", user, "schedule"), Told(own, "schedule"));
        Assert.Equal(("信贷系统", $"client:{client}", "timeline"), Told(own, "timeline"));
        Assert.All(own.Where(l => l["side"]!.GetValue<string>() == "enterprise"), AssertHidden);
        Assert.Contains(own, l => l["side"]!.GetValue<string>() == "enterprise" && l["organisationId"]!.GetValue<Guid>() == deal.Enterprise.Organisation);
        Assert.Contains(own, l => l["side"]!.GetValue<string>() == "bureau" && l["by"]!.GetValue<string>() == "bureau-130400");

        var theirs = await LooksAsync(deal.Enterprise);
        Assert.Contains(theirs, l => l["what"]!.GetValue<string>() == "comparison");
        Assert.Contains(theirs, l => l["side"]!.GetValue<string>() == "bank");
        Assert.All(theirs.Where(l => l["side"]!.GetValue<string>() == "bank"), AssertHidden);

        var all = await LooksAsync(app.AsBureau());
        Assert.Equal(("王客户经理", user, "schedule"), Told(all, "schedule"));
        Assert.Contains(all, l => l["what"]!.GetValue<string>() == "comparison" && l["by"]!.GetValue<string>() == deal.Enterprise.Caller!.Actor);
        Assert.All(await LooksAsync(deal.Bank, "?side=bank"), l => Assert.Equal("bank", l["side"]!.GetValue<string>()));
        (await deal.Bank.GetAsync($"{deal.Path}/looks?side=rival")).ExpectFlaw("side", "query.unreadable");

        var mine = (await app.As(new Caller(user, Role.Bank, deal.Bank.Organisation, null)).GetAsync("identity/me/export")).Expect(200);
        Assert.Contains("schedule", mine.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_again_within_minutes_is_one_look_of_a_party_and_each_one_of_the_bureau_and_a_refusal_is_none()
    {
        for (var i = 0; i < 3; i++)
        {
            foreach (var reader in new[] { deal.Bank, app.AsBureau() }) (await reader.GetAsync($"{deal.Path}/timeline")).Expect(200);
            (await app.AsBank(Guid.CreateVersion7()).GetAsync($"{deal.Path}/timeline")).Expect(404);
        }

        Assert.Equal(["bank", "bureau", "bureau", "bureau"], await SidesAsync());
        app.Clock.Offset += TimeSpan.FromMinutes(6);
        (await deal.Bank.GetAsync($"{deal.Path}/timeline")).Expect(200);
        Assert.Equal(["bank", "bank", "bureau", "bureau", "bureau"], await SidesAsync());

        async Task<IEnumerable<string>> SidesAsync() =>
            (await LooksAsync(app.AsBureau())).Where(l => l["what"]!.GetValue<string>() == "timeline").Select(l => l["side"]!.GetValue<string>()).Order();
    }

    [Fact]
    public async Task What_was_looked_at_just_before_the_host_stopped_is_written_down()
    {
        (await deal.Enterprise.GetAsync($"{deal.Path}/offers/1/schedule")).Expect(200);
        await app.RestartAsync();
        Assert.Contains((await app.AsBureau().GetAsync($"{deal.Path}/looks")).Expect(200).Json["items"]!.AsArray(), l => l!["what"]!.GetValue<string>() == "schedule");
    }

    [Fact]
    public async Task What_the_database_refuses_for_whatever_reason_is_tried_again_and_the_host_goes_on()
    {
        await app.ExecuteAsync(
            """
            create sequence market.refused_looks;
            create function market.refuse_look() returns trigger language plpgsql as
                $$ begin perform nextval('market.refused_looks'); raise exception 'Not now.'; end $$;
            create trigger refuse_look before insert on market.deal_look for each row execute function market.refuse_look();
            """);
        (await deal.Enterprise.GetAsync($"{deal.Path}/offers/1/schedule")).Expect(200);

        // Twice: a host that goes down over the first does not come to the second.
        var life = app.Services.GetRequiredService<IHostApplicationLifetime>();
        while (await RefusedAsync() < 2)
        {
            Assert.False(life.ApplicationStopping.IsCancellationRequested);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await app.ExecuteAsync("drop trigger refuse_look on market.deal_look");
        Assert.Contains(await LooksAsync(app.AsBureau()), l => l["what"]!.GetValue<string>() == "schedule");

        async Task<long> RefusedAsync() =>
            (await app.Services.GetRequiredService<IEventStore>().QueryAsync(
                new Sql("select last_value from refused_looks"), row => row.GetInt64(0), TestContext.Current.CancellationToken))[0];
    }

    private async Task<IReadOnlyList<JsonNode>> LooksAsync(MarketClient reader, string filter = "") =>
        [.. (await reader.GetAsync($"{deal.Path}/looks{filter}")).Expect(200).Json["items"]!.AsArray().Select(l => l!)];

    private static (string?, string, string) Told(IEnumerable<JsonNode> looks, string what)
    {
        var look = Assert.Single(looks, l => l["what"]!.GetValue<string>() == what);
        return (look["name"]?.GetValue<string>(), look["by"]!.GetValue<string>(), look["what"]!.GetValue<string>());
    }

    private static void AssertHidden(JsonNode look) =>
        Assert.Equal(("", "deal", null, null), (look["by"]!.GetValue<string>(), look["what"]!.GetValue<string>(), look["detail"]?.GetValue<string>(), look["name"]?.GetValue<string>()));
}
