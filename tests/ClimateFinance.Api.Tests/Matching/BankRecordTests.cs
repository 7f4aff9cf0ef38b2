using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Matching;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

/// <summary>A bank's record of its limits becomes the responsiveness of its products.</summary>
public sealed class BankRecordTests(TestPostgres postgres)
{
    [Fact]
    public async Task Steps_in_time_raise_a_banks_responsiveness_late_ones_lower_it_and_a_stored_score_stays_what_it_was()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        app.Clock.SetTo(new DateTimeOffset(2026, 11, 2, 2, 0, 0, TimeSpan.Zero));
        var stage = new MarketStage(app, "130100");
        var (bank, product) = await stage.LenderAsync();
        var (enterprise, need) = await stage.BorrowerAsync();
        var pairing = Assert.Single(await stage.PairingsAsync(enterprise, need));
        Assert.Equal(5_000, await ValueAsync(enterprise, need, product));

        (await bank.MoveAsync($"pairings/{pairing.Id}", "interest")).Expect(200);
        var deal = (await enterprise.MoveAsync($"pairings/{pairing.Id}", "interest")).Expect(200).Id("dealId");
        var desk = new DealDesk(app, bank, enterprise, product, need, deal);
        var opened = (await bank.GetAsync(desk.Path)).Expect(200);
        var (since, due) = (Day(opened, "deal.next.since"), Day(opened, "deal.next.dueOn"));

        // The visit comes a day after the opening: in time, and early.
        app.Clock.Advance(TimeSpan.FromDays(1));
        await desk.ToAsync("contacted");
        var days = due.DayNumber - since.DayNumber;
        var afterOne = Responsiveness.Of(new LimitRecord(1, 1, days, days - 1));
        Assert.Equal(afterOne, await ValueAsync(enterprise, need, product));
        Assert.True(afterOne > 5_000);

        // Due diligence comes days late, whether the clock has noted it by then or not; the pairing recomputes to what it was.
        app.Clock.Advance(TimeSpan.FromDays(25));
        (await desk.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).Expect(200);
        Assert.Equal(Responsiveness.Of(new LimitRecord(2, 1, days, days - 1)), await ValueAsync(enterprise, need, product));
        var again = (await enterprise.GetAsync($"pairings/{pairing.Id}/recomputation")).Expect(200);
        Assert.True(again["equal"]!.GetValue<bool>(), again.Text);

        await Rebuilds.ExpectRebuiltAlikeAsync(app, new BankRecordProjection());

        // A deal that ends after the bank's last day counts as another miss.
        app.Clock.Advance(TimeSpan.FromDays(20));
        (await enterprise.MoveAsync(desk.Path, "closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        Assert.Equal(Responsiveness.Of(new LimitRecord(3, 1, days, days - 1)), await ValueAsync(enterprise, need, product));
    }

    private static DateOnly Day(ApiAnswer answer, string path) => DateOnly.ParseExact(answer.Str(path), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<int> ValueAsync(MarketClient enterprise, Guid need, Guid product)
    {
        var pair = (await enterprise.GetAsync($"needs/{need}/matches/{product}")).Expect(200);
        var piece = pair.Json["pieces"]!.AsArray().Single(p => p!["piece"]!.GetValue<string>() == "responsiveness")!;
        return piece["value"]!.GetValue<int>();
    }
}
