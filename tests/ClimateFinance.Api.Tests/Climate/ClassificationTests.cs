using ClimateFinance.Api.Tests.Projects;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Climate;

public sealed class ClassificationTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    private static readonly string[] Whr = ["GF2025-X-WHR"];

    private readonly Scenario scenario = new(app);

    private static object Edition(string id, DateOnly from, string scheme = "GF") => new
    {
        id,
        scheme,
        name = "示例目录",
        effectiveFrom = from,
        confirm = true,
        source = "made for a test",
        classes = new[] { new { id = $"{id}-1", name = "余热", technologies = new[] { "bfg-power" } } },
    };

    [Fact]
    public async Task A_class_is_proposed_with_reasons_and_an_edition_that_was_replaced_decides_no_more()
    {
        await using var market = await MarketApp.StartAsync(postgres);
        var story = new Scenario(market);
        var own = await story.EnterpriseAsync();
        var project = await story.ProjectAsync(own);
        var address = $"projects/{project}";
        var proposal = (await market.AsBureau().GetAsync($"{address}/classification")).Expect(200);
        var proposed = proposal.Json["proposed"]!.AsArray().Single(e => e!["edition"]!.GetValue<string>() == "GF2025")!;
        Assert.Equal("GF2025-X-WHR", proposed["classes"]![0]!["class"]!.GetValue<string>());
        Assert.False(string.IsNullOrWhiteSpace(proposed["classes"]![0]!["reasonChinese"]!.GetValue<string>()));

        (await market.AsBureau().MoveAsync(address, "classification", new { edition = "GF2025", classes = Whr })).Expect(200);
        market.Clock.Advance(TimeSpan.FromDays(40));
        (await market.AsOperator().PostAsync("reference/taxonomies/imports", Edition("GF2099", market.Today))).Expect(200);
        (await market.AsBureau().MoveAsync(address, "classification", new { edition = "GF2025", classes = Whr })).ExpectProblem(409, "classification.edition_not_in_force");
    }

    [Fact]
    public async Task A_new_edition_decides_from_its_day_and_the_old_one_stays_for_what_was_approved()
    {
        await using var market = await MarketApp.StartAsync(postgres);
        var story = new Scenario(market);
        var (bank, own) = (await story.BankAsync(), await story.EnterpriseAsync());
        var project = await story.ProjectAsync(own);
        var address = $"projects/{project}";
        (await market.AsBureau().MoveAsync(address, "classification", new { edition = "GF2025", classes = Whr })).Expect(200);
        var desk = await (await story.DealAsync(bank, enterprise: own, need: await story.NeedAsync(own, project))).ToAsync("approved");

        // The next edition is imported and decides from today; the clock of the market goes on a day so that its day lies after the approval.
        market.Clock.Advance(TimeSpan.FromDays(1));
        (await market.AsBureau().PostAsync("reference/taxonomies/imports", Edition("GF2098", market.Today))).Expect(200);
        (await market.AsBureau().MoveAsync(address, "classification", new { edition = "GF2098", classes = new[] { "GF2098-1" } })).Expect(200);

        foreach (var party in new[] { bank, own, market.AsBureau() })
        {
            var seen = (await party.GetAsync($"{address}/classification")).Expect(200);
            Assert.Equal(["GF2025", "GF2098"], seen.Json["confirmed"]!.AsArray().Select(c => c!["edition"]!.GetValue<string>()));
            Assert.Equal((desk.Id, "GF2025"), (seen.Id("loans.0.dealId"), seen.Str("loans.0.kept.0.edition")));
        }

        (await market.AsBank(Guid.CreateVersion7()).GetAsync($"{address}/classification")).ExpectProblem(404, "project.unknown");
        (await market.AsOperator().GetAsync($"{address}/classification")).ExpectProblem(403, "http.forbidden");
        var listed = (await bank.GetAsync("reference/taxonomies?scheme=GF")).Expect(200);
        Assert.Equal([false, true], listed.Json["items"]!.AsArray().Select(e => e!["inForce"]!.GetValue<bool>()));
        Assert.Equal("imported", (await bank.GetAsync("reference/green-classes?scheme=GF2098")).Expect(200).Str("items.0.status"));
        await own.DraftedAsync(ProjectSheets.Sheet().With("greenClasses", new[] { "GF2098-1" }));
    }

    [Fact]
    public async Task A_classification_is_the_bureaus_and_by_the_edition()
    {
        var own = await scenario.EnterpriseAsync();
        var address = await own.SubmittedAsync();
        var body = new { edition = "GF2025", classes = Whr };
        (await own.PostAsync($"{address}/classification", body, "\"2\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{address}/classification", body, "\"2\"")).ExpectProblem(404, "project.unknown");
        (await app.AsBureau().PostAsync($"{address}/classification", body)).ExpectProblem(428, "etag.missing");
        (await app.AsBureau().MoveAsync(address, "classification", new { edition = "GF1", classes = Whr })).ExpectFlaw("edition", "taxonomy.edition_unknown");
        (await app.AsBureau().MoveAsync(address, "classification", new { edition = "GF2025", classes = new[] { "X" } })).ExpectProblem(409, "classification.class_not_of_edition");
        (await app.AsBureau().MoveAsync(address, "classification", new { edition = "GF2025", classes = Array.Empty<string>() })).ExpectProblem(409, "classification.reason_missing");
        (await app.AsBureau().MoveAsync(address, "classification", new { edition = "GF2025", classes = Array.Empty<string>(), reason = "不属于" })).Expect(200);
        (await app.AsBureau().MoveAsync(await own.DraftedAsync(), "classification", body)).ExpectProblem(409, "project.wrong_state");
    }

    [Fact]
    public async Task An_edition_is_imported_by_a_bureau_or_the_operator_and_never_changed()
    {
        var edition = Edition("XX2030", new DateOnly(2030, 1, 1), "XX");
        foreach (var other in new[] { app.AsEnterprise(Guid.CreateVersion7()), app.AsBank(Guid.CreateVersion7()) })
            (await other.PostAsync("reference/taxonomies/imports", edition)).ExpectProblem(403, "http.forbidden");
        var first = (await app.AsOperator().PostAsync("reference/taxonomies/imports", edition, key: "edition-1")).Expect(200);
        Assert.False(first["inForce"]!.GetValue<bool>());
        Assert.Equal(first.Text, (await app.AsOperator().PostAsync("reference/taxonomies/imports", edition, key: "edition-1")).Expect(200).Text);
        (await app.AsOperator().PostAsync("reference/taxonomies/imports", edition)).ExpectProblem(409, "taxonomy.edition_exists");
        (await app.AsOperator().PostAsync("reference/taxonomies/imports", Edition("XX2029", new DateOnly(2029, 1, 1), "XX"))).ExpectProblem(409, "taxonomy.not_newest");
        var unknown = new { id = "YY1", scheme = "YY", name = "n", effectiveFrom = "2030-01-01", confirm = true, source = "s", classes = new[] { new { id = "YY1-1", name = "n", technologies = new[] { "none" } } } };
        (await app.AsBureau().PostAsync("reference/taxonomies/imports", unknown)).ExpectFlaw("classes[0].technologies[0]", "technology.unknown");
    }
}
