using System.Globalization;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Projects;

public sealed class ProjectLifeTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_project_goes_from_the_draft_to_the_library_and_is_built()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var made = (await own.PostAsync("projects", new { sheet = ProjectSheets.Sheet(), illustrative = true })).Expect(201);
        Assert.Equal(("draft", "\"1\""), (made.Str("status"), made.ETag));
        Assert.Null(made["reductionTco2ePerYear"]);
        var address = $"projects/{made.Id("projectId")}";

        var submitted = (await own.MoveAsync(address, "submission")).Expect(200);
        Assert.Equal(("submitted", 117_288m), (submitted.Str("status"), submitted.Num("reductionTco2ePerYear")));
        Assert.Equal("admitted", (await app.AsBureau().MoveAsync(address, "admission", new { admitted = true })).Expect(200).Str("status"));

        var seen = (await own.GetAsync(address)).Expect(200);
        Assert.Equal((252_000_000m, 40, 117_288m), (seen.Num("financingGapCny"), seen["ownCapitalFloorPercent"]!.GetValue<int>(), seen.Num("reductionTco2ePerYear")));
        Assert.Equal("武安试验钢铁有限公司", seen.Str("enterpriseName"));
        Assert.True(seen["illustrative"]!.GetValue<bool>());

        (await own.MoveAsync(address, "completion", new { completedOn = Day(1) })).ExpectProblem(409, "project.completion_in_future");
        Assert.Equal("completed", (await own.MoveAsync(address, "completion", new { completedOn = Day(0) })).Expect(200).Str("status"));
        Assert.Equal(Day(0), (await own.GetAsync(address)).Str("completedOn"));

        string Day(int ahead) => app.Today.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_came_back_is_mended_and_submitted_again()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var sheet = ProjectSheets.Sheet();
        var address = await own.SubmittedAsync(sheet);

        (await app.AsBureau().MoveAsync(address, "admission", new { admitted = false })).ExpectFlaw("reasons", "list.wrong_length");
        (await app.AsBureau().MoveAsync(address, "admission", new { admitted = false, reasons = new[] { new { code = "", field = "filingNumber", words = "x" } } }))
            .ExpectFlaw("reasons[0].code", "text.empty");
        var reason = new { code = "filing-number-not-found", field = "filingNumber", words = "备案系统查无此号" };
        (await app.AsBureau().MoveAsync(address, "admission", new { admitted = true, reasons = new[] { reason } })).ExpectFlaw("reasons", "list.wrong_length");
        Assert.Equal("returned", (await app.AsBureau().MoveAsync(address, "admission", new { admitted = false, reasons = new[] { reason } })).Expect(200).Str("status"));

        var returned = await own.GetAsync(address);
        Assert.Equal(("filing-number-not-found", "备案系统查无此号"), (returned.Str("reasons.0.code"), returned.Str("reasons.0.words")));
        var mended = (await own.PutAsync(address, new { sheet = sheet.With("filingNumber", ProjectSheets.NewFilingNumber()).With("title", "改后") }, returned.ETag)).Expect(200);
        Assert.Equal("returned", mended.Str("status"));
        (await own.GetAsync($"{address}/reduction")).ExpectProblem(404, "project.reduction_not_worked_out");
        Assert.Equal("submitted", (await own.MoveAsync(address, "submission")).Expect(200).Str("status"));
        var again = await own.GetAsync(address);
        Assert.Equal("改后", again.Str("sheet.title"));
        Assert.Null(again["reasons"]);
    }

    [Fact]
    public async Task The_sheet_of_a_project_in_the_library_stands()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.AdmittedAsync();
        (await own.PutAsync(address, new { sheet = ProjectSheets.Sheet() }, "\"3\"")).ExpectProblem(409, "project.wrong_state");
        (await own.MoveAsync(address, "submission")).ExpectProblem(409, "project.wrong_state");
        (await app.AsBureau().MoveAsync(address, "admission", new { admitted = true })).ExpectProblem(409, "project.wrong_state");
    }

    [Fact]
    public async Task A_filing_number_stands_for_one_project_until_that_is_given_up()
    {
        var (first, second) = (await app.VerifiedEnterpriseAsync(), await app.VerifiedEnterpriseAsync());
        var number = ProjectSheets.NewFilingNumber();
        var address = await first.DraftedAsync(ProjectSheets.Sheet(number));

        (await second.PostAsync("projects", new { sheet = ProjectSheets.Sheet($" {number.ToLowerInvariant()} ") })).ExpectProblem(409, "project.filing_number_taken");
        var other = await second.DraftedAsync();
        (await second.PutAsync(other, new { sheet = ProjectSheets.Sheet(number) }, "\"1\"")).ExpectProblem(409, "project.filing_number_taken");

        (await first.MoveAsync(address, "withdrawal", new { reason = "投资计划调整" })).Expect(200);
        Assert.Equal("投资计划调整", (await first.GetAsync(address)).Str("withdrawnReason"));
        (await second.PutAsync(other, new { sheet = ProjectSheets.Sheet(number) }, "\"1\"")).Expect(200);
    }

    [Fact]
    public async Task Of_many_that_race_for_one_filing_number_exactly_one_gets_it()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var sheet = ProjectSheets.Sheet();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => own.PostAsync("projects", new { sheet })));
        Assert.Single(answers, answer => answer.Status == 201);
        foreach (var answer in answers.Where(answer => answer.Status != 201)) answer.ExpectProblem(409, "project.filing_number_taken");
    }

    [Fact]
    public async Task A_draft_made_twice_under_one_key_is_one_project()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var sheet = ProjectSheets.Sheet();
        var first = (await own.PostAsync("projects", new { sheet }, key: "draft")).Expect(201);
        Assert.Equal(first.Text, (await own.PostAsync("projects", new { sheet }, key: "draft")).Expect(201).Text);
        Assert.Equal(1, (await own.GetAsync("projects")).Expect(200).Count());
        var address = $"projects/{first.Id("projectId")}";
        var submitted = (await own.PostAsync($"{address}/submission", null, "\"1\"", "submit")).Expect(200);
        Assert.Equal(submitted.Text, (await own.PostAsync($"{address}/submission", null, "\"1\"", "submit")).Expect(200).Text);
        (await own.PostAsync($"{address}/withdrawal", new { reason = "x" }, "\"2\"", "submit")).ExpectProblem(422, "idempotency.other_request");
    }

    [Fact]
    public async Task A_project_with_a_need_on_the_market_is_not_given_up()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.AdmittedAsync();
        var need = (await own.PostAsync("needs", new
        {
            sheet = new
            {
                purpose = "project",
                amountCny = 60_000_000m,
                amountLeastCny = 40_000_000m,
                termMinMonths = 36,
                termMaxMonths = 84,
                rateMax = new { benchmark = "lpr5y", spreadBp = 50 },
                collateralOffered = new[] { "equipment" },
                repaymentPlan = "equalPrincipal",
                wantedOn = app.Today.AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                description = "缺口部分申请中长期贷款",
                projectId = address["projects/".Length..],
            },
        })).Expect(201).Id("needId");
        (await own.MoveAsync($"needs/{need}", "publication")).Expect(200);

        (await own.MoveAsync(address, "withdrawal", new { reason = "不做了" })).ExpectProblem(409, "project.needs_stand");
        (await own.MoveAsync($"needs/{need}", "withdrawal", new { reason = "不做了" })).Expect(200);
        Assert.Equal("withdrawn", (await own.MoveAsync(address, "withdrawal", new { reason = "不做了" })).Expect(200).Str("status"));
    }

    [Fact]
    public async Task A_change_states_the_version_it_changes()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.DraftedAsync();
        (await own.PutAsync(address, new { sheet = ProjectSheets.Sheet() })).ExpectProblem(428, "etag.missing");
        (await own.PutAsync(address, new { sheet = ProjectSheets.Sheet() }, "\"1\"")).Expect(200);
        (await own.PutAsync(address, new { sheet = ProjectSheets.Sheet() }, "\"1\"")).ExpectProblem(412, "etag.stale");
        (await own.PostAsync($"{address}/submission", null, "\"1\"")).ExpectProblem(412, "etag.stale");
    }

    [Fact]
    public async Task The_rows_are_what_the_events_give()
    {
        var own = await app.VerifiedEnterpriseAsync();
        await own.DraftedAsync();
        var admitted = await own.AdmittedAsync(ProjectSheets.Sheet().With("equipment", new[] { new { kind = "turbine", identifier = ProjectSheets.NewFilingNumber() } }));
        (await app.AsBureau().MoveAsync(admitted, "classification", new { edition = "GF2025", classes = new[] { "GF2025-X-WHR" } })).Expect(200);
        var measured = new { from = "2025-01-01", to = "2025-12-31", tco2e = 110_000m, verifier = "某核查机构", reportNumber = "HC-1", evidenceSha256 = new string('b', 64) };
        (await own.MoveAsync(admitted, "measurements", measured)).Expect(200);
        var reviewed = await own.SubmittedAsync();
        (await app.AsBureau().MoveAsync(reviewed, "review", new { reviewers = new[] { "i" }, checks = new[] { new { item = "filing-document-seen", result = "pass" } } })).Expect(200);
        var returned = await own.SubmittedAsync();
        (await app.AsBureau().MoveAsync(returned, "admission", new { admitted = false, reasons = new[] { new { code = "other", field = "title", words = "w" } } })).Expect(200);
        (await own.PutAsync(returned, new { sheet = ProjectSheets.Sheet() }, "\"3\"")).Expect(200);
        (await own.MoveAsync(await own.AdmittedAsync(), "completion", new { completedOn = "2026-01-05" })).Expect(200);
        (await own.MoveAsync(await own.DraftedAsync(), "withdrawal", new { reason = "x" })).Expect(200);
        await app.ExpectRebuiltAlikeAsync(new ProjectProjection());
    }
}
