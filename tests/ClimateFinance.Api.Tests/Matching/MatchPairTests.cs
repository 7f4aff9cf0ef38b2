using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class MatchPairTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task Every_criterion_is_explained_for_a_pair_that_fits_and_for_one_that_does_not()
    {
        var stage = new MarketStage(app, "130100");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (_, fits) = await stage.LenderAsync();
        var (_, misses) = await stage.LenderAsync(terms => terms with { TermMinMonths = 96, TermMaxMonths = 180 });
        var (_, far) = await stage.LenderAsync(terms => terms with
        {
            TermMinMonths = 96,
            TermMaxMonths = 180,
            Purposes = [FinancingPurpose.WorkingCapital],
            Industries = ["D44"],
        });

        var good = (await enterprise.GetAsync($"needs/{need}/matches/{fits}")).Expect(200);
        Assert.True(good["eligible"]!.GetValue<bool>());
        Assert.Equal((14, 7, 0), (good.Count("criteria"), good.Count("pieces"), good.Count("misses")));
        Assert.Null(good["options"]);
        Assert.NotNull((await UntilPairedAsync(stage, enterprise, need, fits))["pairingId"]);

        var near = (await enterprise.GetAsync($"needs/{need}/matches/{misses}", language: "en")).Expect(200);
        Assert.False(near["eligible"]!.GetValue<bool>());
        Assert.Equal("term", Assert.Single(near.Json["misses"]!.AsArray())!.GetValue<string>());
        var changes = near.Json["options"]!.AsArray().Select(o => o!["changes"]![0]!).ToArray();
        Assert.Equal(
            [("need", "termMaxMonths", "84", "96"), ("product", "termMinMonths", "96", "84")],
            changes.Select(c => (c["side"]!.GetValue<string>(), c["field"]!.GetValue<string>(), c["from"]!.GetValue<string>(), c["to"]!.GetValue<string>())));
        Assert.Contains("96 months", near.Str("changes.0"), StringComparison.Ordinal);
        Assert.Contains("96 个月", (await enterprise.GetAsync($"needs/{need}/matches/{misses}", language: "zh-CN")).Str("changes.0"), StringComparison.Ordinal);

        var none = (await enterprise.GetAsync($"needs/{need}/matches/{far}")).Expect(200);
        Assert.Equal(3, none.Count("misses"));
        Assert.Null(none["options"]);
    }

    [Fact]
    public async Task A_bank_is_told_of_a_need_that_it_may_know_and_of_no_other()
    {
        var stage = new MarketStage(app, "130200");
        var (_, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync(terms => terms with { SpreadMinBp = 90, SpreadMaxBp = 120 });
        var (other, _) = await stage.LenderAsync();

        // None of its products serves it: it is not its to know, though it misses by the rate alone.
        (await bank.GetAsync($"needs/{need}/matches/{product}")).ExpectProblem(404, "need.unknown");
        var mirror = (await bank.GetAsync($"products/{product}/matches?include=nearMisses", language: "en")).Expect(200);

        // Needs of other tests, in other cities, miss by their region too and stand behind.
        var miss = mirror.Json["nearMisses"]!.AsArray()[0]!;
        Assert.Null(miss["needId"]);
        Assert.Null(miss["enterpriseId"]);
        Assert.Equal("rate", Assert.Single(miss["misses"]!.AsArray())!["criterion"]!.GetValue<string>());
        Assert.Contains("lowest all-in rate", string.Join(' ', miss["changes"]!.AsArray().Select(c => c!.GetValue<string>())), StringComparison.Ordinal);
        Assert.DoesNotContain(need.ToString(), mirror.Text, StringComparison.Ordinal);

        // With a second product that serves it, the need is known and the first product's miss is told in full, anonymously.
        await stage.ProductAsync(bank);
        var told = (await bank.GetAsync($"needs/{need}/matches/{product}")).Expect(200);
        Assert.Equal("rate", told.Str("misses.0"));
        Assert.Null(told["enterpriseId"]);
        Assert.Equal("130200", told.Str("criteria.1.asked.region"));
        Assert.Null(told["criteria.5.asked.investmentCny"]);

        (await other.GetAsync($"needs/{need}/matches/{product}")).ExpectProblem(404, "product.unknown");
        (await bank.GetAsync($"needs/{Guid.NewGuid()}/matches/{product}")).ExpectProblem(404, "need.unknown");
    }

    [Fact]
    public async Task A_pair_is_for_the_two_sides_and_the_bureau_of_the_region()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var draft = await stage.ProductAsync(bank, published: false);
        var path = $"needs/{need}/matches/{product}";

        Assert.Equal(enterprise.Organisation, (await stage.Bureau.GetAsync(path)).Expect(200).Id("enterpriseId"));
        (await app.AsBureau("130400").GetAsync(path)).ExpectProblem(404, "need.unknown");
        (await app.AsEnterprise(Guid.NewGuid()).GetAsync(path)).ExpectProblem(404, "need.unknown");
        (await enterprise.GetAsync($"needs/{need}/matches/{draft}")).ExpectProblem(404, "product.unknown");
        (await enterprise.GetAsync($"needs/{need}/matches/{Guid.NewGuid()}")).ExpectProblem(404, "product.unknown");
        (await app.AsOperator().GetAsync(path)).Expect(403);
        Assert.Equal(401, (await app.Anonymous().GetAsync(path)).Status);

        (await bank.MoveAsync($"pairings/{(await UntilPairedAsync(stage, enterprise, need, product)).Id("pairingId")}", "decline", new DeclinePairing.Request("capacity"))).Expect(200);
        var declined = (await enterprise.GetAsync(path)).Expect(200);
        Assert.Equal("notExcluded", declined.Str("misses.0"));
        Assert.Equal(0, declined.Count("options"));
    }

    [Fact]
    public async Task The_bureau_sees_the_near_misses_of_a_product_by_name_in_its_region_only()
    {
        var stage = new MarketStage(app, "130400");
        var (_, need) = await stage.BorrowerAsync();
        var (_, product) = await stage.LenderAsync(terms => terms with { TermMinMonths = 96, TermMaxMonths = 180 });

        var own = (await stage.Bureau.GetAsync($"products/{product}/matches?include=nearMisses")).Expect(200);
        Assert.Equal(need, own.Id("nearMisses.0.needId"));
        Assert.Equal(0, (await app.AsBureau("130500").GetAsync($"products/{product}/matches?include=nearMisses")).Expect(200).Count("nearMisses"));
        Assert.Null((await stage.Bureau.GetAsync($"products/{product}/matches")).Expect(200)["nearMisses"]);
    }

    private static async Task<ApiAnswer> UntilPairedAsync(MarketStage stage, MarketClient caller, Guid need, Guid product)
    {
        await stage.SettledAsync();
        return (await caller.GetAsync($"needs/{need}/matches/{product}")).Expect(200);
    }
}
