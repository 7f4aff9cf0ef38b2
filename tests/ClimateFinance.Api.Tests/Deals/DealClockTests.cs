using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>The clocks of deals, by a clock that the tests move.</summary>
public sealed class DealClockTests(TestPostgres postgres) : IAsyncLifetime
{
    /// <summary>2026-11-02 is a Monday without a holiday near it.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 2, 0, 0, TimeSpan.Zero);

    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
        app.Clock.SetTo(Monday);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task After_weeks_of_downtime_everything_is_recorded_once_in_order_with_its_day_and_the_slot_is_free()
    {
        var deal = await market.DealAsync();
        await app.StopAsync();
        app.Clock.Advance(TimeSpan.FromDays(40));
        await app.InitializeAsync();
        await Task.WhenAll(SweepAsync(), SweepAsync(), SweepAsync());
        await SweepAsync();

        // The clients of before the stop are gone with it.
        var (bank, enterprise) = (app.AsBank(deal.Bank.Organisation), app.AsEnterprise(deal.Enterprise.Organisation));
        var entries = (await bank.GetAsync($"{deal.Path}/timeline")).Expect(200)["entries"]!.AsArray();
        var clock = entries.Where(e => e!["content"]!["on"] is not null).Select(e => (e!["fact"]!.GetValue<string>(), e["content"]!["on"]!.GetValue<string>()));
        Assert.Equal(
            [
                ("deadline_reminded_v1", "2026-11-06"), ("limit_missed_v1", "2026-11-10"), ("limit_escalated_v1", "2026-11-12"), ("deal_lapsed_v1", "2026-11-30"),
            ],
            clock);
        Assert.All(entries.Where(e => e!["content"]!["on"] is not null), e => Assert.StartsWith("2026-12-12", e!["at"]!.GetValue<string>(), StringComparison.Ordinal));

        var closed = (await bank.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("closed", "lapsed", "notAnswered"), (closed.Str("deal.stage"), closed.Str("deal.outcome"), closed.Str("deal.reasonCode")));
        var other = await market.BankAsync();
        var product = await market.ProductAsync(other);
        Assert.NotEqual(Guid.Empty, (await market.DealAsync(other, product, enterprise, deal.Need)).Id);
    }

    [Fact]
    public async Task An_offer_lapses_after_its_last_day_and_frees_its_quota_and_the_bank_owes_a_new_one()
    {
        var deal = await (await market.DealAsync()).ToAsync("dueDiligence");
        (await deal.ByBankAsync("offers", deal.Offer(validDays: 3))).Expect(200);
        Assert.Equal(40_000_000m, (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Num("reservedCny"));

        app.Clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync();
        Assert.Equal("live", (await deal.Bank.GetAsync(deal.Path)).Str("offers.0.status"));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await SweepAsync();

        var view = (await deal.Bank.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("lapsed", "dueDiligence", "offer", "bank"), (view.Str("offers.0.status"), view.Str("deal.stage"), view.Str("deal.next.step"), view.Str("deal.next.owing")));
        Assert.Equal(0m, (await deal.Bank.GetAsync($"products/{deal.Product}/quota")).Num("reservedCny"));
        (await deal.ByEnterpriseAsync("offers/1/acceptance")).ExpectProblem(409, "offer.expired");
    }

    [Fact]
    public async Task The_deal_says_what_the_clock_recorded_what_comes_next_and_what_stands_still()
    {
        var deal = await (await market.DealAsync()).ToAsync("contacted");
        (await deal.ByBankAsync("documents", new { kinds = new[] { "财务报表" } })).Expect(200);
        var waiting = (await deal.Enterprise.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("dueDiligence", "2026-11-23", "2026-11-02"), (waiting.Str("clock.paused.step"), waiting.Str("clock.paused.dueOn"), waiting.Str("clock.pausedOn")));
        Assert.Equal("2026-11-16", waiting.Str("deal.next.dueOn"));

        app.Clock.Advance(TimeSpan.FromDays(15));
        await SweepAsync();
        var late = (await deal.Enterprise.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("2026-11-13", "2026-11-17", "2026-11-19", "2026-12-07"), (
            late.Str("clock.remindedOn"), late.Str("clock.missedOn"), late.Str("clock.escalatesOn"), late.Str("clock.lapsesOn")));
        Assert.Null(late["clock.escalatedOn"]);
    }

    [Fact]
    public async Task The_bureau_gives_more_time_with_a_reason_and_nobody_else_does()
    {
        var deal = await market.DealAsync();
        var bureau = app.AsBureau();
        var extended = (await bureau.MoveAsync(deal.Path, "extensions", new { workingDays = 5, reason = "客户经理调整" })).Expect(200);
        Assert.Equal("2026-11-16", extended.Str("next.dueOn"));
        (await bureau.MoveAsync(deal.Path, "extensions", new { workingDays = 0, reason = "x" })).ExpectFlaw("workingDays", "number.out_of_range");
        (await bureau.MoveAsync(deal.Path, "extensions", new { workingDays = 5, reason = " " })).ExpectFlaw("reason", "text.empty");
        (await bureau.PostAsync($"{deal.Path}/extensions", new { workingDays = 5, reason = "再延" })).ExpectProblem(428, "etag.missing");
        (await deal.ByBankAsync("extensions", new { workingDays = 5, reason = "再延" })).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{deal.Path}/extensions", new { workingDays = 5, reason = "再延" }, ifMatch: "\"3\"")).ExpectProblem(404, "deal.unknown");

