using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class PreviewPolicyTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_preview_says_what_would_appear_vanish_and_change_stores_nothing_and_comes_true()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var stage = new MarketStage(app, "130100");
        var (_, cheap) = await stage.LenderAsync(terms => terms with { SpreadMinBp = -60, SpreadMaxBp = 40, TermMinMonths = 80 });
        var (_, fitting) = await stage.LenderAsync(terms => terms with { SpreadMinBp = 40, SpreadMaxBp = 45 });
        var (enterprise, need) = await stage.BorrowerAsync();
        Assert.Equal(2, (await stage.PairingsAsync(enterprise, need)).Count);
        var before = (await stage.Bureau.GetAsync("matching/policy")).Expect(200);

        // Term fit is all that counts, and one product a need is enough.
        var zero = PolicyBody.Example.Weights with { Cost = 0, AmountCover = 0, Reduction = 0, CollateralFit = 0, Responsiveness = 0, Locality = 0 };
        var other = PolicyBody.Example with { EffectiveFrom = app.Today.AddYears(1), Weights = zero with { TermFit = 10_000 }, ProposalsPerNeed = 1 };
        var preview = (await stage.Bureau.PostAsync("matching/policy/preview", new PreviewPolicy.Request(other))).Expect(200);
        Assert.Equal((1, 2, 1), ((int)preview.Num("needs"), (int)preview.Num("before"), (int)preview.Num("after")));
        var fates = preview.Json["items"]!.AsArray().ToDictionary(i => i!["productId"]!.GetValue<Guid>(), i => i!);
        Assert.Equal("vanishes", fates[cheap]["fate"]!.GetValue<string>());
        Assert.Equal((1, 2), (fates[cheap]["rankBefore"]!.GetValue<int>(), fates[fitting]["rankBefore"]!.GetValue<int>()));
        Assert.Equal(("changes", 1, 10_000), (fates[fitting]["fate"]!.GetValue<string>(), fates[fitting]["rankAfter"]!.GetValue<int>(), fates[fitting]["scoreAfter"]!.GetValue<int>()));

        Assert.Equal(before.ETag, (await stage.Bureau.GetAsync("matching/policy")).ETag);
        Assert.Equal(2, (await stage.PairingsAsync(enterprise, need)).Count);

        // The same policy in force changes nothing; another region's bureau and the operator see no need.
        var same = (await stage.Bureau.PostAsync("matching/policy/preview", new PreviewPolicy.Request(PolicyBody.Example))).Expect(200);
        Assert.Equal((0, 0, 0, 0), ((int)same.Num("appears"), (int)same.Num("vanishes"), (int)same.Num("changes"), same.Count()));
        Assert.Equal(0, (int)(await app.AsBureau("130200").PostAsync("matching/policy/preview", new PreviewPolicy.Request(other))).Expect(200).Num("needs"));
        var counts = (await app.AsOperator().PostAsync("matching/policy/preview", new PreviewPolicy.Request(other))).Expect(200);
        Assert.Equal((1, 1, 0), ((int)counts.Num("vanishes"), (int)counts.Num("changes"), counts.Count()));

        // Adopted, it ranks the next need as it said.
        (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(other with { EffectiveFrom = app.Today }, "试行"), ifMatch: before.ETag)).Expect(200);
        var (second, next) = await stage.BorrowerAsync();
        Assert.Equal(fitting, Assert.Single(await stage.PairingsAsync(second, next)).Product);
    }

    [Fact]
    public async Task A_preview_is_checked_as_an_adoption_is_and_is_not_for_the_parties()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var sound = PolicyBody.Example;
        foreach (var (policy, code) in new[]
                 {
                     (sound with { Weights = sound.Weights with { Cost = 1 } }, "policy.weights_wrong_sum"),
                     (sound with { Weights = sound.Weights with { Cost = -1_000, AmountCover = 6_000 } }, "policy.limit_out_of_range"),
                     (sound with { LeastScore = 10_001 }, "policy.limit_out_of_range"),
                     (sound with { ProposalsPerNeed = 0 }, "policy.limit_out_of_range"),
                 })
            (await app.AsOperator().PostAsync("matching/policy/preview", new PreviewPolicy.Request(policy))).ExpectProblem(409, code);
        (await app.AsOperator().PostAsync("matching/policy/preview", new PreviewPolicy.Request(sound, 201))).ExpectFlaw("limit", "number.out_of_range");

        // An empty market has nothing to change.
        var empty = (await app.AsOperator().PostAsync("matching/policy/preview", new PreviewPolicy.Request(sound))).Expect(200);
        Assert.Equal((0, 0, 0), ((int)empty.Num("needs"), (int)empty.Num("before"), (int)empty.Num("after")));
        (await app.AsBank(Guid.NewGuid()).PostAsync("matching/policy/preview", new PreviewPolicy.Request(sound))).Expect(403);
        (await app.AsEnterprise(Guid.NewGuid()).PostAsync("matching/policy/preview", new PreviewPolicy.Request(sound))).Expect(403);
    }
}
