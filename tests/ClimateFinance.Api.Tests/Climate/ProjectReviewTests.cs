using ClimateFinance.Api.Tests.Projects;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Climate;

public sealed class ProjectReviewTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly Scenario scenario = new(app);

    [Fact]
    public async Task The_bureau_sees_what_was_challenged_and_what_was_answered()
    {
        var own = await scenario.EnterpriseAsync();
        var sheet = ProjectSheets.Sheet().With("technology", "trt").With("totalInvestmentCny", 10_000_000m).With("ownCapitalCny", 4_000_000m)
            .With("reductionInputs", new[] { new { factorId = "EF-GRID-130000-2023", quantity = 80_000m, unit = "MWh" } });
        var address = await own.DraftedAsync(sheet);
        var refused = (await own.MoveAsync(address, "submission")).ExpectProblem(409, "project.flag_unjustified");
        Assert.Equal(("densityFarAbovePublished", "52.128"), (refused.Str("figures.flag"), refused.Str("figures.tco2ePer10kCny")));

        var draft = (await own.GetAsync(address)).Expect(200);
        sheet = draft.Json["sheet"]!.DeepClone().AsObject().With("justifications", new[] { new { flag = "densityFarAbovePublished", words = "只换机芯，投资很小" } });
        (await own.PutAsync(address, new { sheet }, draft.ETag)).Expect(200);
        (await own.MoveAsync(address, "submission")).Expect(200);

        var seen = (await app.AsBureau().GetAsync(address)).Expect(200);
        Assert.Equal(("densityFarAbovePublished", "只换机芯，投资很小", "2.468"), (seen.Str("flags.0.code"), seen.Str("flags.0.justification"), seen.Str("flags.0.figures.publishedAverage")));
    }

    [Fact]
    public async Task Equipment_is_claimed_once_and_a_filing_number_typed_otherwise_is_the_same()
    {
        var first = await scenario.EnterpriseAsync();
        var filing = ProjectSheets.NewFilingNumber();
        var equipment = new[] { new { kind = "steam-turbine", identifier = $"QF-25/{filing}" } };
        await first.SubmittedAsync(ProjectSheets.Sheet(filing).With("equipment", equipment));

        var second = await scenario.EnterpriseAsync();
        var twice = await second.DraftedAsync(ProjectSheets.Sheet().With("equipment", new[] { new { kind = "turbine", identifier = $"qf 25 {filing.Replace('-', ' ')}" } }));
        Assert.Equal("equipmentClaimedTwice", (await second.MoveAsync(twice, "submission")).ExpectProblem(409, "project.flag_unjustified").Str("figures.flag"));
        var alike = await second.DraftedAsync(ProjectSheets.Sheet(filing.Replace('-', '/')));
        var refused = (await second.MoveAsync(alike, "submission")).ExpectProblem(409, "project.flag_unjustified");
        Assert.Equal(("filingNumberAlike", filing), (refused.Str("figures.flag"), refused.Str("figures.other")));
    }

    [Fact]
    public async Task A_missing_carrier_is_asked_for()
    {
        var own = await scenario.EnterpriseAsync();
        var inputs = new[] { new { factorId = "EF-CO2-CAPTURED", quantity = 50_000m, unit = "t" } };
        var asked = (await own.PostAsync("projects/reduction-estimates", new { region = "130481", inputs, technology = "ccus" })).ExpectProblem(409, "reduction.carrier_missing");
        Assert.Equal("captureElectricity", asked.Str("figures.carrier"));
        (await own.PostAsync("projects/reduction-estimates", new { region = "130481", inputs })).Expect(200);
        (await own.MoveAsync(await own.DraftedAsync(ProjectSheets.Sheet().With("technology", "ccus").With("reductionInputs", inputs)), "submission"))
            .ExpectProblem(409, "reduction.carrier_missing");
    }

    [Fact]
    public async Task An_estimate_shows_parts_conversions_range_and_quality_in_both_languages()
    {
        var inputs = new object[]
        {
            new { factorId = "EF-G-NG", quantity = 6_200_000m, unit = "Nm3", part = "baseline", basis = "metered" },
            new { factorId = "EF-G-NG", quantity = 200m, unit = "10^4Nm3", part = "project", basis = "designed", uncertaintyPercent = 10m },
            new { factorId = "EF-GRID-130000-2023", quantity = 500_000m, unit = "kWh", part = "leakage", basis = "estimated" },
        };
        var worked = (await app.AsBureau().PostAsync("projects/reduction-estimates", new { region = "130481", inputs, technology = "reheating-furnace" })).Expect(200);
        Assert.Equal((13_423.124m, 4_330.04m, 325.8m, 8_767.284m),
            (worked.Num("baselineTco2ePerYear"), worked.Num("projectTco2ePerYear"), worked.Num("leakageTco2ePerYear"), worked.Num("totalTco2ePerYear")));
        Assert.Equal((620m, 6_200_000m, "Nm3", true), (worked.Num("lines.0.quantity"), worked.Num("lines.0.givenQuantity"), worked.Str("lines.0.givenUnit"), worked["lines.0.uncertaintyAssumed"]!.GetValue<bool>()));
        Assert.True(worked.Num("uncertaintyPercent") > 0m);
        Assert.InRange(worked.Num("dataQualityScore"), 2m, 5m);
        Assert.Equal(("conversion", "6200000 Nm3", 620m, "10^4Nm3"), (worked.Str("working.0.code"), worked.Str("working.0.expression"), worked.Num("working.0.value"), worked.Str("working.0.unit")));
        Assert.Contains(worked.Json["sheetEnglish"]!.AsArray(), line => line!.GetValue<string>().Contains("Reduction = 13423.124 − 4330.04 − 325.8 + 0 = 8767.284 tCO2e", StringComparison.Ordinal));
        Assert.Contains(worked.Json["sheetChinese"]!.AsArray(), line => line!.GetValue<string>().Contains("减排量 = 13423.124 − 4330.04 − 325.8 + 0 = 8767.284 tCO2e", StringComparison.Ordinal));
        (await app.AsBureau().PostAsync("projects/reduction-estimates", new { region = "130481", inputs, technology = "none" })).ExpectFlaw("technology", "technology.unknown");
    }

    [Fact]
    public async Task A_review_is_shared_out_judged_and_a_veto_stands_until_it_is_lifted()
    {
        var own = await scenario.EnterpriseAsync();
        var address = await own.SubmittedAsync();
        var bureau = app.AsBureau();
        (await bureau.MoveAsync(address, "review", new { reviewers = new[] { "inspector-1" } })).Expect(200);
        (await bureau.MoveAsync(address, "review", new { checks = new[] { new { item = "filing-document-seen", result = "fail", words = "查无此号" } } })).Expect(200);
        var vetoed = (await bureau.MoveAsync(address, "admission", new { admitted = true })).ExpectProblem(409, "project.vetoed");
        Assert.Equal("filing-document-seen", vetoed.Str("figures.item"));

        var view = (await bureau.GetAsync(address)).Expect(200);
        Assert.Equal(("inspector-1", "filing-document-seen", "fail"), (view.Str("review.reviewers.0"), view.Str("review.checks.0.item"), view.Str("review.checks.0.result")));
        Assert.NotNull(view["review.dueOn"]);
        Assert.Equal(0, (await own.GetAsync(address)).Expect(200).Count("review.reviewers"));

        (await bureau.MoveAsync(address, "admission", new { admitted = true, checks = new[] { new { item = "filing-document-seen", result = "pass" } } })).Expect(200);
        var admitted = (await bureau.GetAsync(address)).Expect(200);
        Assert.Equal(11, admitted.Count("review.checks"));
        Assert.False(admitted["review.late"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_review_is_the_bureaus_of_the_region_and_by_its_items()
    {
        var own = await scenario.EnterpriseAsync();
        var address = await own.SubmittedAsync();
        var body = new { reviewers = new[] { "inspector-1" } };
        (await own.PostAsync($"{address}/review", body, "\"2\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{address}/review", body, "\"2\"")).ExpectProblem(404, "project.unknown");
        (await app.AsBureau().PostAsync($"{address}/review", body)).ExpectProblem(428, "etag.missing");
        (await app.AsBureau().PostAsync($"{address}/review", body, "\"1\"")).ExpectProblem(412, "etag.stale");
        (await app.AsBureau().MoveAsync(address, "review", new { checks = new[] { new { item = "x", result = "pass" } } })).ExpectFlaw("checks[0].item", "review.item_unknown");
        (await app.AsBureau().MoveAsync(address, "review", new { checks = new[] { new { item = "filing-document-seen", result = "fail" } } })).ExpectFlaw("checks[0].words", "text.empty");
        (await app.AsBureau().MoveAsync(address, "review", new { checks = new[] { new { item = "flags-answered", result = "pass" } } })).ExpectProblem(409, "review.item_automatic");
        (await app.AsBureau().MoveAsync(address, "review", new { })).ExpectProblem(400, "review.nothing_said");
        (await app.AsBureau().MoveAsync(address, "admission", new { admitted = false, reasons = new[] { new { code = "x", field = "nonsense", words = "w" } } }))
            .ExpectFlaw("reasons[0].code", "return_reason.unknown").ExpectFlaw("reasons[0].field", "return_reason.field_unknown");
        var drafted = await own.DraftedAsync();
        (await app.AsBureau().MoveAsync(drafted, "review", body)).ExpectProblem(409, "project.wrong_state");
    }

    [Fact]
    public async Task A_penalty_for_false_data_vetoes_by_itself()
    {
        var own = await scenario.EnterpriseAsync();
        var address = await own.SubmittedAsync();
        (await app.AsBureau().MoveAsync($"enterprises/{own.Organisation}", "penalties",
            new { penalisedOn = app.Today.AddDays(-10), documentNumber = $"P-{own.Organisation:N}", kind = "false-data", words = "数据弄虚作假" })).Expect(200);
        Assert.Equal("no-false-data-penalty", (await app.AsBureau().MoveAsync(address, "admission", new { admitted = true })).ExpectProblem(409, "project.vetoed").Str("figures.item"));
    }

    [Fact]
    public async Task Three_working_days_are_counted_and_the_library_says_how_they_were_kept()
    {
        await using var later = new MarketClock(app);
        var own = await scenario.EnterpriseAsync(region: "130426");
        var bureau = app.AsBureau("130426");
        var sheet = ProjectSheets.Sheet().With("region", "130426").With("technology", "cdq");
        var address = await own.SubmittedAsync(sheet);
        var waiting = (await bureau.GetAsync("projects/library-statistics")).Expect(200);
        Assert.Equal((1m, 0m), (waiting.Num("review.waiting"), waiting.Num("review.overdue")));
        app.Clock.Advance(TimeSpan.FromDays(12));
        Assert.Equal(1m, (await bureau.GetAsync("projects/library-statistics")).Expect(200).Num("review.overdue"));
        (await bureau.MoveAsync(address, "admission", new { admitted = true })).Expect(200);

        var library = (await bureau.GetAsync("projects/library-statistics")).Expect(200);
        Assert.Equal((1m, 117_288m, 420_000_000m, 2.793m), (library.Num("library.projects"), library.Num("library.reductionTco2ePerYear"), library.Num("library.investmentCny"), library.Num("library.tco2ePer10kCny")));
        Assert.Equal(("130426", "C3120", "cdq", "GF2025-X-WHR"), (library.Str("byRegion.0.key"), library.Str("byIndustry.0.key"), library.Str("byTechnology.0.key"), library.Str("byGreenClass.0.key")));
        Assert.Equal((1m, 0m), (library.Num("review.decidedLate"), library.Num("review.decidedInTime")));
        foreach (var other in new[] { own, app.AsOperator(), app.AsBank(Guid.CreateVersion7()) })
            (await other.GetAsync("projects/library-statistics")).ExpectProblem(403, "http.forbidden");
    }

    /// <summary>Puts the clock back when a test is done with it.</summary>
    private sealed class MarketClock(MarketApp app) : IAsyncDisposable
    {
        private readonly TimeSpan before = app.Clock.Offset;

        public ValueTask DisposeAsync()
        {
            app.Clock.Offset = before;
            return ValueTask.CompletedTask;
        }
    }
}
