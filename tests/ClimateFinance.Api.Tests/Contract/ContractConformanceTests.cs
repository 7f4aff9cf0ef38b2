using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>What the application really answers is what the contract says it answers.</summary>
public sealed class ContractConformanceTests(ServedContract served) : IClassFixture<ServedContract>
{
    [Fact]
    public async Task Real_answers_and_real_problems_conform_to_the_contract()
    {
        var (app, scenario) = (served.App, new Scenario(served.App));
        var deal = await (await scenario.DealAsync()).ToAsync("drawing");
        var bureau = app.AsBureau();
        var (bank, enterprise) = (deal.Bank, deal.Enterprise);
        var pairing = (await bank.GetAsync($"pairings?needId={deal.Need}&productId={deal.Product}")).Id("items.0.pairingId");
        var project = (await enterprise.GetAsync($"needs/{deal.Need}")).Id("projectId");
        var unknown = Guid.CreateVersion7();
        ApiAnswer[] answers =
        [
            await bureau.GetAsync("enterprises"), await bureau.GetAsync($"enterprises/{enterprise.Organisation}"), await app.AsOperator().GetAsync($"enterprises/{enterprise.Organisation}"),
            await bureau.GetAsync("banks"), await bureau.GetAsync($"banks/{bank.Organisation}"),
            await bank.PostAsync($"banks/{bank.Organisation}/officers", new { name = "王某", position = "客户经理" }), await bank.GetAsync($"banks/{bank.Organisation}/officers"),
            await enterprise.GetAsync("projects"), await enterprise.GetAsync($"projects/{project}"), await enterprise.GetAsync($"projects/{project}/reduction"),
            await enterprise.GetAsync("needs"), await enterprise.GetAsync($"needs/{deal.Need}"), await bank.GetAsync($"needs/{deal.Need}"),
            await enterprise.GetAsync($"needs/{deal.Need}/matches?include=nearMisses"), await bank.GetAsync($"products/{deal.Product}/matches"),
            await bank.GetAsync("products"), await bank.GetAsync($"products/{deal.Product}"), await enterprise.GetAsync($"products/{deal.Product}"), await bank.GetAsync($"products/{deal.Product}/quota"),
            await bank.GetAsync("pairings"), await bank.GetAsync($"pairings/{pairing}"), await enterprise.GetAsync($"pairings/{pairing}"), await bank.GetAsync($"pairings/{pairing}/recomputation"),
            await bank.GetAsync("deals"), await bank.GetAsync(deal.Path), await bureau.GetAsync($"{deal.Path}/timeline"),
            await bureau.GetAsync("oversight/board"), await bureau.GetAsync("oversight/overdue"),
            await bureau.GetAsync("matching/policy"), await bureau.GetAsync("meetings"), await bureau.GetAsync("identity/me"), await app.AsOperator().GetAsync("identity/users"),
            .. await Task.WhenAll(new[]
            {
                "regions", "industries", "green-classes", "technologies", "benchmarks", "emission-factors", "financing-rules", "calendar?year=2026",
                "calendar/due-day?from=2026-03-02&workingDays=5",
            }.Select(table => bureau.GetAsync($"reference/{table}"))),
            await bank.PostAsync("products", new { terms = scenario.ProductTerms() }), await enterprise.PostAsync("needs", new { sheet = scenario.NeedSheet(null) }),
            await enterprise.PostAsync("projects", new { sheet = scenario.ProjectSheet() }), await bank.MoveAsync(deal.Path, "notes", new { words = "还款正常" }),
        ];
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201, $"{answer.Request}: {answer.Status} {answer.Text}"));

        ApiAnswer[] problems =
        [
            await bank.GetAsync("products?limit=0"), await app.Anonymous().GetAsync("products"), await bank.GetAsync("oversight/board"), await bank.GetAsync($"products/{unknown}"),
            await bank.PostAsync($"products/{deal.Product}/publication", ifMatch: "\"1\""), await bank.PostAsync($"products/{deal.Product}/publication"),
            await bank.PostAsync("products", new { terms = 1 }), await bank.PostRawAsync("products", "{}", "text/plain"),
            await bank.PostAsync("pairings", new { needId = unknown, productId = deal.Product }), await enterprise.MoveAsync($"needs/{deal.Need}", "publication"),
            await app.Anonymous().PostAsync("identity/login", new { userName = "nobody", password = "wrong password" }),
        ];
        Assert.All(problems, answer => Assert.True(answer.Status >= 400, $"{answer.Request}: {answer.Status}"));
        Assert.Equal([400, 401, 403, 404, 409, 412, 415, 428], problems.Select(p => p.Status).Distinct().Order());

        var conformance = new ContractConformance(served.Document);
        Assert.Empty(answers.Concat(problems).SelectMany(conformance.Faults));
    }

    [Fact]
    public async Task The_swagger_page_works_without_any_other_host()
    {
        var client = served.App.Anonymous();
        var page = (await client.GetAsync("/swagger/index.html")).Expect(200);
        Assert.Equal("text/html", page.MediaType);
        Assert.DoesNotContain("//cdn", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"http", page.Text, StringComparison.OrdinalIgnoreCase);
        foreach (var asset in new[] { "swagger-ui.css", "index.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "index.js", "favicon-32x32.png" })
        {
            Assert.Contains(asset, page.Text, StringComparison.Ordinal);
            Assert.NotEmpty((await client.GetAsync($"/swagger/{asset}")).Expect(200).Text);
        }

        Assert.Contains(ServedContract.Path, (await client.GetAsync("/swagger/index.js")).Text, StringComparison.Ordinal);
    }
}
