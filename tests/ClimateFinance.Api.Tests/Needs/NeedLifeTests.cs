using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Needs;

/// <summary>What the marketplace itself records on a need: stale, lapsed, funded.</summary>
public sealed class NeedLifeTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario market = null!;

    private NeedKeeper Keeper => app.Services.GetRequiredService<NeedKeeper>();

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_need_that_nobody_confirms_goes_stale_after_ninety_days_and_lapses_thirty_days_later()
    {
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, null);
        app.Clock.Advance(TimeSpan.FromDays(89));
        await Keeper.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal("published", await StatusAsync(enterprise, need));

        app.Clock.Advance(TimeSpan.FromDays(1));
        await Task.WhenAll(Keeper.SweepAsync(TestContext.Current.CancellationToken), Keeper.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal("stale", await StatusAsync(enterprise, need));

        app.Clock.Advance(TimeSpan.FromDays(30));
        await Keeper.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal("lapsed", await StatusAsync(enterprise, need));
        Assert.Equal(4m, (await enterprise.GetAsync($"needs/{need}")).Num("version"));
    }

    [Fact]
    public async Task A_stale_need_that_is_confirmed_starts_its_days_anew()
    {
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, null);
        app.Clock.Advance(TimeSpan.FromDays(95));
        await Keeper.SweepAsync(TestContext.Current.CancellationToken);
        (await enterprise.MoveAsync($"needs/{need}", "reconfirmation")).Expect(200);
        app.Clock.Advance(TimeSpan.FromDays(60));
        await Keeper.SweepAsync(TestContext.Current.CancellationToken);

        Assert.Equal("published", await StatusAsync(enterprise, need));
    }

    [Fact]
    public async Task A_stale_need_with_an_open_deal_does_not_lapse()
    {
        var deal = await market.DealAsync();
        foreach (var days in new[] { 100, 40 })
        {
            app.Clock.Advance(TimeSpan.FromDays(days));
            await Keeper.SweepAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("stale", await StatusAsync(deal.Enterprise, deal.Need));
    }

    [Fact]
    public async Task A_deal_that_closes_with_money_funds_its_need_once()
    {
        var deal = await (await market.DealAsync()).ToAsync("drawing");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        (await deal.ByBankAsync("closure", new { outcome = "funded", reasonCode = "completed" })).Expect(200);
        await app.Services.GetRequiredService<SubscriptionRunner>().DrainedAsync(app.Clock, TestContext.Current.CancellationToken);
        await Keeper.RecordFundingAsync(deal.Id, TestContext.Current.CancellationToken);

        var need = (await deal.Enterprise.GetAsync($"needs/{deal.Need}")).Expect(200);
        Assert.Equal("published", need.Str("status"));
        Assert.Equal(10_000_000m, need.Num("fundedCny"));
    }

    private static async Task<string> StatusAsync(MarketClient enterprise, Guid need) => (await enterprise.GetAsync($"needs/{need}")).Expect(200).Str("status");
}
