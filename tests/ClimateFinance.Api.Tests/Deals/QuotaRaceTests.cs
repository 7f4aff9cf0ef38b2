using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>Officers who offer on one product at the same moment never promise more than its quota.</summary>
public sealed class QuotaRaceTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Racing_offers_never_exceed_the_quota_and_the_losers_hear_the_figures()
    {
        var bank = await market.BankAsync();
        var product = await market.ProductAsync(bank, terms => terms["quotaCny"] = 100_000_000m);
        var deals = new List<DealDesk>();
        for (var i = 0; i < 5; i++) deals.Add(await (await market.DealAsync(bank, product)).ToAsync("dueDiligence"));

        var answers = await Task.WhenAll(deals.Select(deal => deal.ByBankAsync("offers", deal.Offer(40_000_000m))));

        Assert.Equal(2, answers.Count(a => a.Status == 200));
        foreach (var refused in answers.Where(a => a.Status != 200))
            Assert.Equal(20_000_000m, refused.ExpectProblem(409, "offer.exceeds_quota").Num("figures.quotaLeftCny"));
        var quota = (await bank.GetAsync($"products/{product}/quota")).Expect(200);
        Assert.Equal(80_000_000m, quota.Num("reservedCny"));
        Assert.Equal(20_000_000m, quota.Num("leftCny"));
    }

    [Fact]
    public async Task A_quota_is_not_revised_below_what_is_promised_even_while_an_offer_is_made()
    {
        var bank = await market.BankAsync();
        var product = await market.ProductAsync(bank, terms => terms["quotaCny"] = 100_000_000m);
        var deal = await (await market.DealAsync(bank, product)).ToAsync("dueDiligence");
        var read = (await bank.GetAsync($"products/{product}")).Expect(200);
        (await bank.PutAsync($"products/{product}", new { terms = market.ProductTerms(terms => terms["quotaCny"] = 30_000_000m) }, read.ETag)).Expect(200);

        var both = await Task.WhenAll(deal.ByBankAsync("offers", deal.Offer(40_000_000m)), bank.MoveAsync($"products/{product}", "publication"));

        Assert.Single(both, a => a.Status == 200);
        Assert.Contains(both, a => a.Status == 409 && a.Str("code") is "offer.exceeds_quota" or "product.quota_below_committed");
        var quota = (await bank.GetAsync($"products/{product}/quota")).Expect(200);
        Assert.True(quota.Num("leftCny") >= 0m, quota.Text);
    }

    [Fact]
    public async Task Of_two_moves_on_the_same_version_one_wins_and_the_other_is_told_to_read_again()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");
        var etag = (await deal.Bank.GetAsync(deal.Path)).ETag;

        var both = await Task.WhenAll(
            deal.Enterprise.PostAsync($"{deal.Path}/offers/1/acceptance", ifMatch: etag),
            deal.Bank.PostAsync($"{deal.Path}/offers/1/withdrawal", new { reason = "撤回" }, ifMatch: etag));

        Assert.Single(both, a => a.Status == 200);
        Assert.Single(both, a => a.Status == 412 && a.Str("code") == "etag.stale");
    }

    [Fact]
    public async Task Interest_of_both_sides_at_once_opens_exactly_one_deal()
    {
        var bank = await market.BankAsync();
        var product = await market.ProductAsync(bank);
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise));
        var pairing = await market.ProposedAsync(bank, need, product);
        var etag = (await bank.GetAsync($"pairings/{pairing}")).ETag;

        var both = await Task.WhenAll(
            bank.PostAsync($"pairings/{pairing}/interest", ifMatch: etag), enterprise.PostAsync($"pairings/{pairing}/interest", ifMatch: etag));
        var loser = both[0].Status == 412 ? bank : enterprise;
        Assert.Single(both, a => a.Status == 200);
        Assert.Single(both, a => a.Status == 412);
        (await loser.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);

        Assert.Equal(1, (await bank.GetAsync($"deals?needId={need}")).Expect(200).Count());
    }

    [Fact]
    public async Task A_need_is_in_contact_with_at_most_three_banks_even_when_four_answer_at_once()
    {
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise));
        var pairings = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            var bank = await market.BankAsync();
            var pairing = await market.ProposedAsync(bank, need, await market.ProductAsync(bank));
            (await bank.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);
            pairings.Add(pairing);
        }

        var answers = await Task.WhenAll(pairings.Select(pairing => enterprise.MoveAsync($"pairings/{pairing}", "interest")));

        // The fourth claimed last and waits in line, however much the enterprise wants it.
        Assert.Equal(3, answers.Count(a => a.Expect(200).Str("status") == "mutual"));
        Assert.Equal("waiting", answers[3].Str("status"));
        Assert.Equal(3, (await enterprise.GetAsync($"deals?needId={need}")).Expect(200).Count());
    }
}
