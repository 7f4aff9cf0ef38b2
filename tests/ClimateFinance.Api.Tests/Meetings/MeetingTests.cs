using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Meetings;

/// <summary>A meeting from its plan to its funnel, and an intention that opens a deal on the spot.</summary>
public sealed class MeetingTests(TestPostgres postgres) : IAsyncLifetime
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
    public async Task An_intention_of_both_sides_opens_a_deal_that_belongs_to_the_meeting()
    {
        var meeting = await HeldAsync();
        var (bank, enterprise) = (await market.BankAsync(), await market.EnterpriseAsync());
        var product = await market.ProductAsync(bank);
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise));

        var recorded = (await app.AsBureau().MoveAsync(meeting, "intentions", new { needId = need, productId = product })).Expect(200);

        var deal = (await bank.GetAsync($"deals/{recorded.Id("dealId")}")).Expect(200);
        Assert.Equal("opened", deal.Str("deal.stage"));
        Assert.Equal(meeting, $"meetings/{deal.Id("deal.meetingId")}");
        Assert.Equal(1m, (await app.AsBureau().GetAsync(meeting)).Num("funnel.intentions"));
        (await app.AsBureau().MoveAsync(meeting, "intentions", new { needId = need, productId = product })).Expect(409);
    }

    [Fact]
    public async Task An_intention_takes_up_the_pairing_that_the_engine_proposed()
    {
        var meeting = await HeldAsync();
        var (bank, enterprise) = (await market.BankAsync(), await market.EnterpriseAsync());
        var product = await market.ProductAsync(bank);
        var need = await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise));
        var proposed = await market.ProposedAsync(bank, need, product);

        var recorded = (await app.AsBureau().MoveAsync(meeting, "intentions", new { needId = need, productId = product })).Expect(200);

        Assert.Equal(proposed, recorded.Id("pairingId"));
        Assert.Equal("mutual", (await bank.GetAsync($"pairings/{proposed}")).Expect(200).Str("pairing.status"));
        Assert.Equal(1, (await bank.GetAsync($"pairings?needId={need}")).Expect(200).Count());
    }

    [Fact]
    public async Task Only_the_bureau_of_its_region_keeps_the_books()
    {
        var plan = new { title = "对接会", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "邯郸市生态环境局" }, supporters = Array.Empty<string>() };
        (await app.AsBureau("130100").PostAsync("meetings", plan)).ExpectProblem(403, "meeting.bureau_only");
        (await (await market.BankAsync()).PostAsync("meetings", plan)).ExpectProblem(403, "http.forbidden");
        var meeting = await HeldAsync();
        (await app.AsBureau("130100").MoveAsync(meeting, "closure")).ExpectProblem(403, "meeting.bureau_only");
        (await app.AsBureau().MoveAsync(meeting, "attendance", new { side = "operator", organisationId = Guid.NewGuid(), topics = Array.Empty<string>() }))
            .ExpectProblem(400, "meeting.side_wrong");
        (await app.AsBureau().MoveAsync(meeting, "presentations", new { })).ExpectProblem(400, "meeting.product_or_project");
        (await app.AsBureau().MoveAsync(meeting, "intentions", new { needId = Guid.NewGuid(), productId = Guid.NewGuid() })).ExpectProblem(404, "need.unknown");
        (await app.AsBureau().MoveAsync(meeting, "closure")).Expect(200);
        (await app.AsBureau().MoveAsync(meeting, "closure")).ExpectProblem(409, "meeting.wrong_state");
    }

    [Fact]
    public async Task A_meeting_is_not_held_in_the_future_and_its_plan_is_checked()
    {
        var plan = new { title = "", on = app.Today, place = "邯郸", region = "999999", organisers = Array.Empty<string>(), supporters = Array.Empty<string>() };
        var refused = await app.AsBureau().PostAsync("meetings", plan);
        refused.ExpectFlaw("title", "text.empty").ExpectFlaw("region", "region.unknown").ExpectFlaw("organisers", "list.wrong_length");

        var planned = await app.AsBureau().PostAsync("meetings", plan with { title = "对接会", region = "130400", organisers = ["邯郸市生态环境局"] });
        var path = $"meetings/{planned.Expect(201).Id("meetingId")}";
        (await app.AsBureau().MoveAsync(path, "holding", new { heldOn = app.Today.AddDays(1) })).ExpectProblem(409, "meeting.held_in_future");
        (await app.AsBureau().MoveAsync(path, "intentions", new { needId = Guid.NewGuid(), productId = Guid.NewGuid() })).Expect(404);
    }

    private async Task<string> HeldAsync()
    {
        var planned = await app.AsBureau().PostAsync(
            "meetings",
            new { title = "对接会", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "邯郸市生态环境局" }, supporters = Array.Empty<string>() });
        var path = $"meetings/{planned.Expect(201).Id("meetingId")}";
        (await app.AsBureau().MoveAsync(path, "holding", new { heldOn = app.Today })).Expect(200);
        return path;
    }
}
