using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class AdoptPolicyTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_policy_is_adopted_once_by_those_who_raced_and_read_by_everyone()
    {
        var first = (await app.AsEnterprise(Guid.NewGuid()).GetAsync("matching/policy")).Expect(200);
        var adopted = first.Count("versions");
        var request = new AdoptPolicy.Request(PolicyBody.Example with { EffectiveFrom = app.Today, BankSlotsPerNeed = 4 }, "扩大对接银行数量");

        var answers = await Task.WhenAll(
            app.AsOperator().PostAsync("matching/policy", request, ifMatch: first.ETag),
            app.AsBureau().PostAsync("matching/policy", request, ifMatch: first.ETag));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Single(answers, answer => answer.Status == 412);

        var after = (await app.AsBank(Guid.NewGuid()).GetAsync("matching/policy")).Expect(200);
        Assert.Equal(adopted + 1, after["inForceVersion"]!.GetValue<int>());
        Assert.Equal(4, after["versions.0.policy.bankSlotsPerNeed"]!.GetValue<int>());
        Assert.Equal("扩大对接银行数量", after.Str("versions.0.reason"));
    }

    [Fact]
    public async Task A_policy_for_later_does_not_decide_yet()
    {
        var before = (await app.AsOperator().GetAsync("matching/policy")).Expect(200);
        var later = new AdoptPolicy.Request(PolicyBody.Example with { EffectiveFrom = app.Today.AddDays(10) }, "明年起");
        (await app.AsOperator().PostAsync("matching/policy", later, ifMatch: before.ETag)).Expect(200);
        var after = (await app.AsOperator().GetAsync("matching/policy")).Expect(200);
        Assert.Equal(before["inForceVersion"]!.GetValue<int>(), after["inForceVersion"]!.GetValue<int>());
        Assert.Equal(before.Count("versions") + 1, after.Count("versions"));
    }

    [Fact]
    public async Task A_policy_that_does_not_add_up_or_looks_back_is_refused_and_parties_adopt_none()
    {
        var book = (await app.AsOperator().GetAsync("matching/policy")).Expect(200);
        var sound = PolicyBody.Example with { EffectiveFrom = app.Today };
        var lopsided = sound with { Weights = sound.Weights with { Cost = 1 } };
        (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(lopsided, "x"), ifMatch: book.ETag))
            .ExpectProblem(409, "policy.weights_wrong_sum");
        (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(sound with { EffectiveFrom = app.Today.AddDays(-1) }, "x"), ifMatch: book.ETag))
            .ExpectProblem(409, "policy.effective_in_past");
        (await app.AsBank(Guid.NewGuid()).PostAsync("matching/policy", new AdoptPolicy.Request(sound, "x"), ifMatch: book.ETag)).Expect(403);
        (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(sound, "x"))).ExpectProblem(428, "etag.missing");
    }
}
