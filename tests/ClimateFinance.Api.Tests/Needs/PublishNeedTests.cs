using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Needs;

public sealed class PublishNeedTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly MarketStage stage = new(app, "130400");

    [Fact]
    public async Task A_need_goes_from_draft_over_two_revisions_to_withdrawal()
    {
        var enterprise = await stage.EnterpriseAsync();
        var project = await stage.ProjectAsync(enterprise);
        var drafted = (await enterprise.PostAsync("needs", new DraftNeed.Request(stage.Asked with { ProjectId = project }, true))).Expect(201);
        var need = $"needs/{drafted.Id("needId")}";
        Assert.Equal($"/api/v1/{need}", drafted.Location);
        Assert.Equal("draft", drafted.Str("status"));

        var published = (await enterprise.MoveAsync(need, "publication")).Expect(200);
        Assert.Equal("published", published.Str("status"));
        Assert.Equal(1, published["revision"]!.GetValue<int>());
        Assert.Equal("\"2\"", published.ETag);
        (await enterprise.MoveAsync(need, "publication")).ExpectProblem(409, "need.nothing_to_publish");

        var smaller = new ReviseNeed.Request(stage.Asked with { ProjectId = project, AmountCny = 50_000_000m });
        (await enterprise.PutAsync(need, smaller, ifMatch: published.ETag)).Expect(200);
        var between = (await enterprise.GetAsync(need)).Expect(200);
        Assert.Equal(60_000_000m, between.Num("sheet.amountCny"));
        Assert.Equal(50_000_000m, between.Num("draft.amountCny"));

        Assert.Equal(2, (await enterprise.MoveAsync(need, "publication")).Expect(200)["revision"]!.GetValue<int>());
        var after = (await enterprise.GetAsync(need)).Expect(200);
        Assert.Equal(50_000_000m, after.Num("sheet.amountCny"));
        Assert.Null(after["draft"]);
        Assert.Equal(app.Today.ToString("yyyy-MM-dd"), after.Str("confirmedOn"));
        Assert.True(after["illustrative"]!.GetValue<bool>());

        (await enterprise.MoveAsync(need, "reconfirmation")).Expect(200);
        (await enterprise.MoveAsync(need, "withdrawal", new WithdrawNeed.Request("改用自有资金"))).Expect(200);
        Assert.Equal("withdrawn", (await enterprise.GetAsync(need)).Str("status"));
        (await enterprise.MoveAsync(need, "reconfirmation")).ExpectProblem(409, "need.wrong_state");
    }

    [Fact]
    public async Task An_enterprise_that_is_not_verified_publishes_nothing()
    {
        var enterprise = await stage.EnterpriseAsync(verified: false);
        var need = await stage.NeedAsync(enterprise, null, published: false);
        (await enterprise.MoveAsync($"needs/{need}", "publication")).ExpectProblem(409, "enterprise.not_verified");
    }

    [Fact]
    public async Task An_organisation_that_never_registered_drafts_nothing() =>
        (await app.AsEnterprise(Guid.NewGuid()).PostAsync("needs", new DraftNeed.Request(stage.Asked))).ExpectProblem(404, "enterprise.unknown");

    [Fact]
    public async Task The_project_must_be_ones_own_and_admitted()
    {
        var enterprise = await stage.EnterpriseAsync();
        var other = await stage.EnterpriseAsync();
        var theirs = await stage.NeedAsync(enterprise, await stage.ProjectAsync(other), published: false);
        var early = await stage.NeedAsync(enterprise, await stage.ProjectAsync(enterprise, admitted: false), published: false);
        var none = await stage.NeedAsync(enterprise, Guid.NewGuid(), published: false);

        (await enterprise.MoveAsync($"needs/{theirs}", "publication")).ExpectProblem(409, "need.project_unknown");
        (await enterprise.MoveAsync($"needs/{none}", "publication")).ExpectProblem(409, "need.project_unknown");
        (await enterprise.MoveAsync($"needs/{early}", "publication")).ExpectProblem(409, "need.project_not_admitted");
        (await enterprise.PostAsync("needs", new DraftNeed.Request(stage.Asked))).ExpectProblem(409, "need.project_required");
    }

    [Fact]
    public async Task The_needs_of_a_project_share_its_financing_gap()
    {
        var enterprise = await stage.EnterpriseAsync();
        var project = await stage.ProjectAsync(enterprise);
        var first = await stage.NeedAsync(enterprise, project);
        var second = await stage.NeedAsync(enterprise, project, published: false);

        var refused = (await enterprise.MoveAsync($"needs/{second}", "publication")).ExpectProblem(409, "need.exceeds_financing_gap");
        Assert.Equal(60_000_000m, refused.Num("figures.otherOpenNeedsCny"));
        Assert.Equal(100_000_000m, refused.Num("figures.gapCny"));

        // A revision of the first counts in its own place; its withdrawal frees what it held.
        var etag = (await enterprise.GetAsync($"needs/{first}")).ETag;
        (await enterprise.PutAsync($"needs/{first}", new ReviseNeed.Request(stage.Asked with { ProjectId = project, AmountCny = 100_000_000m }), etag)).Expect(200);
        (await enterprise.MoveAsync($"needs/{first}", "publication")).Expect(200);
        (await enterprise.MoveAsync($"needs/{first}", "withdrawal", new WithdrawNeed.Request("撤回"))).Expect(200);
        (await enterprise.MoveAsync($"needs/{second}", "publication")).Expect(200);
    }

    [Fact]
    public async Task Publications_that_race_never_exceed_the_gap_together()
    {
        var enterprise = await stage.EnterpriseAsync();
        var project = await stage.ProjectAsync(enterprise);
        var needs = new List<(Guid Id, string? ETag)>();
        for (var i = 0; i < 8; i++)
        {
            var id = await stage.NeedAsync(enterprise, project, sheet => sheet with { AmountCny = 30_000_000m, AmountLeastCny = 30_000_000m }, published: false);
            needs.Add((id, (await enterprise.GetAsync($"needs/{id}")).ETag));
        }

        var answers = await Task.WhenAll(needs.Select(need => enterprise.PostAsync($"needs/{need.Id}/publication", ifMatch: need.ETag)));
        Assert.Equal(3, answers.Count(answer => answer.Status == 200));
        foreach (var refused in answers.Where(answer => answer.Status != 200)) refused.ExpectProblem(409, "need.exceeds_financing_gap");
    }

    [Fact]
    public async Task A_publication_and_the_withdrawal_of_its_project_that_race_do_not_both_succeed()
    {
        for (var round = 0; round < 5; round++)
        {
            var enterprise = await stage.EnterpriseAsync();
            var project = await stage.ProjectAsync(enterprise);
            var need = await stage.NeedAsync(enterprise, project, published: false);
            var (needTag, projectTag) = ((await enterprise.GetAsync($"needs/{need}")).ETag, (await enterprise.GetAsync($"projects/{project}")).ETag);

            var answers = await Task.WhenAll(
                enterprise.PostAsync($"needs/{need}/publication", ifMatch: needTag),
                enterprise.PostAsync($"projects/{project}/withdrawal", new { reason = "投资计划调整" }, ifMatch: projectTag));
            Assert.Single(answers, answer => answer.Status == 200);
            Assert.Single(answers, answer => answer.Status == 409);
        }
    }

    [Fact]
    public async Task Every_flaw_of_a_sheet_is_named_at_once()
    {
        var enterprise = await stage.EnterpriseAsync();
        var sheet = stage.Asked with { AmountCny = 0m, TermMaxMonths = 361, RateMax = new(Benchmark.Fixed, 0), CollateralOffered = [], Description = " " };
        (await enterprise.PostAsync("needs", new DraftNeed.Request(sheet)))
            .ExpectFlaw("sheet.amountCny", "amount.not_positive")
            .ExpectFlaw("sheet.termMaxMonths", "term.out_of_range")
            .ExpectFlaw("sheet.rateMax.spreadBp", "rate.out_of_range")
            .ExpectFlaw("sheet.collateralOffered", "list.wrong_length")
            .ExpectFlaw("sheet.description", "text.empty");
    }
}
