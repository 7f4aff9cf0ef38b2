using System.Globalization;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;
using Scenario = ClimateFinance.Api.Tests.Support.Scenario;

namespace ClimateFinance.Api.Tests.Climate;

/// <summary>What was promised and what came: the step of a linked rate with its day, and the question that the next project is asked.</summary>
public sealed class RateStepTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario scenario = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        scenario = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static object Measured(DateOnly from, DateOnly to, decimal tonnes) =>
        new { from = Day(from), to = Day(to), tco2e = tonnes, verifier = "某核查机构", reportNumber = "HC-1", evidenceSha256 = new string('c', 64) };

    [Fact]
    public async Task A_linked_rate_steps_on_its_day_by_what_was_measured_and_the_return_shows_it()
    {
        var own = await scenario.EnterpriseAsync();
        var project = await scenario.ProjectAsync(own);
        var desk = await (await scenario.DealAsync(enterprise: own, need: await scenario.NeedAsync(own, project))).ToAsync("dueDiligence");
        var (from, tested) = (app.Today, app.Today.AddDays(20));
        object Offer(decimal target, DateOnly last, int metBp = -10) => new
        {
            credit = DealDesk.Credit(),
            repayment = "equalPrincipal",
            collateral = new[] { "equipment" },
            feesCny = 0m,
            validUntil = app.Today.AddDays(30),
            link = new { targetTco2e = target, from = Day(from.AddDays(-9)), testedOn = Day(last), metStepBp = metBp, missedStepBp = 5 },
        };
        (await desk.ByBankAsync("offers", Offer(0m, tested, 10))).ExpectFlaw("link", "offer.link_wrong");
        (await desk.ByBankAsync("offers", Offer(1_000m, app.Today.AddDays(-1)))).ExpectProblem(409, "offer.link_over");
        (await desk.ByBankAsync("offers", Offer(1_000m, tested))).Expect(200);
        (await desk.ByEnterpriseAsync("offers/1/acceptance")).Expect(200);
        await desk.ToAsync("drawing", from: "agreed");
        (await desk.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        Assert.Equal("open", (await desk.Bank.GetAsync($"{desk.Path}/rate-step")).Expect(200).Str("status"));

        app.Clock.Advance(TimeSpan.FromDays(21));
        var missed = (await desk.Bank.GetAsync($"{desk.Path}/rate-step")).Expect(200);
        Assert.Equal(("missed", 5m, -15m, Day(tested.AddDays(1))), (missed.Str("status"), missed.Num("stepBp"), missed.Num("steppedSpreadBp"), missed.Str("effectiveOn")));
        var before = await ReturnAsync(desk);
        (await own.MoveAsync($"projects/{project}", "measurements", Measured(from, tested, 1_000m))).Expect(200);
        var met = (await own.GetAsync($"{desk.Path}/rate-step")).Expect(200);
        Assert.Equal(("met", -10m, -30m), (met.Str("status"), met.Num("stepBp"), met.Num("steppedSpreadBp")));
        (await app.AsBank(Guid.CreateVersion7()).GetAsync($"{desk.Path}/rate-step")).ExpectProblem(404, "deal.unknown");

        var after = await ReturnAsync(desk);
        Assert.Equal((5m, -10m), (before.Num("rows.0.stepBp"), after.Num("rows.0.stepBp")));
        Assert.Equal(0.15m, before.Num("rows.0.ratePercent") - after.Num("rows.0.ratePercent"));
    }

    [Fact]
    public async Task Promises_not_kept_are_asked_about_before_the_next_project_reaches_the_bureau()
    {
        var own = await scenario.EnterpriseAsync();
        var first = $"projects/{await scenario.ProjectAsync(own)}";
        var promised = (await own.GetAsync(first)).Expect(200).Num("reductionTco2ePerYear");
        (await own.MoveAsync(first, "measurements", Measured(app.Today.AddDays(-365), app.Today.AddDays(-1), promised / 2m))).Expect(200);

        var next = $"projects/{await scenario.ProjectAsync(own, sheet => sheet["title"] = "第二个项目", admitted: false)}";
        var asked = (await own.MoveAsync(next, "submission")).ExpectProblem(409, "project.flag_unjustified");
        Assert.Equal(("promisesNotKept", "50", "80"), (asked.Str("figures.flag"), asked.Str("figures.keptPercent"), asked.Str("figures.percentExpected")));

        var draft = (await own.GetAsync(next)).Expect(200);
        var sheet = draft.Json["sheet"]!.DeepClone();
        sheet["justifications"] = System.Text.Json.JsonSerializer.SerializeToNode(new[] { new { flag = "promisesNotKept", words = "首台机组检修半年" } });
        (await own.PutAsync(next, new { sheet }, draft.ETag)).Expect(200);
        (await own.MoveAsync(next, "submission")).Expect(200);
        var seen = (await app.AsBureau().GetAsync(next)).Expect(200);
        Assert.Equal(("promisesNotKept", "首台机组检修半年"), (seen.Str("flags.0.code"), seen.Str("flags.0.justification")));

        // A newer report that corrects the earlier one takes the question away.
        (await own.MoveAsync(first, "measurements", new
        {
            from = Day(app.Today.AddDays(-365)),
            to = Day(app.Today.AddDays(-1)),
            tco2e = promised,
            verifier = "某核查机构",
            reportNumber = "HC-2",
            evidenceSha256 = new string('d', 64),
            corrects = 1,
        })).Expect(200);
        (await own.MoveAsync($"projects/{await scenario.ProjectAsync(own, other => other["title"] = "第三个项目", admitted: false)}", "submission")).Expect(200);
        var compared = (await app.AsBureau().GetAsync("measured-comparison?by=project")).Expect(200);
        Assert.Equal((1m, 10_000m, promised), (compared.Num("groups"), compared.Num("rows.0.credibility"), compared.Num("rows.0.promisedTco2e")));
    }

    private async Task<ApiAnswer> ReturnAsync(DealDesk desk) =>
        (await desk.Bank.GetAsync($"banks/{desk.Bank.Organisation}/carbon-reduction-returns/{app.Today.Year}/{((app.Today.Month - 1) / 3) + 1}")).Expect(200);
}
