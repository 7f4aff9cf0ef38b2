using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Oversight;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Meetings;

/// <summary>What became of a meeting: three intentions, worked out by hand up to the money, and nothing of what came about elsewhere.</summary>
public sealed class MeetingFunnelTests(TestPostgres postgres) : IAsyncLifetime
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
    public async Task A_meeting_has_its_own_funnel_from_the_intention_to_the_money_with_denominators()
    {
        var meeting = await PlannedAsync();
        var (guest, absent) = (await market.BankAsync(), await market.EnterpriseAsync());
        foreach (var (side, id) in new[] { ("bank", guest.Organisation), ("enterprise", absent.Organisation) }) await ByBureauAsync(meeting, "invitations", new { side, organisationId = id });
        await ByBureauAsync(meeting, "holding", new { heldOn = app.Today });
        var product = await market.ProductAsync(guest);
        foreach (var (side, id) in new[] { ("bank", guest.Organisation), ("bank", (await market.BankAsync()).Organisation) })
            await ByBureauAsync(meeting, "attendance", new { side, organisationId = id, topics = new[] { "绿色信贷" } });
        await ByBureauAsync(meeting, "presentations", new { productId = product });

        // One that the engine had proposed before, and two on needs that nobody waits for the engine to see.
        var drawn = await IntendedAsync(meeting, guest, product, proposedBefore: true);
        var refused = await IntendedAsync(meeting, guest, product, proposedBefore: false);
        await IntendedAsync(meeting, guest, product, proposedBefore: false);
        await (await market.DealAsync(guest, product)).ToAsync("offered");
        await drawn.ToAsync("drawing");
        (await drawn.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        await refused.ToAsync("offered", 30_000_000m);
        (await refused.ByBankAsync("closure", new { outcome = "refused", reasonCode = "collateral", wouldHaveChanged = "增加抵押" })).Expect(200);

        foreach (var summed in new[] { false, true })
        {
            if (summed) await app.Services.GetRequiredService<SubscriptionRunner>().DrainedByAsync(app);
            var seen = (await app.AsBureau().GetAsync($"{meeting}/funnel")).Expect(200);
            Assert.Equal(
                (2m, 1m, 2m, 1m, 0m, 3m),
                (seen.Num("invited"), seen.Num("invitedWhoCame"), seen.Num("attended"), seen.Num("productsPresented"), seen.Num("projectsPresented"), seen.Num("intentionsRecorded")));
            Assert.Equal(
                [
                    ("proposed", 3, null, null, null), ("intention", 3, 100m, null, 180_000_000m), ("mutual", 3, 100m, 100m, 180_000_000m),
                    ("contacted", 2, 66.7m, 66.7m, 120_000_000m), ("dueDiligence", 2, 100m, 66.7m, 120_000_000m), ("offered", 2, 100m, 66.7m, 70_000_000m),
                    ("agreed", 1, 50m, 33.3m, 40_000_000m), ("approved", 1, 100m, 33.3m, 40_000_000m), ("signed", 1, 100m, 33.3m, 40_000_000m),
                    ("drawn", 1, 100m, 33.3m, 10_000_000m),
                ],
                seen["funnel.steps"]!.AsArray().Select(Step));
            Assert.Equal((2m, 1m), (seen.Num("funnel.live"), seen["funnel.closed"]!.AsArray().Single(c => c!["outcome"]!.GetValue<string>() == "refused")!["deals"]!.GetValue<decimal>()));
            Assert.Equal(("refused", "collateral", 1m, 1m), (seen.Str("reasons.0.outcome"), seen.Str("reasons.0.reasonCode"), seen.Num("reasons.0.count"), seen.Num("reasons.0.ofOutcome")));
            Assert.Equal(1, seen.Count("reasons"));

            var byMeeting = (await app.AsBureau().GetAsync("oversight/funnel?by=meeting")).Expect(200);
            Assert.Equal((1, seen["funnel.steps"]!.ToJsonString()), (byMeeting.Count("lines"), byMeeting["lines.0.steps"]!.ToJsonString()));
            Assert.Equal(seen["funnel.steps"]!.ToJsonString(), (await app.AsBureau().GetAsync($"oversight/funnel?meetingId={meeting[9..]}")).Expect(200)["total.steps"]!.ToJsonString());
        }

        await app.ExpectRebuiltAlikeAsync(new PairingFactProjection());
    }

    [Fact]
    public async Task The_funnel_of_a_meeting_is_for_the_bureau_of_its_region_alone()
    {
        var meeting = await PlannedAsync();
        Assert.All((await app.AsBureau().GetAsync($"{meeting}/funnel")).Expect(200)["funnel.steps"]!.AsArray(), step => Assert.Equal(0, step!["count"]!.GetValue<int>()));
        (await app.AsBureau("130000").GetAsync($"{meeting}/funnel")).Expect(200);
        (await app.AsBureau("130100").GetAsync($"{meeting}/funnel")).ExpectProblem(403, "meeting.bureau_only");
        foreach (var other in new[] { await market.BankAsync(), await market.EnterpriseAsync(), app.AsOperator() }) (await other.GetAsync($"{meeting}/funnel")).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().GetAsync($"{meeting}/funnel")).ExpectProblem(401, "http.unauthorized");
        (await app.AsBureau().GetAsync($"meetings/{Guid.CreateVersion7()}/funnel")).ExpectProblem(404, "meeting.unknown");
    }

    private async Task<DealDesk> IntendedAsync(string meeting, MarketClient bank, Guid product, bool proposedBefore)
    {
        var enterprise = await market.EnterpriseAsync();
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise));
        if (proposedBefore) await market.ProposedAsync(bank, need, product);
        var recorded = await app.AsBureau().MoveAsync(meeting, "intentions", new { needId = need, productId = product });
        return new DealDesk(app, bank, enterprise, product, need, recorded.Expect(200).Id("dealId"));
    }

    private async Task ByBureauAsync(string meeting, string move, object body) => (await app.AsBureau().MoveAsync(meeting, move, body)).Expect(200);

    private async Task<string> PlannedAsync()
    {
        var planned = await app.AsBureau().PostAsync(
            "meetings",
            new { title = "对接会", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "邯郸市生态环境局" }, supporters = Array.Empty<string>() });
        return $"meetings/{planned.Expect(201).Id("meetingId")}";
    }

    private static (string, int, decimal?, decimal?, decimal?) Step(JsonNode? step) => (
        step!["step"]!.GetValue<string>(), step["count"]!.GetValue<int>(), step["percentOfPrevious"]?.GetValue<decimal>(), step["percentOfIntentions"]?.GetValue<decimal>(),
        step["amountCny"]?.GetValue<decimal>());
}
