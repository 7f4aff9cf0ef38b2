using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Oversight;

/// <summary>
/// How fast banks answer, why deals end, how many there are of each, and what everybody may know: figures of markets small enough to be worked out by hand.
/// </summary>
public sealed class FiguresTests(TestPostgres postgres) : IAsyncLifetime
{
    /// <summary>2026-11-02 is a Monday without a holiday near it.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 2, 0, 0, TimeSpan.Zero);

    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);

        // The clock is moved: nothing else may move a deal between its reading and its move.
        app.Services.GetRequiredService<ClockworkGate>().Held = true;
        app.Clock.SetTo(Monday);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_banks_pace_counts_what_it_owed_and_did_how_often_in_time_and_after_how_many_days()
    {
        // All open on the 2nd; the first visit is due on the 9th.
        var quick = await market.DealAsync();
        var slow = await market.DealAsync(quick.Bank, quick.Product);
        var silent = await market.DealAsync();
        var waiting = await market.DealAsync();
        On(4);
        await quick.ToAsync("contacted");
        On(10);
        await slow.ToAsync("contacted");
        On(11);
        await quick.ToAsync("offered", from: "contacted");
        On(12);
        (await app.AsBureau().MoveAsync(silent.Path, "closure", new { outcome = "lapsed", reasonCode = "notAnswered" })).Expect(200);

        foreach (var summed in new[] { false, true })
        {
            if (summed) await SummedAsync();
            var banks = (await app.AsBureau().GetAsync("oversight/responsiveness")).Expect(200);
            Assert.Equal([quick.Bank.Organisation, silent.Bank.Organisation, waiting.Bank.Organisation], Each(banks["banks"]!, b => b["bankId"]!.GetValue<Guid>()));

            // Visits after 2 and 8 days, the second late; the diligence after 7; the offer on the same day: 3 of 4 in time, 17 days in 4 answers.
            Assert.Equal((2m, 4m, 3m, 0m, 75m, 4.3m, 0m), Pace(banks["banks.0"]!));
            Assert.Equal(
                [("contact", 2, 1, 50m, 5m), ("dueDiligence", 1, 1, 100m, 7m), ("offer", 1, 1, 100m, 0m)],
                Each(banks["banks.0.steps"]!, s => (s["step"]!.GetValue<string>(), s["answers"]!.GetValue<int>(), s["inTime"]!.GetValue<int>(), Num(s, "inTimePercent"), Num(s, "averageDays"))));
            Assert.Equal((1m, 0m, 0m, 1m, 0m, -1m, 0m), Pace(banks["banks.1"]!));
            Assert.Equal((1m, 0m, 0m, 0m, -1m, -1m, 1m), Pace(banks["banks.2"]!));
        }

        foreach (var (query, count) in new[] { ("?period=2026-11", 3), ("?period=2026-H2", 3), ("?period=2026-10", 0), ($"?bankId={silent.Bank.Organisation}", 1), ($"?bankId={quick.Bank.Organisation}&period=2026-Q4", 1) })
            Assert.Equal(count, (await app.AsBureau().GetAsync($"oversight/responsiveness{query}")).Expect(200).Count("banks"));
        await BureauAloneAsync("oversight/responsiveness", answer => Assert.Equal(0, answer.Count("banks")), quick);
        (await app.AsBureau().GetAsync("oversight/responsiveness?period=2026-Q5")).ExpectFlaw("period", "period.wrong_form");
    }

    [Fact]
    public async Task Reasons_are_counted_of_those_that_ended_so_with_what_was_asked()
    {
        var (first, second, third) = (await market.DealAsync(), await market.DealAsync(), await market.DealAsync());
        await market.DealAsync();
        foreach (var (deal, reason) in new[] { (first, "collateral"), (second, "collateral"), (third, "rating") })
            (await deal.ByBankAsync("closure", new { outcome = "refused", reasonCode = reason, wouldHaveChanged = "增加抵押" })).Expect(200);
        var left = await market.DealAsync(third.Bank, third.Product);
        (await left.ByEnterpriseAsync("closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise), sheet => sheet["amountCny"] = 30_000_000m);
        var declined = await market.ProposedAsync(first.Bank, need, first.Product);
        (await first.Bank.MoveAsync($"pairings/{declined}", "decline", new { reasonCode = "rate" })).Expect(200);

        var all = new[] { ("refused", "collateral", 2, 3, 66.7m, 120_000_000m), ("declined", "rate", 1, 1, 100m, 30_000_000m), ("refused", "rating", 1, 3, 33.3m, 60_000_000m), ("withdrawn", "foundElsewhere", 1, 1, 100m, 60_000_000m) };
        Assert.Equal(all, await ReasonsAsync());
        await SummedAsync();
        Assert.Equal(all, await ReasonsAsync());
        Assert.Equal(all, await ReasonsAsync("?industry=C31&region=130481&period=2026-11"));
        Assert.Equal([("refused", "rating", 1, 1, 100m, 60_000_000m), ("withdrawn", "foundElsewhere", 1, 1, 100m, 60_000_000m)], await ReasonsAsync($"?bankId={third.Bank.Organisation}"));
        foreach (var nothing in new[] { "?period=2026-10", "?industry=C3011", $"?meetingId={Guid.CreateVersion7()}", "?region=130402" }) Assert.Empty(await ReasonsAsync(nothing));
        await BureauAloneAsync("oversight/reasons", answer => Assert.Equal(0, answer.Count("reasons")), first);
        (await app.AsBureau().GetAsync("oversight/reasons?region=130100")).ExpectFlaw("region", "region.not_yours");
        (await app.AsBureau().GetAsync("oversight/reasons?period=2026-0")).ExpectFlaw("period", "period.wrong_form");
        (await app.AsBureau().GetAsync("oversight/reasons?industry=Z1")).ExpectFlaw("industry", "industry.unknown");
    }

    [Fact]
    public async Task Counts_are_of_the_whole_installation_for_the_operator_and_of_its_region_for_a_bureau()
    {
        await market.EnterpriseAsync();
        Assert.Equal((1m, 0m), ((await app.AsBureau().GetAsync("oversight/counts")).Num("enterprisesVerified"), (await app.AsBureau().GetAsync("oversight/board")).Num("funnel.dealsOpened")));
        Assert.Equal(1m, (await app.AsBureau().GetAsync("oversight/board")).Num("funnel.enterprisesVerified"));
        var drawing = await (await market.DealAsync()).ToAsync("drawing");
        (await drawing.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        await market.DealAsync();
        await market.EnterpriseAsync(verified: false, grade: null);
        On(12);

        foreach (var summed in new[] { false, true })
        {
            if (summed) await SummedAsync();
            foreach (var reader in new[] { app.AsOperator(), app.AsBureau(), app.AsBureau("130000") })
            {
                var counts = (await reader.GetAsync("oversight/counts")).Expect(200);
                Assert.Equal((3m, 2m, 2m, 2m), (counts.Num("enterprisesVerified"), counts.Num("projectsAdmitted"), counts.Num("needsPublished"), counts.Num("productsPublished")));
                Assert.Equal((2m, 2m, 1m, 1m, 1m), (counts.Num("pairingsMutual"), counts.Num("dealsOpened"), counts.Num("dealsSigned"), counts.Num("dealsDrawn"), counts.Num("dealsOverdue")));
                Assert.Equal([("opened", 1), ("drawing", 1)], Each(counts["byStage"]!, s => (s["stage"]!.GetValue<string>(), s["deals"]!.GetValue<int>())));
                Assert.DoesNotContain("cny", counts.Text, StringComparison.OrdinalIgnoreCase);
            }
        }

        var far = (await app.AsBureau("130100").GetAsync("oversight/counts")).Expect(200);
        Assert.Equal((0m, 0m, 0m, 0), (far.Num("enterprisesVerified"), far.Num("dealsOpened"), far.Num("dealsOverdue"), far.Count("byStage")));
        foreach (var party in new[] { drawing.Bank, drawing.Enterprise }) (await party.GetAsync("oversight/counts")).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().GetAsync("oversight/counts")).ExpectProblem(401, "http.unauthorized");
    }

    [Fact]
    public async Task Public_figures_show_nothing_that_fewer_than_three_enterprises_or_banks_made_nor_what_would_give_it_away()
    {
        var deals = new List<DealDesk>();
        for (var i = 0; i < 3; i++) deals.Add(await market.DealAsync());
        foreach (var deal in deals.Take(2)) await deal.ToAsync("offered");

        var few = (await deals[0].Bank.GetAsync("statistics")).Expect(200);
        Assert.Equal((3m, 180_000_000m), Public(few["total"]!, "opened"));
        Assert.Null(Public(few["total"]!, "offered"));
        Assert.Equal((3m, 180_000_000m), Public(Line(few, "byIndustry", "C3120"), "opened"));
        Assert.Equal((3m, 180_000_000m), Public(Line(few, "byRegion", "130400"), "opened"));
        Assert.Equal((3m, 180_000_000m), Public(Line(few, "byYear", "2026"), "opened"));

        // Two of cement: too few to show, and those of steel would give them away.
        await deals[2].ToAsync("offered", 20_000_000m);
        for (var i = 0; i < 2; i++) await market.DealAsync(enterprise: await market.EnterpriseAsync(industry: "C3011"));
        Assert.Equal(few.Text, (await deals[0].Bank.GetAsync("statistics")).Expect(200).Text);
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        foreach (var reader in new[] { deals[0].Bank, deals[0].Enterprise, app.AsBureau(), app.AsBureau("130100"), app.AsOperator() })
        {
            var seen = (await reader.GetAsync("statistics")).Expect(200);
            Assert.Equal((5m, 300_000_000m), Public(seen["total"]!, "opened"));
            Assert.Equal((3m, 100_000_000m), Public(seen["total"]!, "offered"));
            foreach (var industry in new[] { "C3011", "C3120" }) Assert.Null(Public(Line(seen, "byIndustry", industry), "opened"));
            Assert.Equal((3m, 100_000_000m), Public(Line(seen, "byIndustry", "C3120"), "offered"));
            Assert.Equal((0m, 0m), Public(seen["total"]!, "signed"));
        }

        (await app.Anonymous().GetAsync("statistics")).ExpectProblem(401, "http.unauthorized");
    }

    private void On(int day) => app.Clock.SetTo(Monday.AddDays(day - 2));

    private Task SummedAsync() => app.Services.GetRequiredService<SubscriptionRunner>().DrainedByAsync(app);

    /// <summary>For the bureaus of the region; another one sees nothing of it, and nobody else may ask.</summary>
    private async Task BureauAloneAsync(string path, Action<ApiAnswer> empty, DealDesk deal)
    {
        empty((await app.AsBureau("130100").GetAsync(path)).Expect(200));
        foreach (var other in new[] { deal.Bank, deal.Enterprise, app.AsOperator() }) (await other.GetAsync(path)).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().GetAsync(path)).ExpectProblem(401, "http.unauthorized");
    }

    private async Task<(string, string, int, int, decimal, decimal)[]> ReasonsAsync(string query = "") => Each(
        (await app.AsBureau().GetAsync($"oversight/reasons{query}")).Expect(200)["reasons"]!,
        r => (r["outcome"]!.GetValue<string>(), r["reasonCode"]!.GetValue<string>(), r["count"]!.GetValue<int>(), r["ofOutcome"]!.GetValue<int>(), Num(r, "percent"), Num(r, "askedCny")));

    private static (decimal Deals, decimal Answers, decimal InTime, decimal Missed, decimal Percent, decimal Days, decimal Late) Pace(JsonNode bank) =>
        (Num(bank, "deals"), Num(bank, "answers"), Num(bank, "inTime"), Num(bank, "missed"), Num(bank, "inTimePercent"), Num(bank, "averageDays"), Num(bank, "overdueNow"));

    /// <summary>Below zero where there is none.</summary>
    private static decimal Num(JsonNode node, string member) => node[member]?.GetValue<decimal>() ?? -1m;

    private static T[] Each<T>(JsonNode list, Func<JsonNode, T> of) => [.. list.AsArray().Select(item => of(item!))];

    private static JsonNode Line(ApiAnswer statistics, string by, string key) => statistics[by]!.AsArray().Single(line => line!["key"]!.GetValue<string>() == key)!;

    private static (decimal, decimal)? Public(JsonNode line, string step) =>
        line["figures"]!.AsArray().Single(f => f!["step"]!.GetValue<string>() == step)! is { } figure && figure["deals"] is not null
            ? (Num(figure, "deals"), Num(figure, "amountCny"))
            : null;
}
