using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>A deal from mutual interest to money, and each way in which a move is refused.</summary>
public sealed class DealLifeTests(TestPostgres postgres) : IAsyncLifetime
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
    public async Task A_deal_goes_from_interest_to_money_and_keeps_line_term_and_rate_at_every_rung()
    {
        var deal = await market.DealAsync();
        await deal.ToAsync("dueDiligence");
        (await deal.ByBankAsync("offers", deal.Offer(50_000_000m, 72, -10))).Expect(200);
        (await deal.ByEnterpriseAsync("offers", deal.Offer(45_000_000m, 84, -30))).Expect(200);
        (await deal.ByBankAsync("offers", deal.Offer(45_000_000m, 72, -20))).Expect(200);
        (await deal.ByEnterpriseAsync("offers/3/acceptance")).Expect(200);
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(40_000_000m, 72, -20), approvalNumber = "SP-9" })).Expect(200);
        (await deal.ByEnterpriseAsync("approval/answer", new { accepted = true })).Expect(200);
        foreach (var side in new[] { deal.Bank, deal.Enterprise })
            (await side.MoveAsync(deal.Path, "signature", new { credit = DealDesk.Credit(40_000_000m, 72, -20), contractNumber = "HT-9" })).Expect(200);
        (await deal.ByBankAsync("drawdowns", new { amountCny = 25_000_000m, on = app.Today, voucher = "FK-1" })).Expect(200);
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        var closed = await deal.ByBankAsync("closure", new { outcome = "funded", reasonCode = "completed" });

        Assert.Equal("closed", closed.Expect(200).Str("stage"));
        var view = (await deal.Enterprise.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(["asked", "indicated", "offered", "agreed", "approved", "signed"], view["rungs"]!.AsArray().Select(r => r!["rung"]!.GetValue<string>()));
        Assert.Equal(60_000_000m, view.Num("rungs.0.credit.lineCny"));
        Assert.Equal(45_000_000m, view.Num("rungs.2.credit.lineCny"));
        Assert.Equal(40_000_000m, view.Num("rungs.5.credit.lineCny"));
        Assert.Equal(25_000_000m, view.Num("deal.drawnConfirmedCny"));
        Assert.Equal("funded", view.Str("deal.outcome"));
        Assert.Equal(["superseded", "superseded", "accepted"], view["offers"]!.AsArray().Select(o => o!["status"]!.GetValue<string>()));

        var quota = (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Expect(200);
        Assert.Equal(25_000_000m, quota.Num("usedCny"));
        Assert.Equal(0m, quota.Num("reservedCny"));
    }

    [Fact]
    public async Task The_timeline_tells_every_fact_in_order_and_hides_the_quota_from_the_enterprise()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");

        var bank = (await deal.Bank.GetAsync($"{deal.Path}/timeline")).Expect(200);
        var enterprise = (await deal.Enterprise.GetAsync($"{deal.Path}/timeline")).Expect(200);

        var facts = bank["entries"]!.AsArray().Select(e => e!["fact"]!.GetValue<string>()).ToArray();
        Assert.Equal("deal_opened_v1", facts[0]);
        Assert.Contains("quota_hold_changed_v1", facts);
        Assert.DoesNotContain("quota_hold_changed_v1", enterprise.Text, StringComparison.Ordinal);
        Assert.Equal(facts.Where(f => f != "quota_hold_changed_v1"), enterprise["entries"]!.AsArray().Select(e => e!["fact"]!.GetValue<string>()));
        Assert.Equal([.. Enumerable.Range(1, facts.Length).Select(v => (long)v)], bank["entries"]!.AsArray().Select(e => e!["version"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Each_move_belongs_to_its_side_and_its_stage()
    {
        var deal = await market.DealAsync();
        var contact = new { officerId = await deal.OfficerAsync(), visitedOn = app.Today, record = "走访" };

        (await deal.ByEnterpriseAsync("contact", contact)).ExpectProblem(403, "http.forbidden");
        (await deal.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).ExpectProblem(409, "deal.wrong_stage");
        (await deal.ByBankAsync("offers", deal.Offer())).ExpectProblem(409, "deal.wrong_stage");
        (await deal.ByBankAsync("contact", contact with { visitedOn = app.Today.AddDays(1) })).ExpectProblem(409, "contact.in_the_future");
        (await deal.ByBankAsync("contact", contact with { officerId = Guid.CreateVersion7() })).ExpectProblem(409, "contact.officer_unknown");
        (await deal.ByBankAsync("contact", contact)).Expect(200);
        (await deal.ByBankAsync("contact", contact)).ExpectProblem(409, "deal.wrong_stage");
        (await deal.ByBankAsync("documents", new { kinds = new[] { "财务报表" } })).Expect(200);
        (await deal.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).ExpectProblem(409, "documents.still_owed");
        var paper = new { kind = "项目备案", name = "备案.pdf", sha256 = new string('a', 64) };
        (await deal.ByEnterpriseAsync("documents/2/provision", new { documents = new[] { paper } })).ExpectProblem(404, "documents.unknown_request");
        (await deal.ByEnterpriseAsync("documents/1/provision", new { documents = new[] { paper } })).ExpectProblem(409, "documents.incomplete");
        (await deal.ByEnterpriseAsync("documents/1/provision", new { documents = new[] { paper with { kind = "财务报表" } } })).Expect(200);
        (await deal.ByEnterpriseAsync("documents/1/provision", new { documents = new[] { paper with { kind = "财务报表" } } })).ExpectProblem(409, "documents.provided_already");
        (await deal.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).Expect(200);
        (await deal.ByEnterpriseAsync("offers", deal.Offer())).ExpectProblem(409, "offer.nothing_to_counter");
        (await deal.ByBankAsync("offers", deal.Offer(60_000_000.01m))).ExpectProblem(409, "offer.exceeds_need");
        (await deal.ByBankAsync("offers", deal.Offer(validDays: -1))).ExpectProblem(409, "offer.valid_until_past");
        (await deal.ByBankAsync("offers", deal.Offer())).Expect(200);
        (await deal.ByBankAsync("offers/1/acceptance")).ExpectProblem(403, "offer.your_own");
        (await deal.ByEnterpriseAsync("offers/1/withdrawal", new { reason = "不是我方报价" })).ExpectProblem(403, "offer.not_yours");
        (await deal.ByEnterpriseAsync("offers/7/acceptance")).ExpectProblem(404, "offer.unknown");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).ExpectProblem(404, "drawdown.unknown");
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(), approvalNumber = "SP" })).ExpectProblem(409, "deal.wrong_stage");
        (await deal.ByEnterpriseAsync("approval/answer", new { accepted = true })).ExpectProblem(409, "approval.nothing_to_answer");
    }

    [Fact]
    public async Task An_offer_can_be_taken_back_and_an_expired_one_not_accepted()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");
        (await deal.ByBankAsync("offers/1/withdrawal", new { reason = "额度调整" })).Expect(200);
        (await deal.ByEnterpriseAsync("offers/1/acceptance")).ExpectProblem(409, "offer.not_on_the_table");
        Assert.Equal(0m, (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Num("reservedCny"));

        (await deal.ByBankAsync("offers", deal.Offer(validDays: 3))).Expect(200);
        app.Clock.Advance(TimeSpan.FromDays(4));
        (await deal.ByEnterpriseAsync("offers/2/acceptance")).ExpectProblem(409, "offer.expired");
    }

    [Fact]
    public async Task Different_words_on_the_signature_are_a_dispute_until_they_agree()
    {
        var deal = await (await market.DealAsync()).ToAsync("approved");
        (await deal.ByBankAsync("signature", new { credit = DealDesk.Credit(), contractNumber = "HT-1" })).Expect(200);
        var disputed = await deal.ByEnterpriseAsync("signature", new { credit = DealDesk.Credit(spreadBp: -40), contractNumber = "HT-1" });
        Assert.Equal("disputed", disputed.Expect(200).Str("stage"));
        (await deal.ByBankAsync("drawdowns", new { amountCny = 1m, on = app.Today, voucher = "FK" })).ExpectProblem(409, "deal.wrong_stage");

        var signed = await deal.ByEnterpriseAsync("signature", new { credit = DealDesk.Credit(), contractNumber = "HT-1" });
        Assert.Equal("signed", signed.Expect(200).Str("stage"));
    }

    [Fact]
    public async Task A_declined_approval_goes_back_to_the_table_and_frees_the_quota()
    {
        var deal = await (await market.DealAsync()).ToAsync("agreed");
        (await deal.ByBankAsync("approval", new { granted = DealDesk.Credit(30_000_000m), approvalNumber = "SP" })).Expect(200);
        (await deal.ByBankAsync("signature", new { credit = DealDesk.Credit(30_000_000m), contractNumber = "HT" })).ExpectProblem(409, "approval.not_answered");
        (await deal.ByEnterpriseAsync("approval/answer", new { accepted = false })).ExpectProblem(400, "reason.missing");
        var back = await deal.ByEnterpriseAsync("approval/answer", new { accepted = false, reason = "额度不足" });

        Assert.Equal("dueDiligence", back.Expect(200).Str("stage"));
        Assert.Equal(0m, (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Num("reservedCny"));
        (await deal.ByBankAsync("offers", deal.Offer())).Expect(200);
    }

    [Fact]
    public async Task Drawdowns_stay_within_the_signed_line_and_after_the_signature()
    {
        var deal = await (await market.DealAsync()).ToAsync("signed");
        (await deal.ByBankAsync("drawdowns", new { amountCny = 40_000_000.01m, on = app.Today, voucher = "FK" })).ExpectProblem(409, "drawdown.exceeds_line");
        (await deal.ByBankAsync("drawdowns", new { amountCny = 1m, on = app.Today.AddDays(-1), voucher = "FK" })).ExpectProblem(409, "drawdown.before_signature");
        (await deal.ByBankAsync("drawdowns", new { amountCny = 1m, on = app.Today.AddDays(1), voucher = "FK" })).ExpectProblem(409, "drawdown.in_the_future");
        (await deal.ByBankAsync("drawdowns", new { amountCny = 39_000_000m, on = app.Today, voucher = "FK" })).Expect(200);
        (await deal.ByBankAsync("drawdowns", new { amountCny = 1_000_000.01m, on = app.Today, voucher = "FK" })).ExpectProblem(409, "drawdown.exceeds_line");
        (await deal.ByBankAsync("closure", new { outcome = "funded", reasonCode = "completed" })).ExpectProblem(409, "closure.drawdown_unanswered");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = false })).ExpectProblem(400, "reason.missing");
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = false, reason = "未到账" })).Expect(200);
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).ExpectProblem(409, "drawdown.answered_already");
        (await deal.ByBankAsync("drawdowns", new { amountCny = 40_000_000m, on = app.Today, voucher = "FK-2" })).Expect(200);
    }

    [Fact]
    public async Task A_closure_has_an_outcome_that_is_the_callers_to_state_and_a_coded_reason()
    {
        var deal = await (await market.DealAsync()).ToAsync("contacted");
        (await deal.ByEnterpriseAsync("closure", new { outcome = "refused", reasonCode = "rate", wouldHaveChanged = "…" })).ExpectProblem(403, "closure.not_your_outcome");
        (await deal.ByBankAsync("closure", new { outcome = "funded", reasonCode = "completed" })).ExpectProblem(409, "closure.nothing_drawn");
        (await deal.ByBankAsync("closure", new { outcome = "refused", reasonCode = "whim", wouldHaveChanged = "…" })).ExpectProblem(400, "reason.unknown");
        (await deal.ByBankAsync("closure", new { outcome = "refused", reasonCode = "other", wouldHaveChanged = "…" })).ExpectProblem(400, "reason.words_missing");
        (await deal.ByBankAsync("closure", new { outcome = "refused", reasonCode = "collateral" })).ExpectProblem(400, "closure.would_have_changed_missing");
        (await deal.ByBankAsync("closure", new { outcome = "refused", reasonCode = "collateral", wouldHaveChanged = "增加抵押" })).Expect(200);
        (await deal.ByBankAsync("offers", deal.Offer())).ExpectProblem(409, "deal.closed_already");
        (await deal.ByBankAsync("notes", new { words = "结案后备注" })).Expect(200);

        var drawn = await (await market.DealAsync()).ToAsync("drawing");
        (await drawn.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        (await drawn.ByEnterpriseAsync("closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).ExpectProblem(409, "closure.money_drawn");
    }

    [Fact]
    public async Task Nobody_but_the_parties_and_their_bureau_knows_of_a_deal()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");
        var others = new[] { await market.BankAsync(), await market.EnterpriseAsync(), app.AsBureau("130100") };

        foreach (var other in others)
        {
            (await other.GetAsync(deal.Path)).ExpectProblem(404, "deal.unknown");
            (await other.GetAsync($"{deal.Path}/timeline")).ExpectProblem(404, "deal.unknown");
            (await other.PostAsync($"{deal.Path}/notes", new { words = "?" }, ifMatch: "\"1\"")).ExpectProblem(404, "deal.unknown");
            (await other.PostAsync($"{deal.Path}/notes", new { words = "?" })).ExpectProblem(404, "deal.unknown");
            Assert.Equal(0, (await other.GetAsync($"deals?needId={deal.Need}")).Expect(200).Count());
        }

        (await app.AsOperator().GetAsync(deal.Path)).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().GetAsync(deal.Path)).Expect(200);
        (await app.AsBureau("130000").GetAsync(deal.Path)).Expect(200);
        (await app.AsBureau().PostAsync($"{deal.Path}/offers", deal.Offer(), ifMatch: "\"9\"")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task Limits_count_in_working_days_and_stand_still_while_documents_are_owed()
    {
        // 2026-11-02 is a Monday without a holiday near it.
        app.Clock.SetTo(new DateTimeOffset(2026, 11, 2, 2, 0, 0, TimeSpan.Zero));
        var deal = await market.DealAsync();
        Assert.Equal("2026-11-09", (await deal.Bank.GetAsync(deal.Path)).Str("deal.next.dueOn"));
        await deal.ToAsync("contacted");
        Assert.Equal("2026-11-23", (await deal.Bank.GetAsync(deal.Path)).Str("deal.next.dueOn"));

        app.Clock.Advance(TimeSpan.FromDays(7));
        var asked = (await deal.ByBankAsync("documents", new { kinds = new[] { "财务报表" } })).Expect(200);
        Assert.Equal("enterprise", asked.Str("next.owing"));
        Assert.Equal("2026-11-23", asked.Str("next.dueOn"));

        app.Clock.Advance(TimeSpan.FromDays(7));
        var paper = new { kind = "财务报表", name = "报表.pdf", sha256 = new string('0', 64) };
        var provided = (await deal.ByEnterpriseAsync("documents/1/provision", new { documents = new[] { paper } })).Expect(200);
        Assert.Equal("dueDiligence", provided.Str("next.step"));
        Assert.Equal("2026-11-30", provided.Str("next.dueOn"));
    }
}
