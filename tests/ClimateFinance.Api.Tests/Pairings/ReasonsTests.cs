using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Pairings;

public sealed class ReasonsTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_pairing_shows_every_criterion_and_every_piece_in_figures_and_in_the_callers_language()
    {
        var stage = new MarketStage(app, "130100");
        var (enterprise, need) = await stage.BorrowerAsync();
        await stage.LenderAsync();
        var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(enterprise, need)).Id}";

        var english = (await enterprise.GetAsync(pairing, language: "en")).Expect(200);
        var chinese = (await enterprise.GetAsync(pairing, language: "zh-CN")).Expect(200);
        Assert.Equal("zh-CN", chinese.Headers["Content-Language"]);
        Assert.Equal(14, english.Count("criteria"));
        Assert.Equal(7, english.Count("pieces"));
        Assert.All(english.Json["criteria"]!.AsArray(), criterion => Assert.True(criterion!["passed"]!.GetValue<bool>()));
        Assert.Equal(
            english.Num("pairing.score"), english.Json["pieces"]!.AsArray().Sum(piece => piece!["points"]!.GetValue<decimal>()));
        Assert.StartsWith("Term holds:", english.Str("criteria.7.words"), StringComparison.Ordinal);
        Assert.StartsWith("期限符合：", chinese.Str("criteria.7.words"), StringComparison.Ordinal);
        Assert.NotEqual(english.ETag, chinese.ETag);
        Assert.Equal(304, (await enterprise.GetAsync(pairing, ifNoneMatch: english.ETag, language: "en")).Status);
    }

    [Fact]
    public async Task An_enterprise_does_not_see_a_quota_beyond_what_it_asks_for_and_the_bank_does()
    {
        var stage = new MarketStage(app, "130200");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, _) = await stage.LenderAsync(terms => terms with { QuotaCny = 777_000_000m });
        var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(enterprise, need)).Id}";

        Assert.Equal("60000000.00", (await enterprise.GetAsync(pairing)).Str("criteria.6.offered.quotaLeftCny"));
        Assert.Equal("777000000.00", (await bank.GetAsync(pairing)).Str("criteria.6.offered.quotaLeftCny"));
        Assert.Equal("60000000.00", (await enterprise.GetAsync($"needs/{need}/matches")).Str("items.0.criteria.6.offered.quotaLeftCny"));
    }

    [Fact]
    public async Task A_score_recomputed_from_its_stored_inputs_is_equal_also_after_a_new_policy_and_later_revisions()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var row = Assert.Single(await stage.PairingsAsync(enterprise, need));
        var path = $"pairings/{row.Id}/recomputation";

        foreach (var caller in new[] { enterprise, bank, stage.Bureau })
        {
            var same = (await caller.GetAsync(path)).Expect(200);
            Assert.True(same["equal"]!.GetValue<bool>(), same.Text);
            Assert.Equal(row.Score, same["recomputedScore"]!.GetValue<int>());
            Assert.Equal(7, same.Count("pieces"));
        }

        var book = (await app.AsOperator().GetAsync("matching/policy")).Expect(200);
        var next = PolicyBody.Example with
        {
            EffectiveFrom = app.Today,
            Weights = PolicyBody.Example.Weights with { Cost = 2_000, AmountCover = 3_000 },
        };
        var adopted = (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(next, "试行"), ifMatch: book.ETag)).Expect(200);
        var version = adopted["policyVersion"]!.GetValue<int>();
        var after = (await enterprise.GetAsync(path)).Expect(200);
        Assert.True(after["equal"]!.GetValue<bool>(), after.Text);
        Assert.Equal(version - 1, after["policyVersion"]!.GetValue<int>());
        Assert.Equal(version, (await enterprise.GetAsync($"needs/{need}/matches")).Expect(200)["policyVersion"]!.GetValue<int>());

        var etag = (await bank.GetAsync($"products/{product}")).ETag;
        (await bank.PutAsync($"products/{product}", new ReviseProduct.Request(stage.Offered with { SpreadMinBp = -40 }), etag)).Expect(200);
        (await bank.MoveAsync($"products/{product}", "publication")).Expect(200);
        await stage.SettledAsync();
        var revised = (await enterprise.GetAsync(path)).Expect(200);
        Assert.True(revised["equal"]!.GetValue<bool>(), revised.Text);
        Assert.Equal(row.Score, revised["recomputedScore"]!.GetValue<int>());
    }
}
