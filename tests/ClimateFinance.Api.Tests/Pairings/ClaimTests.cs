using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Pairings;

public sealed class ClaimTests(MarketApp app) : IClassFixture<MarketApp>
{
    /// <summary>Ten better products fill what the engine proposes, so that the eleventh is eligible and not proposed.</summary>
    private static async Task<(MarketClient Enterprise, Guid Need, MarketClient Bank, Guid Product)> EleventhAsync(MarketStage stage)
    {
        var (bank, product) = await stage.LenderAsync(terms => terms with { SpreadMinBp = 40, SpreadMaxBp = 50 });
        for (var i = 0; i < 10; i++) await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        Assert.Empty(await stage.PairingsAsync(bank, need));
        return (enterprise, need, bank, product);
    }

    [Fact]
    public async Task A_bank_finds_an_eligible_need_by_its_product_claims_it_and_the_enterprises_word_opens_the_deal()
    {
        var stage = new MarketStage(app, "130100");
        var (enterprise, need, bank, product) = await EleventhAsync(stage);
        (await bank.GetAsync($"needs/{need}")).ExpectProblem(404, "need.unknown");

        var found = (await bank.GetAsync($"products/{product}/matches")).Expect(200);
        Assert.Equal(need, found.Id("items.0.needId"));
        Assert.Null(found["items.0.enterpriseId"]);
        Assert.Null(found["items.0.pairingId"]);

        var claim = (await bank.PostAsync("pairings", new ProposePairing.Request(need, product))).Expect(201);
        Assert.Equal("bankInterested", claim.Str("status"));
        var pairing = $"pairings/{claim.Id("pairingId")}";
        Assert.Equal($"/api/v1/{pairing}", claim.Location);
        Assert.Equal("claim", (await enterprise.GetAsync(pairing)).Str("pairing.origin"));
        (await bank.GetAsync($"needs/{need}")).Expect(200);
        (await bank.PostAsync("pairings", new ProposePairing.Request(need, product))).ExpectProblem(409, "pairing.exists_already");

        Assert.Equal("mutual", (await enterprise.MoveAsync(pairing, "interest")).Expect(200).Str("status"));
        await stage.SettledAsync();
        Assert.Equal("mutual", (await enterprise.GetAsync(pairing)).Str("pairing.status"));
    }

    [Fact]
    public async Task A_bank_claims_only_what_it_is_eligible_for()
    {
        var stage = new MarketStage(app, "130200");
        var (_, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync(terms => terms with { TermMinMonths = 120, TermMaxMonths = 180, Purposes = [FinancingPurpose.WorkingCapital] });

        // Without a product that fits, the bank is not to know that there is such a need.
        (await bank.PostAsync("pairings", new ProposePairing.Request(need, product))).ExpectProblem(404, "need.unknown");
        await stage.ProductAsync(bank);
        var refused = (await bank.PostAsync("pairings", new ProposePairing.Request(need, product))).ExpectProblem(409, "pairing.not_eligible");
        Assert.Equal("Purpose, Term", refused.Str("figures.criteria"));
    }

    [Fact]
    public async Task A_claim_names_ones_own_product_and_a_need_on_the_market()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var draft = await stage.NeedAsync(enterprise, null, published: false);
        var (bank, product) = await stage.LenderAsync();
        var (other, _) = await stage.LenderAsync();

        (await other.PostAsync("pairings", new ProposePairing.Request(need, product))).ExpectProblem(404, "product.unknown");
        (await bank.PostAsync("pairings", new ProposePairing.Request(draft, product))).ExpectProblem(404, "need.unknown");
        (await bank.PostAsync("pairings", new ProposePairing.Request(Guid.NewGuid(), product))).ExpectProblem(404, "need.unknown");
        (await enterprise.PostAsync("pairings", new ProposePairing.Request(need, product))).Expect(403);
    }

    [Fact]
    public async Task The_bureau_introduces_within_its_region_and_states_nobodys_interest()
    {
        var stage = new MarketStage(app, "130400");
        var (_, need, bank, product) = await EleventhAsync(stage);
        (await app.AsBureau("130500").PostAsync("pairings", new ProposePairing.Request(need, product))).ExpectProblem(404, "need.unknown");

        var made = (await stage.Bureau.PostAsync("pairings", new ProposePairing.Request(need, product))).Expect(201);
        Assert.Equal("proposed", made.Str("status"));
        var seen = (await bank.GetAsync($"pairings/{made.Id("pairingId")}")).Expect(200);
        Assert.Equal("introduction", seen.Str("pairing.origin"));
    }

    [Fact]
    public async Task Claims_that_race_make_one_pairing()
    {
        var stage = new MarketStage(app, "130500");
        var (_, need, bank, product) = await EleventhAsync(stage);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => bank.PostAsync("pairings", new ProposePairing.Request(need, product))));
        Assert.Single(answers, answer => answer.Status == 201);
        foreach (var late in answers.Where(answer => answer.Status != 201)) late.ExpectProblem(409, "pairing.exists_already");
    }
}
