using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class MatchesTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task Both_directions_give_what_the_engine_gives_on_the_same_facts()
    {
        var stage = new MarketStage(app, "130100");
        var lenders = new List<(MarketClient Bank, Guid Product)>();
        for (var i = 0; i < 4; i++)
        {
            var spread = -60 + (20 * i);
            lenders.Add(await stage.LenderAsync(terms => terms with { SpreadMinBp = spread, SpreadMaxBp = 40 }));
        }

        var borrowers = new List<(MarketClient Enterprise, Guid Need)>();
        for (var i = 0; i < 3; i++)
        {
            var amount = 30_000_000m + (20_000_000m * i);
            borrowers.Add(await stage.BorrowerAsync(sheet => sheet with { AmountCny = amount, AmountLeastCny = amount / 2 }));
        }

        var (needs, products, context) = await FactsAsync();
        foreach (var (enterprise, need) in borrowers)
        {
            var expected = Matcher.MatchNeed(needs.Single(n => n.Need.Value == need), products, context, 20);
            var given = (await enterprise.GetAsync($"needs/{need}/matches")).Expect(200);
            Assert.Equal(4, given["eligible"]!.GetValue<int>());
            Assert.Equal(
                expected.Items.Select(m => (m.Product.Product.Value, m.Evaluation.Score, m.Evaluation.Cover.Value, m.Key.LowestAllIn.Value)),
                given.Json["items"]!.AsArray().Select(i => (
                    i!["productId"]!.GetValue<Guid>(), i["score"]!.GetValue<int>(), i["coverCny"]!.GetValue<decimal>(), i["lowestRateBp"]!.GetValue<int>())));
        }

        foreach (var (bank, product) in lenders)
        {
            var expected = Matcher.MatchProduct(products.Single(p => p.Product.Value == product), needs, context, 20);
            var given = (await bank.GetAsync($"products/{product}/matches")).Expect(200);
            Assert.Equal(3, given["eligible"]!.GetValue<int>());
            Assert.Equal(
                expected.Items.Select(m => (m.Need.Need.Value, m.Evaluation.Score, m.Evaluation.Cover.Value)),
                given.Json["items"]!.AsArray().Select(i => (
                    i!["needId"]!.GetValue<Guid>(), i["score"]!.GetValue<int>(), i["coverCny"]!.GetValue<decimal>())));
        }

        Assert.Equal(2, (await borrowers[0].Enterprise.GetAsync($"needs/{borrowers[0].Need}/matches?limit=2")).Expect(200).Count());
        (await borrowers[0].Enterprise.GetAsync($"needs/{borrowers[0].Need}/matches?limit=0")).ExpectFlaw("limit", "number.out_of_range");
    }

    [Fact]
    public async Task A_near_miss_says_what_would_have_to_change()
    {
        var stage = new MarketStage(app, "130200");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (_, product) = await stage.LenderAsync(terms => terms with { TermMinMonths = 96, TermMaxMonths = 180 });

        var without = (await enterprise.GetAsync($"needs/{need}/matches")).Expect(200);
        Assert.Equal(0, without.Count());
        Assert.Null(without["nearMisses"]);
        var with = (await enterprise.GetAsync($"needs/{need}/matches?include=nearMisses", language: "en")).Expect(200);

        // Products of other tests, in other cities, miss this need by their region alone and may stand before it.
        var miss = Assert.Single(with["nearMisses"]!.AsArray(), m => m!["productId"]!.GetValue<Guid>() == product)!;
        Assert.Equal("term", Assert.Single(miss["misses"]!.AsArray())!["criterion"]!.GetValue<string>());
        Assert.Contains("96 months", miss["changes"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matches_are_for_the_sides_themselves_and_the_bureau_of_the_region()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var (other, _) = await stage.LenderAsync();

        (await stage.Bureau.GetAsync($"needs/{need}/matches")).Expect(200);
        (await app.AsBureau("130400").GetAsync($"needs/{need}/matches")).ExpectProblem(404, "need.unknown");
        (await app.AsEnterprise(Guid.NewGuid()).GetAsync($"needs/{need}/matches")).ExpectProblem(404, "need.unknown");
        (await bank.GetAsync($"needs/{need}/matches")).Expect(403);
        (await other.GetAsync($"products/{product}/matches")).ExpectProblem(404, "product.unknown");
        (await enterprise.GetAsync($"products/{product}/matches")).Expect(403);
        Assert.Equal(need, (await stage.Bureau.GetAsync($"products/{product}/matches")).Expect(200).Id("items.0.needId"));
        Assert.Equal(0, (await app.AsBureau("130400").GetAsync($"products/{product}/matches")).Expect(200).Count());
    }

    private async Task<(IReadOnlyList<NeedFacts> Needs, IReadOnlyList<ProductFacts> Products, MatchContext Context)> FactsAsync()
    {
        var store = app.Services.GetRequiredService<IEventStore>();
        var rules = app.Services.GetRequiredService<Rulebook>();
        var needs = await store.QueryAsync(new Sql(MarketFacts.Needs), MarketFacts.Need, CancellationToken.None);
        var products = await store.QueryAsync(new Sql(MarketFacts.Products), MarketFacts.Product, CancellationToken.None);
        var basis = new EvaluationBasis(app.Today, rules.Rates.On(app.Today), rules.Policy.Version);
        return ([.. needs.Select(n => n.Facts)], [.. products.Select(p => p.Facts)], new MatchContext(basis, rules.Policy, MatchContext.NoHistory));
    }
}
