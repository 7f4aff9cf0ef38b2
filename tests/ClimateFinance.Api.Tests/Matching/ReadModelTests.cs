using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class ReadModelTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task Needs_and_pairings_rebuilt_from_the_events_are_the_live_ones()
    {
        var stage = new MarketStage(app, "130100");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (second, gone) = await stage.BorrowerAsync();
        var (bank, _) = await stage.LenderAsync();
        var (_, declined) = await stage.LenderAsync();
        var pairings = await stage.PairingsAsync(enterprise, need);
        var first = $"pairings/{pairings.Single(p => p.Product != declined).Id}";
        (await bank.MoveAsync(first, "interest")).Expect(200);
        (await enterprise.MoveAsync(first, "interest")).Expect(200);
        (await enterprise.MoveAsync($"pairings/{pairings.Single(p => p.Product == declined).Id}", "decline", new { reasonCode = "rate" })).Expect(200);
        (await second.MoveAsync($"needs/{gone}", "withdrawal", new WithdrawNeed.Request("撤回"))).Expect(200);
        var now = (await enterprise.GetAsync($"needs/{need}")).Expect(200);
        (await enterprise.PutAsync($"needs/{need}", new ReviseNeed.Request(stage.Asked with { ProjectId = now.Id("projectId"), AmountCny = 90_000_000m }), now.ETag)).Expect(200);
        (await enterprise.MoveAsync($"needs/{need}", "publication")).Expect(200);
        (await enterprise.MoveAsync($"needs/{need}", "reconfirmation")).Expect(200);
        await stage.NeedAsync(second, null, published: false);
        await stage.SettledAsync();

        await Rebuilds.ExpectRebuiltAlikeAsync(app, new NeedProjection());
        await Rebuilds.ExpectRebuiltAlikeAsync(app, new PairingProjection());
    }

    [Fact]
    public async Task What_the_engine_does_twice_is_done_once()
    {
        var stage = new MarketStage(app, "130200");
        var (enterprise, need) = await stage.BorrowerAsync();
        for (var i = 0; i < 3; i++) await stage.LenderAsync();
        var before = await stage.PairingsAsync(enterprise, need);
        Assert.Equal(3, before.Count);

        // The whole history comes again, as after a crash before the checkpoint; on two nodes at once at that.
        var feed = await app.Services.GetRequiredService<IEventStore>().ReadFeedAsync(0, 5_000, CancellationToken.None);
        var round = app.Services.GetRequiredService<ProposalRound>();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            var affected = new Affected();
            foreach (var happened in feed) affected.Note(happened);
            await round.RunAsync(affected, CancellationToken.None);
        }));
        Assert.Equal(before, await stage.PairingsAsync(enterprise, need));
    }

    [Fact]
    public async Task Proposals_that_two_nodes_write_at_once_stand_once()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var banks = new List<MarketClient>();
        for (var i = 0; i < 3; i++) banks.Add(await stage.BankAsync());
        await stage.SettledAsync();

        // The running engine and two further rounds meet on the same three products.
        await Task.WhenAll(banks.Select(bank => stage.ProductAsync(bank)));
        var feed = await app.Services.GetRequiredService<IEventStore>().ReadFeedAsync(0, 5_000, CancellationToken.None);
        var round = app.Services.GetRequiredService<ProposalRound>();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            var affected = new Affected();
            foreach (var happened in feed) affected.Note(happened);
            await round.RunAsync(affected, CancellationToken.None);
        }));
        Assert.Equal(3, (await stage.PairingsAsync(enterprise, need)).Count);
    }
}
