using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Pairings;

public sealed class InterestTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task Interest_from_both_sides_opens_a_deal_on_line_term_and_rate()
    {
        var stage = new MarketStage(app, "130100");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, product) = await stage.LenderAsync();
        var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need)).Id}";

        var first = (await enterprise.MoveAsync(pairing, "interest")).Expect(200);
        Assert.Equal("enterpriseInterested", first.Str("status"));
        Assert.Null(first["dealId"]);
        (await enterprise.MoveAsync(pairing, "interest")).ExpectProblem(409, "pairing.interest_stated_already");

        var second = (await bank.MoveAsync(pairing, "interest")).Expect(200);
        Assert.Equal("mutual", second.Str("status"));
        var deal = (await bank.GetAsync($"deals/{second.Id("dealId")}")).Expect(200);
        Assert.Equal(product, deal.Id("deal.productId"));
        var rungs = deal.Json["rungs"]!.AsArray().ToDictionary(rung => rung!["rung"]!.GetValue<string>(), rung => rung!["credit"]!);
        Assert.Equal(60_000_000m, rungs["asked"]["lineCny"]!.GetValue<decimal>());
        Assert.Equal((84, 50), (rungs["asked"]["termMonths"]!.GetValue<int>(), rungs["asked"]["rate"]!["spreadBp"]!.GetValue<int>()));
        Assert.Equal(60_000_000m, rungs["indicated"]["lineCny"]!.GetValue<decimal>());
        Assert.Equal((84, -65), (rungs["indicated"]["termMonths"]!.GetValue<int>(), rungs["indicated"]["rate"]!["spreadBp"]!.GetValue<int>()));
        Assert.Equal(second.Id("dealId"), (await enterprise.GetAsync(pairing)).Id("pairing.dealId"));
        (await bank.MoveAsync(pairing, "interest")).ExpectProblem(409, "pairing.mutual_already");
    }

    [Fact]
    public async Task Both_sides_at_the_same_moment_open_exactly_one_deal()
    {
        var stage = new MarketStage(app, "130200");
        for (var round = 0; round < 5; round++)
        {
            var (enterprise, need) = await stage.BorrowerAsync();
            var (bank, product) = await stage.LenderAsync();
            var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need), p => p.Product == product).Id}";
            var etag = (await bank.GetAsync(pairing)).ETag;

            var answers = await Task.WhenAll(
                enterprise.PostAsync($"{pairing}/interest", ifMatch: etag), bank.PostAsync($"{pairing}/interest", ifMatch: etag));
            Assert.Single(answers, answer => answer.Status == 200);
            Assert.Single(answers, answer => answer.Status == 412);
            var again = (await enterprise.GetAsync(pairing)).Str("pairing.status") == "enterpriseInterested" ? bank : enterprise;
            (await again.MoveAsync(pairing, "interest")).Expect(200);

            Assert.Equal(1, (await bank.GetAsync($"deals?needId={need}")).Expect(200).Count());
        }
    }

    [Fact]
    public async Task The_slots_of_a_need_hold_against_banks_that_race_for_them_and_free_when_a_deal_closes()
    {
        var stage = new MarketStage(app, "130300");
        var (enterprise, need) = await stage.BorrowerAsync();
        var banks = new List<MarketClient>();
        for (var i = 0; i < 6; i++) banks.Add((await stage.LenderAsync()).Bank);
        var pairings = new List<(MarketClient Bank, string Path, string? ETag)>();
        await stage.SettledAsync();
        foreach (var bank in banks)
        {
            var path = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need)).Id}";
            pairings.Add((bank, path, (await enterprise.MoveAsync(path, "interest")).Expect(200).ETag));
        }

        var answers = await Task.WhenAll(pairings.Select(p => p.Bank.PostAsync($"{p.Path}/interest", ifMatch: p.ETag)));
        Assert.Equal(3, answers.Count(answer => answer.Expect(200).Str("status") == "mutual"));
        Assert.Equal(3, answers.Count(answer => answer.Str("status") == "waiting"));
        Assert.Equal(3, (await enterprise.GetAsync($"deals?needId={need}")).Expect(200).Count());

        // A slot that frees goes to the first in line, whose deal opens by itself: the enterprise said yes long ago.
        var won = answers.First(answer => answer.Str("status") == "mutual").Id("dealId");
        var places = await Task.WhenAll(pairings.Select(async p => (p.Bank, p.Path, Place: (await p.Bank.GetAsync(p.Path))["pairing.place"]?.GetValue<int>())));
        (await enterprise.MoveAsync($"deals/{won}", "closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        await stage.SettledAsync();
        var next = places.Single(p => p.Place == 1);
        Assert.Equal("mutual", (await next.Bank.GetAsync(next.Path)).Str("pairing.status"));
        Assert.Equal(4, (await enterprise.GetAsync($"deals?needId={need}")).Expect(200).Count());
    }

    [Fact]
    public async Task Interest_in_what_left_the_market_meanwhile_is_refused()
    {
        var stage = new MarketStage(app, "130400");
        for (var round = 0; round < 3; round++)
        {
            var (enterprise, need) = await stage.BorrowerAsync();
            var (bank, product) = await stage.LenderAsync();
            var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need), p => p.Product == product).Id}";
            var etag = (await enterprise.MoveAsync(pairing, "interest")).Expect(200).ETag;
            var needTag = (await enterprise.GetAsync($"needs/{need}")).ETag;

            var answers = await Task.WhenAll(
                enterprise.PostAsync($"needs/{need}/withdrawal", new WithdrawNeed.Request("撤回"), ifMatch: needTag),
                bank.PostAsync($"{pairing}/interest", ifMatch: etag));
            answers[0].Expect(200);
            await stage.SettledAsync();

            // Either the deal opened before the need went, or not at all.
            var status = (await bank.GetAsync(pairing)).Str("pairing.status");
            Assert.Equal(answers[1].Status == 200 ? "mutual" : "superseded", status);
            Assert.Equal(answers[1].Status == 200 ? 1 : 0, (await bank.GetAsync($"deals?needId={need}")).Count());
        }
    }

    [Fact]
    public async Task Interest_in_a_product_whose_validity_ended_is_refused()
    {
        await using var later = await MarketApp.StartAsync(postgres);
        var stage = new MarketStage(later, "130100");
        var (_, need) = await stage.BorrowerAsync();
        var (bank, _) = await stage.LenderAsync(terms => terms with { ValidTo = later.Today.AddDays(1) });
        var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need)).Id}";

        later.Clock.Advance(TimeSpan.FromDays(2));
        (await bank.MoveAsync(pairing, "interest")).ExpectProblem(409, "product.not_on_the_market");
    }

    [Fact]
    public async Task A_pairing_is_known_to_its_two_sides_and_the_bureau_of_its_region_only()
    {
        var stage = new MarketStage(app, "130500");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, _) = await stage.LenderAsync();
        var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need)).Id}";
        var other = await stage.BankAsync();

        foreach (var caller in new[] { enterprise, bank, stage.Bureau }) (await caller.GetAsync(pairing)).Expect(200);
        foreach (var stranger in new[] { other, app.AsEnterprise(Guid.NewGuid()), app.AsBureau("130600") })
        {
            (await stranger.GetAsync(pairing)).ExpectProblem(404, "pairing.unknown");
            (await stranger.GetAsync($"{pairing}/recomputation")).ExpectProblem(404, "pairing.unknown");
            Assert.Equal(0, (await stranger.GetAsync($"pairings?needId={need}")).Expect(200).Count());
        }

        (await app.AsOperator().GetAsync(pairing)).Expect(403);
        (await other.PostAsync($"{pairing}/interest", ifMatch: "\"1\"")).ExpectProblem(404, "pairing.unknown");
        (await other.PostAsync($"{pairing}/decline", new { reasonCode = "rate" }, ifMatch: "\"1\"")).ExpectProblem(404, "pairing.unknown");
    }

    [Fact]
    public async Task A_decline_needs_a_known_reason_and_ends_the_pairing_without_telling_the_bank_the_enterprises_words()
    {
        var stage = new MarketStage(app, "130600");
        var (enterprise, need) = await stage.BorrowerAsync();
        var (bank, _) = await stage.LenderAsync();
        var pairing = $"pairings/{Assert.Single(await stage.PairingsAsync(bank, need)).Id}";

        (await enterprise.MoveAsync(pairing, "decline", new { reasonCode = "mood" })).ExpectFlaw("reasonCode", "reason.unknown");
        (await enterprise.MoveAsync(pairing, "decline", new { reasonCode = "other" })).ExpectFlaw("words", "reason.words_missing");
        (await enterprise.MoveAsync(pairing, "decline", new { reasonCode = "other", words = "我公司已有授信" })).Expect(200);

        var seen = (await bank.GetAsync(pairing)).Expect(200);
        Assert.Equal("declined", seen.Str("pairing.status"));
        Assert.Equal("enterprise", seen.Str("pairing.declinedBy"));
        Assert.Null(seen["pairing.reasonWords"]);
        Assert.Equal("我公司已有授信", (await enterprise.GetAsync(pairing)).Str("pairing.reasonWords"));
        (await bank.MoveAsync(pairing, "interest")).ExpectProblem(409, "pairing.wrong_state");
    }
}
