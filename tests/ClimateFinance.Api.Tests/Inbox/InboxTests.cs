using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Inbox;

/// <summary>What waits for whom, since when and until when; what changed since one last looked; what one does not want to hear.</summary>
public sealed class InboxTests(TestPostgres postgres) : IAsyncLifetime
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
    public async Task A_step_waits_for_who_owes_it_until_its_day_and_moves_on_with_the_deal()
    {
        var deal = await market.DealAsync();
        var waiting = (await deal.Bank.GetAsync("inbox")).Expect(200);
        Assert.Equal(("step", "contact", false), (waiting.Str("waiting.0.kind"), waiting.Str("waiting.0.step"), waiting["waiting.0.late"]!.GetValue<bool>()));
        Assert.Equal(deal.Id, waiting.Id("waiting.0.id"));
        Assert.Equal($"/api/v1/{deal.Path}", waiting.Str("waiting.0.href"));
        Assert.Equal((await deal.Bank.GetAsync(deal.Path)).Str("deal.next.dueOn"), waiting.Str("waiting.0.until"));
        Assert.Equal(0m, (await deal.Enterprise.GetAsync("inbox")).Expect(200).Num("waitingTotal"));

        await deal.ToAsync("offered");
        Assert.Equal("acceptance", (await deal.Enterprise.GetAsync("inbox")).Expect(200).Str("waiting.0.step"));
        Assert.Equal(0m, (await deal.Bank.GetAsync("inbox")).Expect(200).Num("waitingTotal"));
    }

    [Fact]
    public async Task Interest_of_the_other_side_money_to_confirm_and_invitations_wait_too()
    {
        var drawing = await (await market.DealAsync()).ToAsync("drawing");
        Assert.Equal("drawdown", (await drawing.Enterprise.GetAsync("inbox")).Expect(200).Str("waiting.0.kind"));
        (await drawing.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        Assert.Equal(0m, (await drawing.Enterprise.GetAsync("inbox")).Expect(200).Num("waitingTotal"));

        var (bank, enterprise) = (await market.BankAsync(), await market.EnterpriseAsync());
        var product = await market.ProductAsync(bank);
        var pairing = await market.ProposedAsync(bank, await market.NeedAsync(enterprise, await market.ProjectAsync(enterprise)), product);
        (await bank.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);
        var asked = (await enterprise.GetAsync("inbox")).Expect(200);
        Assert.Equal(("interest", pairing), (asked.Str("waiting.0.kind"), asked.Id("waiting.0.id")));

        var planned = await app.AsBureau().PostAsync("meetings", new
        {
            title = "对接会",
            on = app.Today.AddDays(9),
            place = "邯郸",
            region = "130400",
            organisers = new[] { "邯郸市生态环境局" },
            supporters = Array.Empty<string>(),
        });
        var meeting = $"meetings/{planned.Expect(201).Id("meetingId")}";
        (await app.AsBureau().MoveAsync(meeting, "invitations", new { side = "bank", organisationId = bank.Organisation })).Expect(200);
        (await app.AsBureau().MoveAsync(meeting, "invitations", new { side = "bank", organisationId = bank.Organisation })).ExpectProblem(409, "meeting.invited_already");
        (await app.AsBureau().MoveAsync(meeting, "invitations", new { side = "bank", organisationId = enterprise.Organisation })).ExpectProblem(409, "meeting.organisation_unknown");
        (await app.AsBureau().MoveAsync(meeting, "invitations", new { side = "bureau", organisationId = bank.Organisation })).ExpectProblem(400, "meeting.invited_side_wrong");
        (await app.AsBureau("130100").MoveAsync(meeting, "invitations", new { side = "enterprise", organisationId = enterprise.Organisation })).ExpectProblem(403, "meeting.bureau_only");
        var invited = (await bank.GetAsync("inbox")).Expect(200);
        Assert.Equal(("meeting", $"{app.Today.AddDays(9):yyyy-MM-dd}"), (invited.Str("waiting.0.kind"), invited.Str("waiting.0.until")));
        Assert.Equal(1, (await bank.GetAsync(meeting)).Expect(200).Count("invitations"));
        Assert.Equal(0, (await enterprise.GetAsync(meeting)).Expect(200).Count("invitations"));
    }

    [Fact]
    public async Task The_bureau_finds_who_waits_to_be_verified_or_admitted_and_what_is_late()
    {
        var enterprise = await market.EnterpriseAsync(verified: false, grade: null);
        var bureau = app.AsBureau();
        Assert.Equal(("verification", enterprise.Organisation), ((await bureau.GetAsync("inbox")).Str("waiting.0.kind"), (await bureau.GetAsync("inbox")).Id("waiting.0.id")));
        var deal = await market.DealAsync();
        app.Clock.Advance(TimeSpan.FromDays(20));
        var late = (await bureau.GetAsync("inbox")).Expect(200);
        Assert.Equal(("overdue", true, deal.Id), (late.Str("waiting.0.kind"), late["waiting.0.late"]!.GetValue<bool>(), late.Id("waiting.0.id")));
        Assert.Equal(0m, (await app.AsBureau("130100").GetAsync("inbox")).Expect(200).Num("waitingTotal"));
        (await app.AsOperator().GetAsync("inbox")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task What_others_did_is_shown_until_one_has_looked_and_what_one_did_oneself_never()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        var inbox = (await deal.Enterprise.GetAsync("inbox")).Expect(200);
        var facts = inbox["changes.0.facts"]!.AsArray().Select(f => f!["name"]!.GetValue<string>()).ToArray();
        Assert.Contains("offer_made_v1", facts);
        Assert.DoesNotContain("quota_hold_changed_v1", facts);
        Assert.DoesNotContain("offer_made_v1", (await deal.Bank.GetAsync("inbox")).Expect(200).Text, StringComparison.Ordinal);

        (await deal.Enterprise.PostAsync("inbox/looked", new { upTo = inbox.Str("asOf") })).Expect(200);
        Assert.Equal(0, (await deal.Enterprise.GetAsync("inbox")).Expect(200).Count("changes"));
        Assert.Equal(inbox.Str("asOf"), (await deal.Enterprise.GetAsync("inbox")).Str("lookedAt"));

        // The mark does not go back, and not ahead of now.
        (await deal.Enterprise.PostAsync("inbox/looked", new { upTo = app.Clock.GetUtcNow().AddDays(-3) })).Expect(200);
        Assert.Equal(inbox.Str("asOf"), (await deal.Enterprise.GetAsync("inbox")).Str("lookedAt"));
        (await deal.Enterprise.PostAsync("inbox/looked", new { upTo = app.Clock.GetUtcNow().AddDays(1) })).ExpectFlaw("upTo", "inbox.in_the_future");

        app.Clock.Advance(TimeSpan.FromSeconds(5));
        (await deal.ByBankAsync("offers", deal.Offer(35_000_000m))).Expect(200);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("offer_made_v1", (await deal.Enterprise.GetAsync("inbox")).Expect(200).Str("changes.0.facts.0.name"));
    }

    [Fact]
    public async Task Preferences_are_ones_own_mute_what_one_will_not_hear_and_know_their_version()
    {
        var deal = await market.DealAsync();
        var stated = new { language = "zh-CN", muted = new[] { "step" } };
        var before = (await deal.Bank.GetAsync("identity/me/preferences")).Expect(200);
        Assert.Equal(0, before.Count("muted"));
        (await deal.Bank.PutAsync("identity/me/preferences", stated, null)).ExpectProblem(428, "etag.missing");
        var put = (await deal.Bank.PutAsync("identity/me/preferences", stated, before.ETag)).Expect(200);
        Assert.Equal("\"2\"", put.ETag);
        (await deal.Bank.PutAsync("identity/me/preferences", stated, before.ETag)).ExpectProblem(412, "etag.stale");
        (await deal.Bank.PutAsync("identity/me/preferences", new { language = "fr", muted = Array.Empty<string>() }, put.ETag)).ExpectFlaw("language", "field.not_one_of");

        Assert.Equal(0m, (await deal.Bank.GetAsync("inbox")).Expect(200).Num("waitingTotal"));
        Assert.Equal("step", (await deal.Bank.GetAsync("identity/me/preferences")).Str("muted.0"));
        Assert.Equal(0, (await app.AsOperator().GetAsync("identity/me/preferences")).Expect(200).Count("muted"));
        (await app.Anonymous().GetAsync("identity/me/preferences")).ExpectProblem(401, "http.unauthorized");
    }
}
