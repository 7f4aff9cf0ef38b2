using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>The bureau sees to it that deals go on: it reminds in its own words, names who answers for them, and brings pairs together.</summary>
public sealed class FollowUpTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly object Call = new { words = "请于本周内完成" };

    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);

        // The clock is moved: nothing else may move a deal between its reading and its move.
        app.Services.GetRequiredService<ClockworkGate>().Held = true;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_reminder_stands_in_the_inbox_of_who_owes_the_step_until_it_is_done_and_in_the_timeline_for_ever()
    {
        var deal = await market.DealAsync();
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", new { words = "先催一次" })).Expect(200);
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", Call)).Expect(200);

        var reminded = Assert.Single(await RemindersAsync(deal.Bank));
        Assert.Equal(("请于本周内完成", "contact", $"/api/v1/{deal.Path}"), (reminded["words"]!.GetValue<string>(), reminded["step"]!.GetValue<string>(), reminded["href"]!.GetValue<string>()));
        Assert.Empty(await RemindersAsync(deal.Enterprise));
        foreach (var party in new[] { deal.Bank, deal.Enterprise })
        {
            var told = (await party.GetAsync($"{deal.Path}/timeline")).Expect(200)["entries"]!.AsArray().Last(e => e!["fact"]!.GetValue<string>() == "reminder_sent_v1")!;
            Assert.Equal(("请于本周内完成", "bureau"), (told["content"]!["words"]!.GetValue<string>(), told["by"]!.GetValue<string>()));
            var view = (await party.GetAsync(deal.Path)).Expect(200);
            Assert.Equal((false, true), (view["reminders.0.stands"]!.GetValue<bool>(), view["reminders.1.stands"]!.GetValue<bool>()));
        }

        await deal.ToAsync("contacted");
        Assert.Empty(await RemindersAsync(deal.Bank));
        Assert.Equal(2, (await deal.Bank.GetAsync(deal.Path)).Count("reminders"));
    }

    [Fact]
    public async Task What_both_owe_both_are_reminded_of_and_each_until_it_has_done_its_part()
    {
        var deal = await (await market.DealAsync()).ToAsync("approved");
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", Call)).Expect(200);
        Assert.Single(await RemindersAsync(deal.Bank));
        (await deal.ByBankAsync("signature", new { credit = DealDesk.Credit(), contractNumber = "HT-1" })).Expect(200);
        Assert.Empty(await RemindersAsync(deal.Bank));
        Assert.Single(await RemindersAsync(deal.Enterprise));
        (await deal.ByEnterpriseAsync("signature", new { credit = DealDesk.Credit(), contractNumber = "HT-1" })).Expect(200);
        Assert.Empty(await RemindersAsync(deal.Enterprise));
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", Call)).ExpectProblem(409, "reminder.nothing_owed");

        (await deal.ByBankAsync("drawdowns", new { amountCny = 1_000_000m, on = app.Today, voucher = "FK-1" })).Expect(200);
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", Call)).Expect(200);
        Assert.Null(Assert.Single(await RemindersAsync(deal.Enterprise))["step"]);
        (await deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        Assert.Empty(await RemindersAsync(deal.Enterprise));
        await app.ExpectRebuiltAlikeAsync(new DealProjection(), "deal_document", "deal_document_request");
    }

    [Fact]
    public async Task Reminding_is_the_bureaus_of_the_region_and_no_others_and_its_words_are_checked()
    {
        var deal = await market.DealAsync();
        foreach (var party in new[] { deal.Bank, deal.Enterprise, app.AsOperator() })
            (await party.PostAsync($"{deal.Path}/reminders", Call, ifMatch: "\"2\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{deal.Path}/reminders", Call, ifMatch: "\"2\"")).ExpectProblem(404, "deal.unknown");
        (await app.AsBureau().PostAsync($"{deal.Path}/reminders", Call)).ExpectProblem(428, "etag.missing");
        (await app.AsBureau().PostAsync($"{deal.Path}/reminders", Call, ifMatch: "\"1\"")).ExpectProblem(412, "etag.stale");
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", new { words = " " })).ExpectFlaw("words", "text.empty");
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", new { words = new string('字', 2_001) })).ExpectFlaw("words", "text.too_long");

        var etag = (await app.AsBureau().GetAsync(deal.Path)).ETag;
        var twice = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => app.AsBureau().PostAsync($"{deal.Path}/reminders", Call, etag, "remind-1")));
        Assert.All(twice, answer => answer.Expect(200));
        Assert.Single(twice, answer => answer.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(1, (await deal.Bank.GetAsync(deal.Path)).Count("reminders"));
        (await deal.ByEnterpriseAsync("closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", Call)).ExpectProblem(409, "deal.closed_already");
    }

    [Fact]
    public async Task The_officer_who_answers_for_a_deal_is_named_anew_by_the_bank_or_by_the_bureau_with_a_reason()
    {
        var deal = await (await market.DealAsync()).ToAsync("contacted");
        var visited = (await deal.Bank.GetAsync(deal.Path)).Id("visits.0.officerId");
        Assert.Equal(visited, (await deal.Enterprise.GetAsync(deal.Path)).Id("deal.officerId"));

        var (second, third) = (await deal.OfficerAsync(), await deal.OfficerAsync());
        (await deal.ByBankAsync("officer", new { officerId = second, reason = "原客户经理休假" })).Expect(200);
        (await app.AsBureau().MoveAsync(deal.Path, "officer", new { officerId = third, reason = "多次催办未果" })).Expect(200);
        var told = (await deal.Enterprise.GetAsync($"{deal.Path}/timeline")).Expect(200)["entries"]!.AsArray().Last()!;
        Assert.Equal(("officer_assigned_v1", "多次催办未果"), (told["fact"]!.GetValue<string>(), told["content"]!["reason"]!.GetValue<string>()));
        Assert.Equal((third, second), (told["content"]!["officer"]!.GetValue<Guid>(), told["content"]!["was"]!.GetValue<Guid>()));
        Assert.Equal(third, (await deal.Bank.GetAsync(deal.Path)).Id("deal.officerId"));
        Assert.Equal(deal.Id, (await deal.Bank.GetAsync($"deals?officerId={third}")).Expect(200).Id("items.0.dealId"));
        Assert.Equal(0, (await deal.Bank.GetAsync($"deals?officerId={visited}")).Expect(200).Count());

        (await deal.ByBankAsync("officer", new { officerId = third, reason = "再次" })).ExpectProblem(409, "assignment.same");
        (await deal.ByBankAsync("officer", new { officerId = Guid.CreateVersion7(), reason = "外人" })).ExpectProblem(409, "contact.officer_unknown");
        var stranger = (await (await market.DealAsync()).OfficerAsync());
        (await app.AsBureau().MoveAsync(deal.Path, "officer", new { officerId = stranger, reason = "他行" })).ExpectProblem(409, "contact.officer_unknown");
        (await deal.ByBankAsync("officer", new { officerId = second, reason = "" })).ExpectFlaw("reason", "text.empty");
        (await deal.ByEnterpriseAsync("officer", new { officerId = second, reason = "换人" })).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{deal.Path}/officer", new { officerId = second, reason = "换人" }, "\"9\"")).ExpectProblem(404, "deal.unknown");
        (await (await market.BankAsync()).PostAsync($"{deal.Path}/officer", new { officerId = second, reason = "换人" }, "\"9\"")).ExpectProblem(404, "deal.unknown");
        (await deal.Bank.PostAsync($"{deal.Path}/officer", new { officerId = second, reason = "换人" })).ExpectProblem(428, "etag.missing");
        await app.ExpectRebuiltAlikeAsync(new DealProjection(), "deal_document", "deal_document_request", "deal_offer", "deal_drawdown", "deal_signature", "deal_reminder");
    }

    [Fact]
    public async Task An_inspector_watches_a_deal_and_is_changed_with_a_reason()
    {
        var deal = await market.DealAsync();
        var bureau = app.AsBureau();
        (await bureau.MoveAsync(deal.Path, "inspector", new { inspectorId = bureau.Caller!.Actor, reason = "本人跟进" })).Expect(200);
        Assert.Equal(deal.Id, (await bureau.GetAsync($"deals?inspectorId={bureau.Caller.Actor}")).Expect(200).Id("items.0.dealId"));

        var colleague = await UserAsync("bureau", "130000");
        (await bureau.MoveAsync(deal.Path, "inspector", new { inspectorId = colleague, reason = "轮岗" })).Expect(200);
        Assert.Equal(colleague, (await deal.Enterprise.GetAsync(deal.Path)).Str("deal.inspectorId"));
        app.Clock.Advance(TimeSpan.FromDays(20));
        var late = (await bureau.GetAsync("oversight/overdue")).Expect(200);
        Assert.Equal((colleague, 0m), (late.Str("items.0.inspectorId"), late.Num("items.0.reminders")));
        (await bureau.MoveAsync(deal.Path, "reminders", Call)).Expect(200);
        Assert.Equal($"{app.Today:yyyy-MM-dd}", (await bureau.GetAsync("oversight/overdue")).Expect(200).Str("items.0.remindedOn"));

        foreach (var other in new[] { await UserAsync("bureau", "130100"), await UserAsync("bank", null), Guid.CreateVersion7().ToString(), "somebody" })
            (await bureau.MoveAsync(deal.Path, "inspector", new { inspectorId = other, reason = "轮岗" })).ExpectProblem(409, "assignment.inspector_unknown");
        (await bureau.MoveAsync(deal.Path, "inspector", new { inspectorId = colleague, reason = "轮岗" })).ExpectProblem(409, "assignment.same");
        (await bureau.MoveAsync(deal.Path, "inspector", new { inspectorId = "", reason = "" })).ExpectFlaw("inspectorId", "text.empty").ExpectFlaw("reason", "text.empty");
        foreach (var party in new[] { deal.Bank, deal.Enterprise, app.AsOperator() })
            (await party.PostAsync($"{deal.Path}/inspector", new { inspectorId = colleague, reason = "轮岗" }, "\"9\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{deal.Path}/inspector", new { inspectorId = colleague, reason = "轮岗" }, "\"9\"")).ExpectProblem(404, "deal.unknown");
    }

    [Fact]
    public async Task A_pair_that_the_bureau_introduces_waits_in_both_inboxes_until_one_answers_and_may_end_in_a_deal()
    {
        // Ten better products fill what the engine proposes, so that nobody but the bureau brings these two together.
        var stage = new MarketStage(app, "130400");
        var (bank, product) = await stage.LenderAsync(terms => terms with { SpreadMinBp = 40, SpreadMaxBp = 50 });
        for (var i = 0; i < 10; i++) await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        Assert.Empty(await stage.PairingsAsync(bank, need));

        var pairing = (await stage.Bureau.PostAsync("pairings", new { needId = need, productId = product })).Expect(201).Id("pairingId");
        foreach (var side in new[] { bank, enterprise })
            Assert.Equal(pairing, Assert.Single(await WaitingAsync(side, "introduction"))["id"]!.GetValue<Guid>());

        (await bank.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);
        Assert.Empty(await WaitingAsync(bank, "introduction"));
        Assert.Empty(await WaitingAsync(enterprise, "introduction"));
        Assert.Single(await WaitingAsync(enterprise, "interest"));
        Assert.Equal("mutual", (await enterprise.MoveAsync($"pairings/{pairing}", "interest")).Expect(200).Str("status"));
    }

    [Fact]
    public async Task A_bank_that_never_answers_is_reminded_then_closed_out_and_the_need_goes_to_the_next()
    {
        var deal = await market.DealAsync();
        app.Clock.Advance(TimeSpan.FromDays(10));
        (await app.AsBureau().MoveAsync(deal.Path, "reminders", Call)).Expect(200);
        (await deal.ByBankAsync("closure", new { outcome = "lapsed", reasonCode = "notAnswered" })).ExpectProblem(403, "closure.not_your_outcome");
        (await app.AsBureau().MoveAsync(deal.Path, "closure", new { outcome = "lapsed", reasonCode = "notAnswered", words = "多次催办未果" })).Expect(200);
        Assert.Empty(await RemindersAsync(deal.Bank));

        var next = await market.BankAsync();
        var other = await market.DealAsync(next, await market.ProductAsync(next), deal.Enterprise, deal.Need);
        Assert.Equal("opened", (await next.GetAsync(other.Path)).Str("deal.stage"));
        var pace = (await app.AsBureau().GetAsync($"oversight/responsiveness?bankId={deal.Bank.Organisation}")).Expect(200);
        Assert.Equal((0m, 1m), (pace.Num("banks.0.answers"), pace.Num("banks.0.missed")));
        await app.ExpectRebuiltAlikeAsync(new DealFactProjection());
    }

    private static Task<List<System.Text.Json.Nodes.JsonNode>> RemindersAsync(MarketClient client) => WaitingAsync(client, "reminder");

    private static async Task<List<System.Text.Json.Nodes.JsonNode>> WaitingAsync(MarketClient client, string kind) =>
        [.. (await client.GetAsync("inbox")).Expect(200)["waiting"]!.AsArray().Where(w => w!["kind"]!.GetValue<string>() == kind).Select(w => w!)];

    private async Task<string> UserAsync(string role, string? region)
    {
        var answer = await app.AsOperator().PostAsync("identity/users", new
        {
            userName = $"u{Guid.NewGuid():N}",
            displayName = "经办人",
            role,
            password = "correct horse battery staple",
            region,
        });
        return answer.Expect(201).Id("userId").ToString();
    }
}
