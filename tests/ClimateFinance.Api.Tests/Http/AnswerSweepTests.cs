using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Http;

public sealed class AnswerSweepTests(TestPostgres postgres)
{
    [Fact]
    public async Task Answers_older_than_72_hours_are_forgotten_and_younger_ones_kept()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var market = new Scenario(app);
        var bank = await market.BankAsync();
        (await bank.PostAsync("products", new { terms = market.ProductTerms() }, key: "old")).Expect(201);
        app.Clock.Advance(TimeSpan.FromHours(73));
        (await bank.PostAsync("products", new { terms = market.ProductTerms() }, key: "young")).Expect(201);

        var sweep = ActivatorUtilities.CreateInstance<AnswerSweep>(app.Services);
        Assert.Equal(1, await sweep.SweepAsync(TestContext.Current.CancellationToken));

        var left = await app.Services.GetRequiredService<IEventStore>().QueryAsync(
            new Sql("select key from idempotency_answer"), row => row.GetString(0), TestContext.Current.CancellationToken);
        Assert.Equal(["young"], left);
    }
}
