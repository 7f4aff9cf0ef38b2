using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

/// <summary>What a new day does to the market, though nobody moved.</summary>
public sealed class MarketDayTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_validity_that_ends_takes_the_pairing_back_and_one_that_begins_brings_one()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var stage = new MarketStage(app, "130100");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (_, ending) = await stage.LenderAsync(terms => terms with { ValidTo = app.Today.AddDays(1) });
        var (bank, beginning) = await stage.LenderAsync(terms => terms with { ValidFrom = app.Today.AddDays(3) });
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));
        Assert.Equal(ending, before.Product);

        app.Clock.Advance(TimeSpan.FromDays(3));
        var after = await UntilAsync(stage, enterprise, need, rows => rows.Any(r => r.Status == "superseded") && rows.Any(r => r.Product == beginning));
        Assert.Equal(("superseded", "productExpired"), (after.Single(r => r.Id == before.Id).Status, after.Single(r => r.Id == before.Id).Reason));
        Assert.Equal("proposed", after.Single(r => r.Product == beginning).Status);
        Assert.Equal(need, (await bank.GetAsync($"products/{beginning}/matches")).Expect(200).Id("items.0.needId"));

        // The same day again, as after a restart, changes nothing.
        await app.RestartAsync();
        Assert.Equal(after, await stage.PairingsAsync(app.AsEnterprise(enterprise.Organisation), need));
    }

    [Fact]
    public async Task A_policy_for_later_decides_from_its_day_on()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var stage = new MarketStage(app, "130200");
        var book = (await app.AsOperator().GetAsync("matching/policy")).Expect(200);
        var strict = PolicyBody.Example with { EffectiveFrom = app.Today.AddDays(2), LeastScore = 0, ProposalsPerNeed = 1 };
        (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(strict, "收紧"), ifMatch: book.ETag)).Expect(200);

        for (var i = 0; i < 2; i++) await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        Assert.Equal(2, (await stage.PairingsAsync(enterprise, need)).Count);
        Assert.Equal(1, (await enterprise.GetAsync($"needs/{need}/matches")).Num("policyVersion"));

        app.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, (await enterprise.GetAsync($"needs/{need}/matches")).Num("policyVersion"));
        var (second, other) = await stage.BorrowerAsync();
        Assert.Single(await stage.PairingsAsync(second, other));
        var pairing = (await stage.PairingsAsync(second, other))[0].Id;
        Assert.Equal(2, (await second.GetAsync($"pairings/{pairing}")).Num("pairing.policyVersion"));
    }

    private static async Task<IReadOnlyList<PairingRow>> UntilAsync(
        MarketStage stage, MarketClient caller, Guid need, Func<IReadOnlyList<PairingRow>, bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var rows = await stage.PairingsAsync(caller, need);
            if (reached(rows)) return rows;
            if (patience.IsCancellationRequested) Assert.Fail($"Not reached: {string.Join("; ", rows)}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
