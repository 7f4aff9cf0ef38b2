using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Projects;

public sealed class ProjectVisibilityTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_project_is_its_enterprises_and_its_bureaus_to_know()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.SubmittedAsync();

        foreach (var client in new[] { own, app.AsBureau(), app.AsBureau("130000"), app.AsBureau("130481") })
        {
            (await client.GetAsync(address)).Expect(200);
            (await client.GetAsync($"{address}/reduction")).Expect(200);
        }

        foreach (var client in new[] { app.AsBureau("130100"), app.AsEnterprise(Guid.CreateVersion7()), app.AsBank(Guid.CreateVersion7()) })
        {
            (await client.GetAsync(address)).ExpectProblem(404, "project.unknown");
            (await client.GetAsync($"{address}/reduction")).ExpectProblem(404, "project.unknown");
            Assert.Equal(0, (await client.GetAsync("projects")).Expect(200).Count());
        }

        (await app.AsOperator().GetAsync(address)).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task A_bank_sees_the_library_of_enterprises_it_shares_a_deal_with()
    {
        var (own, bank) = (await app.VerifiedEnterpriseAsync(), app.AsBank(Guid.CreateVersion7()));
        var (admitted, draft) = (await own.AdmittedAsync(), await own.DraftedAsync());
        (await bank.GetAsync(admitted)).ExpectProblem(404, "project.unknown");

        await app.ShareDealAsync(own.Organisation, bank.Organisation);

        (await bank.GetAsync(admitted)).Expect(200);
        (await bank.GetAsync($"{admitted}/reduction")).Expect(200);
        (await bank.GetAsync(draft)).ExpectProblem(404, "project.unknown");
        Assert.Equal(1, (await bank.GetAsync("projects")).Expect(200).Count());
    }

    [Fact]
    public async Task Nobody_moves_the_project_of_another()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.SubmittedAsync();
        var other = await app.VerifiedEnterpriseAsync();

        (await other.PostAsync($"{address}/withdrawal", new { reason = "x" }, "\"2\"")).ExpectProblem(404, "project.unknown");
        (await other.PutAsync(address, new { sheet = ProjectSheets.Sheet() }, "\"2\"")).ExpectProblem(404, "project.unknown");
        (await own.PostAsync($"{address}/admission", new { admitted = true }, "\"2\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").PostAsync($"{address}/admission", new { admitted = true }, "\"2\"")).ExpectProblem(404, "project.unknown");
        (await app.AsBureau().PostAsync($"{address}/withdrawal", new { reason = "x" }, "\"2\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().PostAsync($"projects/{Guid.CreateVersion7()}/admission", new { admitted = true }, "\"2\"")).ExpectProblem(404, "project.unknown");
        (await app.AsBank(Guid.CreateVersion7()).PostAsync("projects", new { sheet = ProjectSheets.Sheet() })).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task Lists_narrow_by_state_technology_industry_and_enterprise()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var draft = await own.DraftedAsync(ProjectSheets.Sheet().With("technology", "sinter-whr").With("industry", "C3110"));
        var admitted = await own.AdmittedAsync();

        foreach (var (query, expected) in new (string, string[])[]
        {
            ("", [admitted, draft]),
            ("status=admitted", [admitted]),
            ("status=draft", [draft]),
            ("technology=sinter-whr", [draft]),
            ("industry=C31", [admitted, draft]),
            ("industry=C3120", [admitted]),
            ($"enterpriseId={own.Organisation}&status=draft", [draft]),
            ($"enterpriseId={Guid.CreateVersion7()}", []),
        })
        {
            var answer = (await own.GetAsync($"projects?{query}")).Expect(200);
            Assert.Equal(expected, answer["items"]!.AsArray().Select(item => $"projects/{item!["projectId"]!.GetValue<Guid>()}"));
        }

        var cursor = (await own.GetAsync("projects?limit=1")).Expect(200).Str("nextCursor");
        Assert.Equal(draft, $"projects/{(await own.GetAsync($"projects?limit=1&cursor={cursor}")).Expect(200).Id("items.0.projectId")}");
        (await own.GetAsync($"projects?limit=1&status=draft&cursor={cursor}")).ExpectFlaw("cursor", "cursor.invalid");
        (await own.GetAsync("projects?technology=magic")).ExpectFlaw("technology", "technology.unknown");
        (await own.GetAsync("projects?sort=title")).ExpectFlaw("sort", "query.unknown");
        (await own.GetAsync("projects?enterpriseId=1")).ExpectFlaw("enterpriseId", "query.unreadable");
    }
}
