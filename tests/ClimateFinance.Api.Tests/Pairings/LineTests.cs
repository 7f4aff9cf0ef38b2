using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Pairings;

/// <summary>Claims 抢单 in order of arrival: three banks in contact, the others in line.</summary>
public sealed class LineTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    private sealed record Claim(MarketClient Bank, string Path);

    private static async Task<(MarketClient Enterprise, Guid Need, List<Claim> Claims)> ProposedAsync(MarketStage stage, int banks)
    {
        var (enterprise, need) = await stage.BorrowerAsync();
        var lenders = new List<(MarketClient Bank, Guid Product)>();
        for (var i = 0; i < banks; i++) lenders.Add(await stage.LenderAsync());
        var rows = await stage.PairingsAsync(enterprise, need);
        return (enterprise, need, [.. lenders.Select(l => new Claim(l.Bank, $"pairings/{rows.Single(r => r.Product == l.Product).Id}"))]);
    }

    private static async Task<(string? Slot, int? Place)> SeenAsync(MarketClient caller, string path)
    {
        var pairing = (await caller.GetAsync(path)).Expect(200);
        return (pairing["pairing.slot"]?.GetValue<string>(), pairing["pairing.place"]?.GetValue<int>());
    }

    [Fact]
    public async Task The_first_claims_hold_the_slots_the_next_wait_in_order_and_move_up_when_one_frees()
    {
        var stage = new MarketStage(app, "130100");
        var (enterprise, need, claims) = await ProposedAsync(stage, 6);
        foreach (var claim in claims.Take(3)) Assert.Equal("held", (await claim.Bank.MoveAsync(claim.Path, "interest")).Expect(200).Str("slot"));
        foreach (var claim in claims.Skip(3))
        {
            var receipt = (await claim.Bank.MoveAsync(claim.Path, "interest")).Expect(200);
            Assert.Equal(("bankInterested", "waiting"), (receipt.Str("status"), receipt.Str("slot")));
        }

        for (var i = 0; i < 3; i++) Assert.Equal(("waiting", i + 1), await SeenAsync(claims[3 + i].Bank, claims[3 + i].Path));

        // The enterprise wants the one who waits first and one who has a slot: only the latter's deal opens.
        Assert.Equal("waiting", (await enterprise.MoveAsync(claims[3].Path, "interest")).Expect(200).Str("status"));
        var deal = (await enterprise.MoveAsync(claims[0].Path, "interest")).Expect(200).Id("dealId");
        Assert.Equal(1, (await enterprise.GetAsync($"deals?needId={need}")).Count());

        // Freed by a closed deal: the next moves up, and because the enterprise wants it too its deal opens by itself.
        (await enterprise.MoveAsync($"deals/{deal}", "closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        await stage.SettledAsync();
        var moved = (await claims[3].Bank.GetAsync(claims[3].Path)).Expect(200);
        Assert.Equal(("mutual", "held"), (moved.Str("pairing.status"), moved.Str("pairing.slot")));
        Assert.Equal("opened", (await claims[3].Bank.GetAsync($"deals/{moved.Id("pairing.dealId")}")).Expect(200).Str("deal.stage"));
        Assert.Equal(("waiting", 1), await SeenAsync(claims[4].Bank, claims[4].Path));

        // Freed by the bank that withdraws its claim, and by the enterprise that declines one.
        (await claims[1].Bank.MoveAsync(claims[1].Path, "decline", new DeclinePairing.Request("capacity"))).Expect(200);
        (await enterprise.MoveAsync(claims[2].Path, "decline", new DeclinePairing.Request("rate"))).Expect(200);
        await stage.SettledAsync();
        foreach (var claim in claims.Skip(4)) Assert.Equal(("held", null), await SeenAsync(claim.Bank, claim.Path));
        await Rebuilds.ExpectRebuiltAlikeAsync(app, new PairingProjection());
    }

    [Fact]
    public async Task Claims_that_race_fill_the_slots_once_and_line_up_without_a_gap()
    {
        var stage = new MarketStage(app, "130200");
        var (enterprise, need, claims) = await ProposedAsync(stage, 10);
        var tags = await Task.WhenAll(claims.Select(async claim => (await claim.Bank.GetAsync(claim.Path)).ETag));
        var answers = await Task.WhenAll(claims.Select((claim, i) => claim.Bank.PostAsync($"{claim.Path}/interest", ifMatch: tags[i])));
        foreach (var answer in answers) answer.Expect(200);
        await stage.SettledAsync();

        var line = (await enterprise.GetAsync($"needs/{need}/line")).Expect(200);
        Assert.Equal((3, 3, 7), ((int)line.Num("slots"), (int)line.Num("banksInContact"), (int)line.Num("waiting")));
        Assert.Equal(
            [null, null, null, 1, 2, 3, 4, 5, 6, 7], line.Json["items"]!.AsArray().Select(item => item!["place"]?.GetValue<int>()));
        Assert.Equal(10, line.Json["items"]!.AsArray().Select(item => item!["bankId"]!.GetValue<Guid>()).Distinct().Count());

        // Slots that free while others claim and withdraw: never more than three, and nobody is left behind an empty slot.
        var held = line.Json["items"]!.AsArray().Take(3).Select(item => item!["pairingId"]!.GetValue<Guid>()).ToArray();
        var leaving = claims.Where(claim => held.Any(id => claim.Path.EndsWith($"{id}", StringComparison.Ordinal)))
            .Select(claim => claim.Bank.MoveAsync(claim.Path, "decline", new DeclinePairing.Request("capacity")));
        var late = await ProposeLateAsync(stage, need);
        await Task.WhenAll([.. leaving, .. late.Select(claim => claim.Bank.MoveAsync(claim.Path, "interest"))]);
        await stage.SettledAsync();
        var after = (await stage.Bureau.GetAsync($"needs/{need}/line")).Expect(200);
        Assert.Equal((3, 4 + late.Count), ((int)after.Num("banksInContact"), (int)after.Num("waiting")));
        Assert.Equal(
            line.Json["items"]!.AsArray().Skip(3).Take(3).Select(item => item!["pairingId"]!.GetValue<Guid>()).Order(),
            after.Json["items"]!.AsArray().Take(3).Select(item => item!["pairingId"]!.GetValue<Guid>()).Order());
    }

    private static async Task<List<Claim>> ProposeLateAsync(MarketStage stage, Guid need)
    {
        var late = new List<Claim>();
        for (var i = 0; i < 2; i++)
        {
            var (bank, product) = await stage.LenderAsync();
            await stage.SettledAsync();
            var proposed = (await bank.GetAsync($"pairings?needId={need}")).Expect(200);
            var id = proposed.Count() == 1
                ? proposed.Id("items.0.pairingId")
                : (await stage.Bureau.PostAsync("pairings", new ProposePairing.Request(need, product))).Expect(201).Id("pairingId");
            late.Add(new Claim(bank, $"pairings/{id}"));
        }

        return late;
    }

    [Fact]
    public async Task A_bank_with_two_products_takes_one_slot_and_keeps_it_until_both_its_claims_ended()
    {
        var stage = new MarketStage(app, "130300");
        var (_, need, claims) = await ProposedAsync(stage, 4);
        await stage.ProductAsync(claims[0].Bank);
        await stage.SettledAsync();
        var own = (await claims[0].Bank.GetAsync($"pairings?needId={need}")).Expect(200);
        var second = own.Json["items"]!.AsArray().Select(i => $"pairings/{i!["pairingId"]!.GetValue<Guid>()}").Single(path => path != claims[0].Path);

        // Both at once, several times over, and it is one slot.
        var tag = (await claims[0].Bank.GetAsync(second)).ETag;
        var both = await Task.WhenAll(claims[0].Bank.MoveAsync(claims[0].Path, "interest"), claims[0].Bank.PostAsync($"{second}/interest", ifMatch: tag));
        foreach (var answer in both) Assert.Equal("held", answer.Expect(200).Str("slot"));
        foreach (var claim in claims.Skip(1).Take(2)) Assert.Equal("held", (await claim.Bank.MoveAsync(claim.Path, "interest")).Expect(200).Str("slot"));
        Assert.Equal("waiting", (await claims[3].Bank.MoveAsync(claims[3].Path, "interest")).Expect(200).Str("slot"));

        (await claims[0].Bank.MoveAsync(second, "decline", new DeclinePairing.Request("capacity"))).Expect(200);
        await stage.SettledAsync();
        Assert.Equal(("waiting", 1), await SeenAsync(claims[3].Bank, claims[3].Path));
        (await claims[0].Bank.MoveAsync(claims[0].Path, "decline", new DeclinePairing.Request("capacity"))).Expect(200);
        await stage.SettledAsync();
        Assert.Equal(("held", null), await SeenAsync(claims[3].Bank, claims[3].Path));
    }

    [Fact]
    public async Task A_bank_sees_its_place_and_no_rival_and_the_line_is_for_the_enterprise_and_the_bureau_of_the_region()
    {
        var stage = new MarketStage(app, "130400");
        var (enterprise, need, claims) = await ProposedAsync(stage, 5);
        foreach (var claim in claims) (await claim.Bank.MoveAsync(claim.Path, "interest")).Expect(200);
        var seen = (await claims[4].Bank.GetAsync(claims[4].Path)).Expect(200);
        Assert.Equal(2, (int)seen.Num("pairing.place"));
        foreach (var rival in claims.Take(4))
        {
            Assert.DoesNotContain(rival.Bank.Organisation.ToString(), seen.Text, StringComparison.Ordinal);
            (await claims[4].Bank.GetAsync(rival.Path)).ExpectProblem(404, "pairing.unknown");
        }

        (await claims[4].Bank.GetAsync($"needs/{need}/line")).Expect(403);
        (await app.AsOperator().GetAsync($"needs/{need}/line")).Expect(403);
        (await enterprise.GetAsync($"needs/{need}/line")).Expect(200);
        Assert.Equal(5, (await stage.Bureau.GetAsync($"needs/{need}/line")).Expect(200).Count());
        (await app.AsBureau("130500").GetAsync($"needs/{need}/line")).ExpectProblem(404, "need.unknown");
        (await app.AsEnterprise(Guid.NewGuid()).GetAsync($"needs/{need}/line")).ExpectProblem(404, "need.unknown");
    }

    [Fact]
    public async Task A_revision_that_breaks_a_claim_frees_its_slot_and_tells_both_sides_why_without_the_others_figures()
    {
        var stage = new MarketStage(app, "130500");
        var (enterprise, need, claims) = await ProposedAsync(stage, 1);
        (await claims[0].Bank.MoveAsync(claims[0].Path, "interest")).Expect(200);
        var now = (await enterprise.GetAsync($"needs/{need}")).Expect(200);
        var sheet = stage.Asked with { ProjectId = now.Id("projectId"), RateMax = stage.Asked.RateMax with { SpreadBp = -99 } };
        (await enterprise.PutAsync($"needs/{need}", new ReviseNeed.Request(sheet), now.ETag)).Expect(200);
        (await enterprise.MoveAsync($"needs/{need}", "publication")).Expect(200);
        await stage.SettledAsync();

        foreach (var caller in new[] { enterprise, claims[0].Bank })
        {
            var seen = (await caller.GetAsync(claims[0].Path, language: "en")).Expect(200);
            Assert.Equal(("superseded", "needRevised"), (seen.Str("pairing.status"), seen.Str("pairing.reasonCode")));
            Assert.Equal("rate", Assert.Single(seen.Json["pairing"]!["reasonCriteria"]!.AsArray())!.GetValue<string>());
            Assert.Equal("The enterprise revised the need. By now they miss: Rate.", seen.Str("superseded"));
            Assert.Null(seen["pairing.slot"]);
        }

        Assert.Equal("企业修订了需求。 目前不符合：利率。".Replace(" ", "", StringComparison.Ordinal),
            (await enterprise.GetAsync(claims[0].Path, language: "zh-CN")).Str("superseded"));
        Assert.Equal(0, (int)(await enterprise.GetAsync($"needs/{need}/line")).Num("banksInContact"));
    }

    [Fact]
    public async Task A_deal_that_is_opened_again_takes_a_free_slot_and_none_that_others_wait_for()
    {
        var stage = new MarketStage(app, "130600");
        var (enterprise, need, claims) = await ProposedAsync(stage, 5);
        foreach (var claim in claims.Take(3)) (await claim.Bank.MoveAsync(claim.Path, "interest")).Expect(200);
        var deal = $"deals/{(await enterprise.MoveAsync(claims[0].Path, "interest")).Expect(200).Id("dealId")}";
        (await enterprise.MoveAsync(deal, "closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        Assert.Equal(2, (int)(await enterprise.GetAsync($"needs/{need}/line")).Num("banksInContact"));

        (await enterprise.MoveAsync(deal, "reopening", new { reason = "误关" })).Expect(200);
        Assert.Equal(("held", null), await SeenAsync(claims[0].Bank, claims[0].Path));
        Assert.Equal(3, (int)(await enterprise.GetAsync($"needs/{need}/line")).Num("banksInContact"));

        // With somebody in line the slot is gone the moment the deal closes.
        (await claims[3].Bank.MoveAsync(claims[3].Path, "interest")).Expect(200);
        (await enterprise.MoveAsync(deal, "closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        (await enterprise.MoveAsync(deal, "reopening", new { reason = "误关" })).ExpectProblem(409, "reopening.slots_full");
        await stage.SettledAsync();
        Assert.Equal(("held", null), await SeenAsync(claims[3].Bank, claims[3].Path));
        Assert.Equal((null, null), await SeenAsync(claims[0].Bank, claims[0].Path));
        await Rebuilds.ExpectRebuiltAlikeAsync(app, new PairingProjection());
    }

    [Fact]
    public async Task More_slots_by_a_new_policy_move_the_line_up()
    {
        await using var own = await MarketApp.StartAsync(postgres);
        var stage = new MarketStage(own, "130100");
        var (_, _, claims) = await ProposedAsync(stage, 4);
        foreach (var claim in claims) (await claim.Bank.MoveAsync(claim.Path, "interest")).Expect(200);
        Assert.Equal(("waiting", 1), await SeenAsync(claims[3].Bank, claims[3].Path));

        var book = (await own.AsOperator().GetAsync("matching/policy")).Expect(200);
        var wider = PolicyBody.Example with { EffectiveFrom = own.Today, BankSlotsPerNeed = 4 };
        (await own.AsOperator().PostAsync("matching/policy", new AdoptPolicy.Request(wider, "扩容"), ifMatch: book.ETag)).Expect(200);
        await stage.SettledAsync();
        Assert.Equal(("held", null), await SeenAsync(claims[3].Bank, claims[3].Path));
    }
}
