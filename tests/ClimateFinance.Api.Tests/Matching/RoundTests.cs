using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Rounds;
using Xunit;
using HoldRound = ClimateFinance.Api.Features.Matching.HoldRound;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class RoundTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_round_proposes_what_the_engine_did_not_and_nothing_twice()
    {
        var stage = new MarketStage(app, "130200");
        var book = (await app.AsOperator().GetAsync("matching/policy")).Expect(200);
        var policy = PolicyBody.Example with { EffectiveFrom = app.Today, ProposalsPerNeed = 1, LeastScore = 0 };
        (await app.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(policy, "每项需求只推荐一个"), ifMatch: book.ETag)).Expect(200);
        foreach (var _ in Enumerable.Range(0, 4)) await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        Assert.Equal("engine", Assert.Single(await stage.PairingsAsync(enterprise, need)).Origin);

        var held = await stage.Bureau.PostAsync("matching/rounds", Request(RoundMode.Exact), key: "round-1");
        var id = held.Expect(201).Id("roundId");
        Assert.Equal($"/api/v1/matching/rounds/{id}", held.Location);
        Assert.Equal((3, 4, 0), (held["proposals"]!.GetValue<int>(), held["eligible"]!.GetValue<int>(), held["gapParts"]!.GetValue<int>()));
        Assert.Equal(held.Num("total"), held.Num("bound"));

        var pairings = await stage.PairingsAsync(enterprise, need);
        Assert.Equal(3, pairings.Count(p => p.Origin == "round") + pairings.Count(p => p.Origin == "engine" && ProposedBy(id, p.Product)));
        Assert.Equal(pairings.Count, pairings.Select(p => p.Product).Distinct().Count());

        var again = await stage.Bureau.PostAsync("matching/rounds", Request(RoundMode.Exact), key: "round-1");
        Assert.Equal(id, again.Expect(201).Id("roundId"));
        (await stage.Bureau.PostAsync("matching/rounds", Request(RoundMode.NearOptimal))).Expect(201);
        Assert.Equal(pairings.Select(p => p.Id).Order(), (await stage.PairingsAsync(enterprise, need)).Select(p => p.Id).Order());

        var view = (await stage.Bureau.GetAsync($"matching/rounds/{id}")).Expect(200);
        Assert.Equal(3, view.Count("proposals"));
        Assert.All(view.Json["proposals"]!.AsArray(), p => Assert.NotNull(p!["pairingId"]));
        Assert.Equal("private", view.Str("ownership.1.ownership"));
        Assert.Equal((1, 1, 10_000), (view["ownership.1.needs"]!.GetValue<int>(), view["ownership.1.served"]!.GetValue<int>(), view["ownership.1.servedParts"]!.GetValue<int>()));
        Assert.True(view["round.illustrative"]!.GetValue<bool>());
        Assert.Equal(view.ETag, (await stage.Bureau.GetAsync($"matching/rounds/{id}")).Expect(200).ETag);

        bool ProposedBy(Guid round, Guid product) => stage.Bureau.GetAsync($"matching/rounds/{round}").GetAwaiter().GetResult()
            .Json["proposals"]!.AsArray().Any(p => p!["productId"]!.GetValue<Guid>() == product);
    }

    [Fact]
    public async Task A_proposed_round_pairing_can_be_recomputed_and_goes_the_way_of_every_pairing()
    {
        var stage = new MarketStage(app, "130300");
        var (bank, product) = await stage.LenderAsync(terms => terms with { QuotaCny = 400_000_000m });
        var (enterprise, need) = await stage.BorrowerAsync();
        (await stage.Bureau.PostAsync("matching/rounds", Request(RoundMode.Exact))).Expect(201);
        var pairing = Assert.Single(await stage.PairingsAsync(bank, need));
        Assert.Equal(product, pairing.Product);
        Assert.True((await bank.GetAsync($"pairings/{pairing.Id}/recomputation")).Expect(200)["equal"]!.GetValue<bool>());
        (await bank.MoveAsync($"pairings/{pairing.Id}", "interest")).Expect(200);
        (await enterprise.MoveAsync($"pairings/{pairing.Id}", "interest")).Expect(200);

        var next = (await stage.Bureau.PostAsync("matching/rounds", Request(RoundMode.Exact))).Expect(201);
        Assert.Equal(0, next["eligible"]!.GetValue<int>());
    }

    [Fact]
    public async Task Rounds_are_the_bureaus_of_their_region()
    {
        var stage = new MarketStage(app, "130500");
        await stage.BorrowerAsync();
        var id = (await stage.Bureau.PostAsync("matching/rounds", Request(RoundMode.NearOptimal))).Expect(201).Id("roundId");

        (await stage.Bureau.GetAsync($"matching/rounds/{id}")).Expect(200);
        (await app.AsBureau("130000").GetAsync($"matching/rounds/{id}")).Expect(200);
        (await app.AsBureau("130600").GetAsync($"matching/rounds/{id}")).ExpectProblem(404, "round.unknown");
        Assert.Contains(id, (await stage.Bureau.GetAsync("matching/rounds?mode=nearOptimal")).Expect(200).Json["items"]!.AsArray().Select(i => i!["roundId"]!.GetValue<Guid>()));
        Assert.Empty((await app.AsBureau("130600").GetAsync("matching/rounds")).Expect(200).Json["items"]!.AsArray());
        (await app.AsBureau("130600").PostAsync("matching/rounds", new HoldRound.Request(new RoundTermsBody("130500")))).ExpectProblem(403, "round.not_your_region");
        (await app.AsBureau("130000").PostAsync("matching/rounds", new HoldRound.Request(new RoundTermsBody("130500")))).Expect(201);
        foreach (var other in new[] { app.AsEnterprise(Guid.NewGuid()), app.AsBank(Guid.NewGuid()), app.AsOperator() })
        {
            (await other.GetAsync("matching/rounds")).Expect(403);
            (await other.GetAsync($"matching/rounds/{id}")).Expect(403);
            (await other.PostAsync("matching/rounds", Request(RoundMode.Exact))).Expect(403);
            (await other.PostAsync("matching/what-if", new PreviewRound.Request(new RoundTermsBody(), PolicyBody.Example))).Expect(403);
        }
    }

    [Fact]
    public async Task What_if_compares_two_policies_and_stores_nothing()
    {
        var stage = new MarketStage(app, "130700");
        await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        var before = await stage.PairingsAsync(enterprise, need);
        var none = PolicyBody.Example with { LeastScore = 10_000 };

        var answer = (await stage.Bureau.PostAsync("matching/what-if", new PreviewRound.Request(new RoundTermsBody(null, RoundMode.Exact), none))).Expect(200);

        Assert.Equal((1, 0), (answer["inForce.proposals"]!.GetValue<int>(), answer["whatIf.proposals"]!.GetValue<int>()));
        Assert.Equal((0, 1), (answer.Count("gained"), answer.Count("lost")));
        Assert.Equal(need, answer.Id("lost.0.needId"));
        Assert.Empty((await stage.Bureau.GetAsync("matching/rounds")).Expect(200).Json["items"]!.AsArray());
        Assert.Equal(before, await stage.PairingsAsync(enterprise, need));
        Assert.DoesNotContain(10_000, (await stage.Bureau.GetAsync("matching/policy")).Json["versions"]!.AsArray().Select(v => v!["policy"]!["leastScore"]!.GetValue<int>()));
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        var bureau = app.AsBureau("130800");
        var lopsided = PolicyBody.Example with { Weights = PolicyBody.Example.Weights with { Cost = 1 } };
        (await bureau.PostAsync("matching/what-if", new PreviewRound.Request(new RoundTermsBody(), lopsided))).ExpectProblem(409, "policy.weights_wrong_sum");
        var negative = PolicyBody.Example with { Weights = PolicyBody.Example.Weights with { Cost = -1 } };
        (await bureau.PostAsync("matching/what-if", new PreviewRound.Request(new RoundTermsBody(), negative))).ExpectProblem(409, "policy.limit_out_of_range");
        (await bureau.PostAsync("matching/what-if", new PreviewRound.Request(new RoundTermsBody("130900"), PolicyBody.Example))).ExpectProblem(403, "round.not_your_region");
        (await bureau.PostAsync("matching/rounds", new HoldRound.Request(new RoundTermsBody(QuotaPercent: 0)))).ExpectFlaw("terms.quotaPercent", "number.out_of_range");
        (await bureau.PostAsync("matching/rounds", new HoldRound.Request(new RoundTermsBody(CasesPerOfficer: 1_001)))).ExpectFlaw("terms.casesPerOfficer", "number.out_of_range");
        (await bureau.PostAsync("matching/rounds", new HoldRound.Request(new RoundTermsBody("999999")))).ExpectFlaw("terms.region", "region.unknown");

        var empty = (await bureau.PostAsync("matching/rounds", Request(RoundMode.Exact))).Expect(201);
        Assert.Equal((0, 0m), (empty["proposals"]!.GetValue<int>(), empty.Num("bound")));
        (await bureau.GetAsync($"matching/rounds/{Guid.NewGuid()}")).ExpectProblem(404, "round.unknown");
    }

    private static HoldRound.Request Request(RoundMode mode) => new(new RoundTermsBody(Mode: mode));
}
