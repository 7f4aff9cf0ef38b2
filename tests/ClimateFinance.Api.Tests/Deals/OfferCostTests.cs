using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>Schedules, all-in cost and the comparison of offers; and the one need that several banks would finance.</summary>
public sealed class OfferCostTests(TestPostgres postgres) : IAsyncLifetime
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
    public async Task A_schedule_sums_to_the_line_and_names_the_cost_with_fees_and_subsidy()
    {
        var deal = await (await market.DealAsync()).ToAsync("dueDiligence");
        (await deal.ByBankAsync("offers", Priced(deal, offer =>
        {
            offer["credit"]!["rate"] = new JsonObject { ["benchmark"] = "fixed", ["spreadBp"] = 360 };
            offer["repayment"] = "equalInstalment";
            offer["feesCny"] = 100_000m;
            offer["laterFees"] = new JsonArray(new JsonObject { ["month"] = 12, ["amountCny"] = 50_000m, ["for"] = "账户管理费" });
            offer["subsidy"] = new JsonObject { ["rateBp"] = 100, ["months"] = 24 };
        }))).Expect(200);

        var schedule = (await deal.Enterprise.GetAsync($"{deal.Path}/offers/1/schedule?startOn=2027-01-31")).Expect(200);
        var payments = schedule["payments"]!.AsArray();
        Assert.Equal((60, 40_000_000m, 39_900_000m), (payments.Count, schedule.Num("principalCny"), schedule.Num("paidOutCny")));
        Assert.Equal(40_000_000m, payments.Sum(p => p!["principalCny"]!.GetValue<decimal>()));
        Assert.Equal((0m, "2027-02-28"), (payments[59]!["balanceCny"]!.GetValue<decimal>(), payments[0]!["dueOn"]!.GetValue<string>()));
        Assert.Equal((50_000m, 0m), (payments[11]!["feeCny"]!.GetValue<decimal>(), payments[10]!["feeCny"]!.GetValue<decimal>()));
        Assert.Equal(33_333.33m, payments[0]!["subsidyCny"]!.GetValue<decimal>());
        Assert.Equal((3.6m, 150_000m), (schedule.Num("cost.ratePercent"), schedule.Num("cost.feesCny")));
        Assert.InRange(schedule.Num("cost.nominalPercent"), 3.1m, 3.4m);
        Assert.True(schedule.Num("cost.effectivePercent") > schedule.Num("cost.nominalPercent"));
        Assert.Equal(schedule.Num("cost.nominalPercent"), (await deal.Bank.GetAsync(deal.Path)).Num("offers.0.cost.nominalPercent"));

        (await deal.Enterprise.GetAsync($"{deal.Path}/offers/9/schedule")).ExpectProblem(404, "offer.unknown");
        (await (await market.BankAsync()).GetAsync($"{deal.Path}/offers/1/schedule")).ExpectProblem(404, "deal.unknown");
        (await app.AsBureau("130100").GetAsync($"{deal.Path}/offers/1/schedule")).ExpectProblem(404, "deal.unknown");
        (await app.AsBureau().GetAsync($"{deal.Path}/offers/1/schedule")).Expect(200);
        (await app.AsOperator().GetAsync($"{deal.Path}/offers/1/schedule")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task An_offer_that_cannot_be_is_refused_with_its_figures()
    {
        var deal = await (await market.DealAsync()).ToAsync("dueDiligence");
        async Task Refused(string code, Action<JsonObject> change) => (await deal.ByBankAsync("offers", Priced(deal, change))).ExpectProblem(409, code);

        await Refused("rate.below_zero", offer => offer["credit"]!["rate"]!["spreadBp"] = -1_000);
        await Refused("rate.above_cap", offer => offer["credit"]!["rate"] = new JsonObject { ["benchmark"] = "fixed", ["spreadBp"] = 2_401 });
        await Refused("offer.fees_exceed_line", offer => offer["feesCny"] = 40_000_000m);
        await Refused("offer.beyond_term", offer => offer["subsidy"] = new JsonObject { ["rateBp"] = 100, ["months"] = 61 });
        (await deal.ByBankAsync("offers", Priced(deal, offer => offer["subsidy"] = new JsonObject { ["rateBp"] = 0, ["months"] = 1 })))
            .ExpectFlaw("subsidy.rateBp", "number.out_of_range");
        (await deal.ByBankAsync("offers", Priced(deal, offer => offer["laterFees"] = new JsonArray(new JsonObject { ["month"] = 0, ["amountCny"] = 0, ["for"] = "" }))))
            .ExpectFlaw("laterFees[0].month", "number.out_of_range");
        (await deal.ByBankAsync("offers", deal.Offer(spreadBp: -300))).Expect(200);
    }

    [Fact]
    public async Task The_offers_on_a_need_stand_side_by_side_the_cheapest_first_and_no_bank_sees_them()
    {
        var (cheap, dear) = await TwoAsync();
        (await cheap.ByBankAsync("offers", Priced(cheap, offer => offer["credit"]!["rate"]!["spreadBp"] = -30))).Expect(200);
        (await dear.ByBankAsync("offers", Priced(dear, offer =>
        {
            // A lower rate, and fees that eat it.
            offer["credit"]!["rate"]!["spreadBp"] = -50;
            offer["feesCny"] = 800_000m;
        }))).Expect(200);

        var seen = (await cheap.Enterprise.GetAsync($"needs/{cheap.Need}/offers")).Expect(200);
        Assert.Equal(2, seen.Count("offers"));
        Assert.Equal((cheap.Id, dear.Id), (seen.Id("offers.0.dealId"), seen.Id("offers.1.dealId")));
        Assert.True(seen.Num("offers.0.cost.ratePercent") > seen.Num("offers.1.cost.ratePercent"));
        Assert.Equal(0m, seen.Num("offers.0.aboveCheapestPercent"));
        Assert.Equal(seen.Num("offers.1.cost.nominalPercent") - seen.Num("offers.0.cost.nominalPercent"), seen.Num("offers.1.aboveCheapestPercent"));
        Assert.Equal(66.67m, seen.Num("offers.0.coversPercent"));
        Assert.Equal(2, (await app.AsBureau().GetAsync($"needs/{cheap.Need}/offers")).Expect(200).Count("offers"));

        (await cheap.Bank.GetAsync($"needs/{cheap.Need}/offers")).ExpectProblem(403, "http.forbidden");
        (await app.AsOperator().GetAsync($"needs/{cheap.Need}/offers")).ExpectProblem(403, "http.forbidden");
        (await (await market.EnterpriseAsync()).GetAsync($"needs/{cheap.Need}/offers")).ExpectProblem(404, "need.unknown");
        (await app.AsBureau("130100").GetAsync($"needs/{cheap.Need}/offers")).ExpectProblem(404, "need.unknown");
    }

    [Fact]
    public async Task Two_offers_that_together_exceed_the_need_are_not_both_accepted_even_at_once()
    {
        var (one, two) = await TwoAsync();
        await one.ToAsync("offered", from: "dueDiligence");
        await two.ToAsync("offered", from: "dueDiligence");

        var both = await Task.WhenAll(one.ByEnterpriseAsync("offers/1/acceptance"), two.ByEnterpriseAsync("offers/1/acceptance"));
        Assert.Single(both, a => a.Status == 200);
        both.Single(a => a.Status != 200).ExpectProblem(409, "need.covered_already");

        // What the first gives back the second may take.
        var (won, lost) = both[0].Status == 200 ? (one, two) : (two, one);
        (await won.ByEnterpriseAsync("offers/1/acceptance/retraction", new { reason = "改选" })).Expect(200);
        (await lost.ByEnterpriseAsync("offers/1/acceptance")).Expect(200);
    }

    [Fact]
    public async Task A_withdrawn_need_promises_nothing_more_and_its_unsigned_deals_end_while_a_signed_one_goes_on()
    {
        var (open, signed) = await TwoAsync();
        await open.ToAsync("offered", 15_000_000m, from: "dueDiligence");
        await signed.ToAsync("signed", from: "dueDiligence");
        (await open.Enterprise.MoveAsync($"needs/{open.Need}", "withdrawal", new { reason = "项目取消" })).Expect(200);

        for (var tries = 0; (await open.Bank.GetAsync(open.Path)).Str("deal.stage") != "closed"; tries++)
        {
            Assert.True(tries < 400, "The deal did not end within ten seconds.");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Equal(("withdrawn", "needWithdrawn"), ((await open.Bank.GetAsync(open.Path)).Str("deal.outcome"), (await open.Bank.GetAsync(open.Path)).Str("deal.reasonCode")));
        Assert.Equal(0m, (await open.Bank.GetAsync($"products/{open.Product}/quota")).Num("reservedCny"));
        (await open.ByEnterpriseAsync("reopening", new { reason = "误撤" })).ExpectProblem(403, "reopening.not_yours");
        (await app.AsBureau().MoveAsync(open.Path, "reopening", new { reason = "误撤" })).ExpectProblem(409, "deal.need_off_market");
        (await signed.ByBankAsync("drawdowns", new { amountCny = 1_000_000m, on = app.Today, voucher = "FK" })).Expect(200);
    }

    [Fact]
    public async Task A_product_suspended_between_offer_and_approval_keeps_its_word_and_gives_no_new_one()
    {
        var deal = await (await market.DealAsync()).ToAsync("agreed");
        var other = await (await market.DealAsync(deal.Bank, deal.Product)).ToAsync("dueDiligence");
        (await deal.Bank.MoveAsync($"products/{deal.Product}", "suspension", new { reason = "额度调整" })).Expect(200);

        (await other.ByBankAsync("offers", other.Offer())).ExpectProblem(409, "offer.product_off_market");
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(40_000_000.01m), approvalNumber = "SP" })).ExpectProblem(409, "offer.product_off_market");
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(), approvalNumber = "SP" })).Expect(200);
    }

    /// <summary>Two banks with a deal each on one need of 60 million.</summary>
    private async Task<(DealDesk, DealDesk)> TwoAsync()
    {
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise));
        var desks = new List<DealDesk>();
        for (var i = 0; i < 2; i++)
        {
            var bank = await market.BankAsync();
            desks.Add(await (await market.DealAsync(bank, await market.ProductAsync(bank), enterprise, need)).ToAsync("dueDiligence"));
        }

        return (desks[0], desks[1]);
    }

    private static JsonObject Priced(DealDesk deal, Action<JsonObject> change)
    {
        var offer = System.Text.Json.JsonSerializer.SerializeToNode(deal.Offer())!.AsObject();
        change(offer);
        return offer;
    }
}
