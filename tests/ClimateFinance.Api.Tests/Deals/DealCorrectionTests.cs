using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>Mistakes are corrected by moves of their own, with a reason, and the read models follow.</summary>
public sealed class DealCorrectionTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly object Why = new { reason = "录入有误" };

    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Visits_papers_and_conclusions_are_corrected_and_the_timeline_keeps_what_was_said_before()
    {
        var deal = await (await market.DealAsync()).ToAsync("contacted");
        var officer = await deal.OfficerAsync();
        (await deal.ByBankAsync("visits", new { officerId = officer, visitedOn = app.Today, record = "复访" })).Expect(200);
        (await deal.ByBankAsync("visits", new { officerId = Guid.CreateVersion7(), visitedOn = app.Today, record = "复访" })).ExpectProblem(409, "contact.officer_unknown");
        (await deal.ByBankAsync("visits/1/correction", new { officerId = officer, visitedOn = app.Today, record = "更正", reason = "写错" })).Expect(200);
        (await deal.ByBankAsync("visits/3/correction", new { officerId = officer, visitedOn = app.Today, record = "更正", reason = "写错" })).ExpectProblem(404, "contact.unknown_visit");
        (await deal.ByBankAsync("documents", new { kinds = new[] { "财务报表" } })).Expect(200);
        var running = (await deal.ByBankAsync("documents/1/withdrawal", Why)).Expect(200);
        Assert.Equal("dueDiligence", running.Str("next.step"));
        (await deal.ByBankAsync("documents/1/withdrawal", Why)).ExpectProblem(409, "documents.withdrawn_already");
        (await deal.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).Expect(200);
        (await deal.ByBankAsync("due-diligence/correction", new { conclusion = "conditional", words = "须抵押", reason = "写错" })).Expect(200);

        var view = (await deal.Enterprise.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("更正", "写错", "复访"), (view.Str("visits.0.record"), view.Str("visits.0.correctedBecause"), view.Str("visits.1.record")));
        Assert.Equal(("conditional", "录入有误"), (view.Str("file.dueDiligence"), view.Str("documentRequests.0.withdrawnReason")));
        Assert.Contains("走访", (await deal.Enterprise.GetAsync($"{deal.Path}/timeline")).Text, StringComparison.Ordinal);
        foreach (var move in new[] { "documents/1/withdrawal", "approval/withdrawal", "drawdowns/1/withdrawal" })
            (await deal.ByEnterpriseAsync(move, Why)).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task Acceptance_approval_and_dispute_are_taken_back_and_line_term_and_rate_follow()
    {
        var deal = await (await market.DealAsync()).ToAsync("agreed");
        (await deal.ByBankAsync("offers/1/acceptance/retraction", Why)).ExpectProblem(403, "offer.accepted_by_other_side");
        Assert.Equal("offered", (await deal.ByEnterpriseAsync("offers/1/acceptance/retraction", Why)).Expect(200).Str("stage"));
        Assert.DoesNotContain("agreed", RungsOf(await deal.Bank.GetAsync(deal.Path)));
        (await deal.ByEnterpriseAsync("offers/1/acceptance")).Expect(200);
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(30_000_000m), approvalNumber = "SP-1" })).Expect(200);
        Assert.Equal("agreed", (await deal.ByBankAsync("approval/withdrawal", Why)).Expect(200).Str("stage"));
        Assert.Equal(40_000_000m, (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Num("reservedCny"));
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(), approvalNumber = "SP-2" })).Expect(200);
        (await deal.ByBankAsync("signature", new { credit = DealDesk.Credit(), contractNumber = "HT-1" })).Expect(200);
        (await deal.ByEnterpriseAsync("signature", new { credit = DealDesk.Credit(), contractNumber = "HT-2" })).Expect(200);

        var bureau = app.AsBureau();
        (await deal.ByBankAsync("dispute/settlement", Why)).ExpectProblem(403, "http.forbidden");
        Assert.Equal("approved", (await bureau.MoveAsync(deal.Path, "dispute/settlement", Why)).Expect(200).Str("stage"));
        (await bureau.MoveAsync(deal.Path, "dispute/settlement", Why)).ExpectProblem(409, "deal.wrong_stage");
        Assert.Equal(0, (await deal.Bank.GetAsync(deal.Path)).Count("signatures"));
        foreach (var side in new[] { deal.Bank, deal.Enterprise })
            (await side.MoveAsync(deal.Path, "signature", new { credit = DealDesk.Credit(), contractNumber = "HT-3" })).Expect(200);
        Assert.Equal("disputed", (await deal.ByEnterpriseAsync("dispute", Why)).Expect(200).Str("stage"));
        Assert.DoesNotContain("signed", RungsOf(await deal.Bank.GetAsync(deal.Path)));
        foreach (var side in new[] { deal.Bank, deal.Enterprise })
            (await side.MoveAsync(deal.Path, "signature", new { credit = DealDesk.Credit(), contractNumber = "HT-4" })).Expect(200);
        Assert.Equal("HT-4", (await deal.Bank.GetAsync(deal.Path)).Str("file.contractNumber"));
    }

    [Fact]
    public async Task Drawdowns_are_taken_back_on_either_side_and_the_sums_follow()
    {
        var deal = await (await market.DealAsync()).ToAsync("drawing");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer/retraction", Why)).ExpectProblem(409, "drawdown.not_answered");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        (await deal.ByBankAsync("drawdowns/1/withdrawal", Why)).ExpectProblem(409, "drawdown.answered_already");
        (await deal.ByEnterpriseAsync("dispute", Why)).ExpectProblem(409, "dispute.money_drawn");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer/retraction", Why)).Expect(200);
        Assert.Equal((10_000_000m, 0m), await SumsAsync());
        (await deal.ByBankAsync("drawdowns/1/withdrawal", Why)).Expect(200);
        Assert.Equal((0m, 0m), await SumsAsync());
        (await deal.ByBankAsync("drawdowns", new { amountCny = 40_000_000m, on = app.Today, voucher = "FK-2" })).Expect(200);
        (await deal.ByEnterpriseAsync("drawdowns/2/answer", new { confirmed = true })).Expect(200);

        var gap = (await deal.Bank.GetAsync(deal.Path)).Expect(200)["gap"]!.AsArray();
        Assert.Equal(["asked", "indicated", "offered", "agreed", "approved", "signed", "drawn"], gap.Select(g => g!["step"]!.GetValue<string>()));
        Assert.Equal((40_000_000m, 66.67m), (gap[6]!["amountCny"]!.GetValue<decimal>(), gap[6]!["ofAskedPercent"]!.GetValue<decimal>()));
        Assert.Equal(-20_000_000m, gap[2]!["amountCny"]!.GetValue<decimal>() - gap[0]!["amountCny"]!.GetValue<decimal>());

        async Task<(decimal, decimal)> SumsAsync()
        {
            var view = (await deal.Bank.GetAsync(deal.Path)).Expect(200);
            return (view.Num("file.drawnCny"), view.Num("deal.drawnConfirmedCny"));
        }
    }

    [Fact]
    public async Task A_closure_by_mistake_is_undone_while_slot_quota_and_need_carry_it()
    {
        var deal = await (await market.DealAsync()).ToAsync("agreed");
        (await deal.ByBankAsync("reopening", Why)).ExpectProblem(409, "reopening.not_closed");
        (await deal.ByEnterpriseAsync("closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        (await deal.ByBankAsync("reopening", Why)).ExpectProblem(403, "reopening.not_yours");
        var again = (await deal.ByEnterpriseAsync("reopening", Why)).Expect(200);
        Assert.Equal(("agreed", "approval"), (again.Str("stage"), again.Str("next.step")));
        Assert.Equal(40_000_000m, (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Num("reservedCny"));
        var view = (await deal.Bank.GetAsync(deal.Path)).Expect(200);
        Assert.Equal("agreed", view.Str("deal.stage"));
        Assert.Null(view["deal.outcome"]);

        (await deal.ByEnterpriseAsync("closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        for (var i = 0; i < 3; i++)
        {
            var other = await market.BankAsync();
            await market.DealAsync(other, await market.ProductAsync(other), deal.Enterprise, deal.Need);
        }

        (await deal.ByEnterpriseAsync("reopening", Why)).ExpectProblem(409, "reopening.slots_full");
        var funded = await (await market.DealAsync()).ToAsync("drawing");
        (await funded.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        (await funded.ByBankAsync("closure", new { outcome = "funded", reasonCode = "completed" })).Expect(200);
        (await funded.ByBankAsync("reopening", Why)).ExpectProblem(409, "reopening.funded");
    }

    private static IEnumerable<string> RungsOf(ApiAnswer view) => view.Expect(200)["rungs"]!.AsArray().Select(r => r!["rung"]!.GetValue<string>());
}
