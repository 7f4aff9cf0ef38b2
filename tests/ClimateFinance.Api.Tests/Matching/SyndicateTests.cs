using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class SyndicateTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_need_that_no_product_covers_gets_banks_that_cover_it_together()
    {
        var stage = new MarketStage(app, "130200");
        var (_, dear) = await stage.LenderAsync(terms => terms with { AmountMaxCny = 40_000_000m, AmountMinCny = 10_000_000m, SpreadMinBp = terms.SpreadMinBp + 5 });
        var (_, cheap) = await stage.LenderAsync(terms => terms with { AmountMaxCny = 40_000_000m, AmountMinCny = 10_000_000m });
        var (enterprise, need) = await stage.BorrowerAsync(sheet => sheet with { AmountCny = 60_000_000m, AmountLeastCny = 30_000_000m });
        await stage.SettledAsync();

        var answer = (await enterprise.GetAsync($"needs/{need}/syndicates")).Expect(200);

        Assert.Equal(("covered", 60_000_000m, 2), (answer.Str("outcome"), answer.Num("targetCny"), answer["candidates"]!.GetValue<int>()));
        Assert.Equal((cheap, 40_000_000m), (answer.Id("items.0.parts.0.productId"), answer.Num("items.0.parts.0.amountCny")));
        Assert.Equal((dear, 20_000_000m), (answer.Id("items.0.parts.1.productId"), answer.Num("items.0.parts.1.amountCny")));
        Assert.True(answer["items.0.parts.0.illustrative"]!.GetValue<bool>());
        Assert.Contains("60,000,000 yuan", answer.Str("items.0.words"), StringComparison.Ordinal);
        var chinese = (await enterprise.GetAsync($"needs/{need}/syndicates", language: "zh-CN")).Expect(200);
        Assert.Equal("zh-CN", chinese.Headers["Content-Language"]);
        Assert.Contains("2家银行", chinese.Str("items.0.words"), StringComparison.Ordinal);

        (await stage.Bureau.GetAsync($"needs/{need}/syndicates?limit=20")).Expect(200);
        (await stage.Bureau.GetAsync($"needs/{need}/syndicates?limit=21")).ExpectFlaw("limit", "number.out_of_range");
        (await app.AsBureau("130100").GetAsync($"needs/{need}/syndicates")).ExpectProblem(404, "need.unknown");
        (await app.AsEnterprise(Guid.NewGuid()).GetAsync($"needs/{need}/syndicates")).ExpectProblem(404, "need.unknown");
        (await app.AsBank(Guid.NewGuid()).GetAsync($"needs/{need}/syndicates")).Expect(403);
        (await app.AsOperator().GetAsync($"needs/{need}/syndicates")).Expect(403);
    }

    [Fact]
    public async Task A_need_that_is_covered_alone_or_not_published_gets_none_and_is_told_why()
    {
        var stage = new MarketStage(app, "130300");
        await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        var draft = await stage.NeedAsync(enterprise, await stage.ProjectAsync(enterprise), published: false);

        var alone = (await enterprise.GetAsync($"needs/{need}/syndicates")).Expect(200);
        Assert.Equal(("coveredAlone", 0), (alone.Str("outcome"), alone.Count()));
        var notLive = (await enterprise.GetAsync($"needs/{draft}/syndicates")).Expect(200);
        Assert.Equal("notLive", notLive.Str("outcome"));
        Assert.NotEmpty(notLive.Str("words"));
    }
}
