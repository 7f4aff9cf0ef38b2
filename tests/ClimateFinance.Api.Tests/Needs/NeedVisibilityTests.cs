using ClimateFinance.Api.Tests.Matching;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Needs;

public sealed class NeedVisibilityTests(MarketApp app) : IClassFixture<MarketApp>
{
    private const string EnterpriseName = "武安永丰钢铁有限公司";
    private const string ProjectTitle = "永丰二号烧结机余热发电";

    private readonly MarketStage stage = new(app, "130400");

    [Fact]
    public async Task A_bank_learns_nothing_of_the_enterprise_before_interest_is_mutual_and_its_name_after()
    {
        var enterprise = await stage.EnterpriseAsync("130481", name: EnterpriseName);
        var project = await stage.ProjectAsync(enterprise, investmentCny: 234_567_800m, title: ProjectTitle);
        var need = await stage.NeedAsync(enterprise, project, sheet => sheet with { Description = $"{EnterpriseName}申请贷款" });
        var (bank, product) = await stage.LenderAsync();
        var pairing = Assert.Single(await stage.PairingsAsync(bank, need)).Id;

        string[] paths =
        [
            "needs", $"needs/{need}", "pairings", $"pairings/{pairing}", $"pairings/{pairing}/recomputation", $"products/{product}/matches",
        ];
        string[] secrets = [EnterpriseName, ProjectTitle, enterprise.Organisation.ToString(), project.ToString(), "130481", "234567800"];
        foreach (var path in paths)
        {
            var answer = (await bank.GetAsync(path, language: "zh-CN")).Expect(200);
            foreach (var secret in secrets) Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal);
        }

        var seen = (await bank.GetAsync($"needs/{need}")).Expect(200);
        Assert.Equal("130400", seen.Str("region"));
        Assert.Equal(60_000_000m, seen.Num("sheet.amountCny"));
        Assert.Equal("bfg-power", seen.Str("technology"));

        // Who guesses the ids is told nothing by the filters either.
        Assert.Equal(0, (await bank.GetAsync($"needs?enterpriseId={enterprise.Organisation}")).Expect(200).Count());
        Assert.Equal(0, (await bank.GetAsync($"needs?projectId={project}")).Expect(200).Count());

        (await bank.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);
        Assert.DoesNotContain(EnterpriseName, (await bank.GetAsync($"pairings/{pairing}")).Text, StringComparison.Ordinal);
        (await enterprise.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);

        var after = (await bank.GetAsync($"needs/{need}")).Expect(200);
        Assert.Equal(EnterpriseName, after.Str("enterpriseName"));
        Assert.Equal(ProjectTitle, after.Str("projectTitle"));
        Assert.Equal("130481", after.Str("region"));
        Assert.Equal(EnterpriseName, (await bank.GetAsync($"pairings/{pairing}")).Str("pairing.enterpriseName"));
        Assert.Equal(1, (await bank.GetAsync($"needs?enterpriseId={enterprise.Organisation}")).Expect(200).Count());
    }

    [Fact]
    public async Task A_need_is_known_to_its_enterprise_its_bureau_and_the_banks_it_is_paired_with()
    {
        var quiet = new MarketStage(app, "130500");
        var (enterprise, need) = await quiet.BorrowerAsync();
        var (paired, _) = await quiet.LenderAsync();
        var (elsewhere, _) = await new MarketStage(app, "130600").LenderAsync();
        await quiet.SettledAsync();

        var path = $"needs/{need}";
        (await enterprise.GetAsync(path)).Expect(200);
        (await quiet.Bureau.GetAsync(path)).Expect(200);
        (await app.AsBureau("130000").GetAsync(path)).Expect(200);
        (await paired.GetAsync(path)).Expect(200);
        (await elsewhere.GetAsync(path)).ExpectProblem(404, "need.unknown");
        (await app.AsBureau("130600").GetAsync(path)).ExpectProblem(404, "need.unknown");
        (await app.AsEnterprise(Guid.NewGuid()).GetAsync(path)).ExpectProblem(404, "need.unknown");
        (await app.AsOperator().GetAsync(path)).Expect(403);

        // Another enterprise cannot change what it may not know; a bureau may know but not change.
        (await app.AsEnterprise(Guid.NewGuid()).PostAsync($"{path}/publication", ifMatch: "\"2\"")).ExpectProblem(404, "need.unknown");
        (await quiet.Bureau.PostAsync($"{path}/publication", ifMatch: "\"2\"")).Expect(403);
    }

    [Fact]
    public async Task A_draft_is_no_banks_business()
    {
        var quiet = new MarketStage(app, "130700");
        var enterprise = await quiet.EnterpriseAsync();
        var need = await quiet.NeedAsync(enterprise, null, published: false);
        var (bank, _) = await quiet.LenderAsync();
        await quiet.SettledAsync();
        (await bank.GetAsync($"needs/{need}")).ExpectProblem(404, "need.unknown");
    }

    [Fact]
    public async Task The_list_filters_pages_and_refuses_what_it_does_not_know()
    {
        var quiet = new MarketStage(app, "130800");
        var enterprise = await quiet.EnterpriseAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(await quiet.NeedAsync(enterprise, null, published: i > 0));

        var first = (await enterprise.GetAsync("needs?limit=2")).Expect(200);
        Assert.Equal([ids[2], ids[1]], [first.Id("items.0.needId"), first.Id("items.1.needId")]);
        var second = (await enterprise.GetAsync($"needs?limit=2&cursor={first.Str("nextCursor")}")).Expect(200);
        Assert.Equal(ids[0], second.Id("items.0.needId"));
        Assert.Null(second["nextCursor"]);

        Assert.Equal(1, (await enterprise.GetAsync("needs?status=draft")).Expect(200).Count());
        Assert.Equal(0, (await enterprise.GetAsync("needs?purpose=carbonAllowance")).Expect(200).Count());
        Assert.Equal(3, (await enterprise.GetAsync($"needs?enterpriseId={enterprise.Organisation}")).Expect(200).Count());
        (await enterprise.GetAsync("needs?status=nonsense")).Expect(400);
        (await enterprise.GetAsync("needs?colour=green")).ExpectFlaw("colour", "query.unknown");
    }
}
