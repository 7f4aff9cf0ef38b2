using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

public sealed class ProposalTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_need_that_is_published_last_finds_the_products()
    {
        var stage = new MarketStage(app, "130100");
        var (_, product) = await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();

        var pairing = Assert.Single(await stage.PairingsAsync(enterprise, need));
        Assert.Equal((product, "proposed", "engine", 1, 1), (pairing.Product, pairing.Status, pairing.Origin, pairing.NeedRevision, pairing.ProductRevision));
        Assert.InRange(pairing.Score, 3_000, 10_000);
    }

    [Fact]
    public async Task A_product_that_is_published_last_finds_the_needs()
    {
        var stage = new MarketStage(app, "130200");
        var (enterprise, need) = await stage.BorrowerAsync();
        Assert.Empty(await stage.PairingsAsync(enterprise, need));

        var (_, product) = await stage.LenderAsync();
        Assert.Equal(product, Assert.Single(await stage.PairingsAsync(enterprise, need)).Product);
    }

    [Fact]
    public async Task A_revised_product_supersedes_the_pairing_of_the_revision_before()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));

        var etag = (await bank.GetAsync($"products/{product}")).ETag;
        (await bank.PutAsync($"products/{product}", new ReviseProduct.Request(stage.Offered with { SpreadMinBp = -40 }), etag)).Expect(200);
        (await bank.MoveAsync($"products/{product}", "publication")).Expect(200);

        var after = await stage.PairingsAsync(enterprise, need);
        Assert.Equal(2, after.Count);
        Assert.Equal(("superseded", "productRevised"), Of(after, before.Id));
        var next = Assert.Single(after, pairing => pairing.Id != before.Id);
        Assert.Equal(("proposed", 2), (next.Status, next.ProductRevision));
        (await enterprise.MoveAsync($"pairings/{before.Id}", "interest")).ExpectProblem(409, "pairing.wrong_state");
    }

    [Fact]
    public async Task A_revised_need_supersedes_the_pairing_of_the_revision_before()
    {
        var stage = new MarketStage(app, "130400");
        var (enterprise, need) = await stage.BorrowerAsync();
        await stage.LenderAsync();
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));

        var now = (await enterprise.GetAsync($"needs/{need}")).Expect(200);
        var sheet = stage.Asked with { ProjectId = now.Id("projectId"), AmountCny = 80_000_000m };
        (await enterprise.PutAsync($"needs/{need}", new ReviseNeed.Request(sheet), now.ETag)).Expect(200);
        (await enterprise.MoveAsync($"needs/{need}", "publication")).Expect(200);

        var after = await stage.PairingsAsync(enterprise, need);
        Assert.Equal(("superseded", "needRevised"), Of(after, before.Id));
        var next = Assert.Single(after, p => p.Id != before.Id);
        Assert.Equal(("proposed", 2), (next.Status, next.NeedRevision));
    }

    [Fact]
    public async Task A_product_that_is_suspended_and_resumed_is_taken_back_and_proposed_anew()
    {
        var stage = new MarketStage(app, "130500");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));

        (await bank.MoveAsync($"products/{product}", "suspension", new SuspendProduct.Request("年度额度调整"))).Expect(200);
        Assert.Equal(("superseded", "productGone"), Of(await stage.PairingsAsync(enterprise, need), before.Id));
        (await bank.MoveAsync($"products/{product}", "resumption")).Expect(200);
        Assert.Equal("proposed", Assert.Single(await stage.PairingsAsync(enterprise, need), p => p.Id != before.Id).Status);
    }

    [Fact]
    public async Task A_need_that_goes_takes_its_pairings_with_it()
    {
        var stage = new MarketStage(app, "130600");
        var (enterprise, need) = await stage.BorrowerAsync();
        await stage.LenderAsync();
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));

        (await enterprise.MoveAsync($"needs/{need}", "withdrawal", new WithdrawNeed.Request("撤回"))).Expect(200);
        Assert.Equal(("superseded", "needGone"), Of(await stage.PairingsAsync(enterprise, need), before.Id));
    }

    [Fact]
    public async Task A_penalty_that_a_product_does_not_tolerate_takes_the_pairing_back_and_its_withdrawal_brings_it_again()
    {
        var stage = new MarketStage(app, "130700");
        var (enterprise, need) = await stage.BorrowerAsync();
        await stage.LenderAsync(terms => terms with { PenaltyFreeMonths = 12 });
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));

        var penalty = new { penalisedOn = app.Today.AddDays(-30), documentNumber = "罚1号", kind = "air", words = "脱硝设施未正常运行" };
        (await stage.Bureau.MoveAsync($"enterprises/{enterprise.Organisation}", "penalties", penalty)).Expect(200);
        Assert.Equal(("superseded", "noLongerEligible"), Of(await stage.PairingsAsync(enterprise, need), before.Id));

        var lifted = new { documentNumber = "罚1号", reason = "复议撤销" };
        (await stage.Bureau.MoveAsync($"enterprises/{enterprise.Organisation}", "penalty-withdrawals", lifted)).Expect(200);
        Assert.Equal("proposed", Assert.Single(await stage.PairingsAsync(enterprise, need), p => p.Id != before.Id).Status);
    }

    [Fact]
    public async Task A_suspended_bank_is_off_the_market_with_all_its_products()
    {
        var stage = new MarketStage(app, "130800");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, _) = await stage.LenderAsync();
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));

        (await stage.Bureau.MoveAsync($"banks/{bank.Organisation}", "suspension", new { reason = "监管处置" })).Expect(200);
        Assert.Equal(("superseded", "productGone"), Of(await stage.PairingsAsync(enterprise, need), before.Id));
    }

    [Fact]
    public async Task A_declined_pairing_is_not_proposed_again_until_one_side_revises()
    {
        var stage = new MarketStage(app, "130900");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var before = Assert.Single(await stage.PairingsAsync(enterprise, need));
        (await bank.MoveAsync($"pairings/{before.Id}", "decline", new DeclinePairing.Request("capacity"))).Expect(200);

        // A second lender makes the engine look at the need again.
        var (_, second) = await stage.LenderAsync();
        var looked = await stage.PairingsAsync(enterprise, need);
        Assert.Equal(2, looked.Count);
        Assert.Contains(looked, p => p.Product == second);
        Assert.Equal(("declined", "capacity"), Of(looked, before.Id));
        (await bank.PostAsync("pairings", new ProposePairing.Request(need, product))).ExpectProblem(409, "pairing.not_eligible");

        var etag = (await bank.GetAsync($"products/{product}")).ETag;
        (await bank.PutAsync($"products/{product}", new ReviseProduct.Request(stage.Offered with { SpreadMaxBp = 0 }), etag)).Expect(200);
        (await bank.MoveAsync($"products/{product}", "publication")).Expect(200);
        var after = await stage.PairingsAsync(enterprise, need);
        Assert.Equal("proposed", Assert.Single(after, p => p.Product == product && p.Id != before.Id).Status);
        Assert.Equal("declined", Assert.Single(after, p => p.Id == before.Id).Status);
    }

    [Fact]
    public async Task At_most_as_many_pairings_are_proposed_for_a_need_as_the_policy_says_the_best_first()
    {
        var stage = new MarketStage(app, "131000");
        for (var i = 0; i < 12; i++)
        {
            var spread = -60 + (5 * i);
            await stage.LenderAsync(terms => terms with { SpreadMinBp = spread, SpreadMaxBp = 40 });
        }

        var (enterprise, need) = await stage.BorrowerAsync();
        var proposed = await stage.PairingsAsync(enterprise, need);
        var ranked = (await enterprise.GetAsync($"needs/{need}/matches")).Expect(200);
        Assert.Equal(10, proposed.Count);
        Assert.Equal(12, ranked["eligible"]!.GetValue<int>());
        var best = ranked.Json["items"]!.AsArray().Take(10).Select(item => item!["productId"]!.GetValue<Guid>());
        Assert.Equal(best.Order(), proposed.Select(p => p.Product).Order());
    }

    private static (string Status, string? Reason) Of(IReadOnlyList<PairingRow> rows, Guid id)
    {
        var row = Assert.Single(rows, r => r.Id == id);
        return (row.Status, row.Reason);
    }
}