        var first = await bureau.PostAsync($"{deal.Path}/extensions", new { workingDays = 1, reason = "再延" }, ifMatch: extended.ETag, key: "ext-1");
        var again = await bureau.PostAsync($"{deal.Path}/extensions", new { workingDays = 1, reason = "再延" }, ifMatch: extended.ETag, key: "ext-1");
        Assert.Equal((first.Expect(200).Text, "true"), (again.Expect(200).Text, again.Headers["Idempotency-Replayed"]));
        var signed = await (await market.DealAsync()).ToAsync("signed");
        (await bureau.MoveAsync(signed.Path, "extensions", new { workingDays = 5, reason = "无" })).ExpectProblem(409, "extension.nothing_owed");
    }

    [Fact]
    public async Task A_limit_into_a_provisional_year_is_worked_out_anew_when_the_notice_is_imported()
    {
        app.Clock.SetTo(new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero));
        var deal = await market.DealAsync();
        var before = (await deal.Bank.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("2027-01-05", true), (before.Str("deal.next.dueOn"), before["deal.next.provisional"]!.GetValue<bool>()));

        var bureau = app.AsBureau();
        var imported = (await bureau.PostAsync("reference/calendar/2027/notice", Notices.Of2027())).Expect(200);
        Assert.Equal((2027, 1), ((int)imported.Num("year"), (int)imported.Num("import")));
        await UntilAsync(async () => (await bureau.GetAsync("reference/calendar/2027/notice")).Expect(200)["reworked"] is not null);

        Assert.Equal(1m, (await bureau.GetAsync("reference/calendar/2027/notice")).Num("reworked.moved"));
        var after = (await deal.Bank.GetAsync(deal.Path)).Expect(200);
        Assert.Equal(("2027-01-06", false), (after.Str("deal.next.dueOn"), after["deal.next.provisional"]!.GetValue<bool>()));
        Assert.Equal("2027-01-06", (await deal.Bank.GetAsync("reference/calendar/due-day?from=2026-12-28&workingDays=5")).Expect(200).Str("dueOn"));
        await app.RestartAsync();
        Assert.Equal("2027-01-06", (await app.AsBank(deal.Bank.Organisation).GetAsync("reference/calendar/due-day?from=2026-12-28&workingDays=5")).Expect(200).Str("dueOn"));
    }

    [Fact]
    public async Task A_notice_that_cannot_be_one_is_refused()
    {
        (await app.AsOperator().GetAsync("reference/calendar/2031/notice")).ExpectProblem(404, "calendar.not_imported");
        (await app.AsBank(Guid.CreateVersion7()).PostAsync("reference/calendar/2027/notice", Notices.Of2027())).ExpectProblem(403, "http.forbidden");
        async Task Refused(string code, params (string Date, string Kind)[] days) =>
            (await app.AsOperator().PostAsync("reference/calendar/2027/notice", Notices.Of(days))).ExpectProblem(409, code);

        await Refused("calendar.statutory_day_missing", ("2027-01-01", "holiday"));
        await Refused("calendar.day_of_another_year", ("2028-01-01", "holiday"));
        await Refused("calendar.makeup_on_weekday", ("2027-01-04", "makeupWorkday"));
        await Refused("calendar.day_twice", ("2027-01-01", "holiday"), ("2027-01-01", "makeupWorkday"));
        (await app.AsOperator().PostAsync("reference/calendar/1999/notice", Notices.Of2027())).ExpectFlaw("year", "number.out_of_range");
        (await app.AsOperator().PostAsync("reference/calendar/2027/notice", Notices.Of())).ExpectFlaw("days", "list.wrong_length");
    }

    private Task<IReadOnlyList<Guid>> SweepAsync() =>
        app.Services.GetRequiredService<DealKeeper>().SweepAsync(TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if (await holds()) return;
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Fail("It did not come about within ten seconds.");
    }

    /// <summary>A made-up notice of 2027: the statutory days, and the first four days of the year off.</summary>
    private static class Notices
    {
        public static object Of2027() => Of(
        [
            .. Domain.Calendar.StatutoryHolidays.Of(2027).Concat([new DateOnly(2027, 1, 4)]).Select(day => (day.ToString("yyyy-MM-dd", null), "holiday")),
        ]);

        public static object Of(params (string Date, string Kind)[] days) =>
            new { source = "made up for a test", days = days.Select(day => new { date = day.Date, kind = day.Kind, name = "节" }) };
    }
}
