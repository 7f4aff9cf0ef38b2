using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Products;

/// <summary>A product from draft to retirement, what is refused, and who sees what of it.</summary>
public sealed class ProductTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly Scenario market = new(app);

    [Fact]
    public async Task A_revision_is_drafted_beside_the_published_one_and_takes_its_place_when_published()
    {
        var bank = await market.BankAsync();
        var id = await market.ProductAsync(bank);
        var read = (await bank.GetAsync($"products/{id}")).Expect(200);
        (await bank.PutAsync($"products/{id}", new { terms = market.ProductTerms(terms => terms["termMaxMonths"] = 240) }, read.ETag)).Expect(200);

        var between = (await bank.GetAsync($"products/{id}")).Expect(200);
        Assert.Equal(120m, between.Num("terms.termMaxMonths"));
        Assert.Equal(240m, between.Num("draft.termMaxMonths"));
        Assert.Equal(2m, (await bank.MoveAsync($"products/{id}", "publication")).Expect(200).Num("revision"));
        Assert.Equal(240m, (await bank.GetAsync($"products/{id}")).Num("terms.termMaxMonths"));
        (await bank.MoveAsync($"products/{id}", "publication")).ExpectProblem(409, "product.nothing_to_publish");
    }

    [Fact]
    public async Task A_product_is_suspended_resumed_and_retired_with_reasons()
    {
        var bank = await market.BankAsync();
        var id = await market.ProductAsync(bank);
        Assert.Equal("suspended", (await bank.MoveAsync($"products/{id}", "suspension", new { reason = "额度调整" })).Expect(200).Str("status"));
        (await bank.MoveAsync($"products/{id}", "suspension", new { reason = "再次" })).ExpectProblem(409, "product.wrong_state");
        Assert.Equal("published", (await bank.MoveAsync($"products/{id}", "resumption")).Expect(200).Str("status"));
        Assert.Equal("retired", (await bank.MoveAsync($"products/{id}", "retirement", new { reason = "到期" })).Expect(200).Str("status"));
        (await bank.MoveAsync($"products/{id}", "publication")).ExpectProblem(409, "product.wrong_state");
        (await (await market.EnterpriseAsync()).GetAsync($"products/{id}")).ExpectProblem(404, "product.unknown");
    }

    public static TheoryData<string, JsonNode?, string, string> Flaws => new()
    {
        { "amountMinCny", JsonValue.Create(-1m), "terms.amountMinCny", "amount.not_positive" },
        { "amountMaxCny", JsonValue.Create(1_000_000_000_000.01m), "terms.amountMaxCny", "amount.too_large" },
        { "quotaCny", JsonValue.Create(100.001m), "terms.quotaCny", "amount.too_many_decimals" },
        { "termMinMonths", JsonValue.Create(0), "terms.termMinMonths", "term.out_of_range" },
        { "termMaxMonths", JsonValue.Create(361), "terms.termMaxMonths", "term.out_of_range" },
        { "spreadMinBp", JsonValue.Create(-1001), "terms.spreadMinBp", "rate.out_of_range" },
        { "name", JsonValue.Create(" "), "terms.name", "text.empty" },
        { "regions", new JsonArray("999999"), "terms.regions[0]", "region.unknown" },
        { "industries", new JsonArray("C9999"), "terms.industries[0]", "industry.unknown" },
        { "greenClasses", new JsonArray("NOPE"), "terms.greenClasses[0]", "green_class.unknown" },
        { "technologies", new JsonArray("perpetuum-mobile"), "terms.technologies[0]", "technology.unknown" },
        { "collateralAccepted", new JsonArray("gold"), "terms.collateralAccepted[0]", "field.not_one_of" },
        { "collateralAccepted", new JsonArray(), "terms.collateralAccepted", "list.wrong_length" },
        { "validFrom", JsonValue.Create("2026-13-01"), "terms.validFrom", "field.wrong_type" },
        { "maxLoanToInvestmentPercent", JsonValue.Create(101), "terms.maxLoanToInvestmentPercent", "number.out_of_range" },
        { "surprise", JsonValue.Create(true), "terms.surprise", "field.unknown" },
        { "benchmark", JsonValue.Create("libor"), "terms.benchmark", "field.not_one_of" },
        { "quotaCny", JsonValue.Create("viel"), "terms.quotaCny", "field.wrong_type" },
        { "kind", null, "terms.kind", "field.null" },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Each_flaw_is_named_with_its_field_and_nothing_is_stored(string field, JsonNode? value, string path, string code)
    {
        var bank = await market.BankAsync();
        (await bank.PostAsync("products", new JsonObject { ["terms"] = market.ProductTerms(terms => terms[field] = value?.DeepClone()) })).ExpectFlaw(path, code);
        Assert.Equal(0, (await bank.GetAsync($"products?bankId={bank.Organisation}")).Expect(200).Count());
    }

    [Fact]
    public async Task Inverted_ranges_and_a_validity_that_is_over_are_refused()
    {
        var bank = await market.BankAsync();
        (await PostAsync(terms => terms["amountMaxCny"] = 1m)).ExpectFlaw("amount", "range.inverted");
        (await PostAsync(terms => terms["termMaxMonths"] = 1)).ExpectFlaw("termMonths", "range.inverted");
        (await PostAsync(terms => terms["spreadMaxBp"] = -900)).ExpectFlaw("spreadBp", "range.inverted");
        (await PostAsync(terms => (terms["validFrom"], terms["validTo"]) = ("2020-01-01", "2020-12-31"))).ExpectProblem(409, "product.validity_over");
        (await PostAsync(terms => terms["quotaCny"] = 10m)).ExpectProblem(409, "product.quota_below_least_amount");

        Task<ApiAnswer> PostAsync(Action<JsonObject> change) => bank.PostAsync("products", new JsonObject { ["terms"] = market.ProductTerms(change) });
    }

    [Fact]
    public async Task An_unverified_bank_publishes_nothing()
    {
        var bank = await market.BankAsync(verified: false);
        var id = await market.ProductAsync(bank, published: false);
        (await bank.MoveAsync($"products/{id}", "publication")).ExpectProblem(409, "bank.not_verified");
    }

    [Fact]
    public async Task Others_see_the_published_terms_but_neither_draft_nor_quota()
    {
        var bank = await market.BankAsync();
        var draft = await market.ProductAsync(bank, published: false);
        var id = await market.ProductAsync(bank);
        var read = (await bank.GetAsync($"products/{id}")).Expect(200);
        (await bank.PutAsync($"products/{id}", new { terms = market.ProductTerms(terms => terms["name"] = "内部草稿") }, read.ETag)).Expect(200);

        foreach (var other in new[] { await market.BankAsync(), await market.EnterpriseAsync() })
        {
            var seen = (await other.GetAsync($"products/{id}")).Expect(200);
            Assert.DoesNotContain("内部草稿", seen.Text, StringComparison.Ordinal);
            Assert.Null(seen["quotaLeftCny"]);
            (await other.GetAsync($"products/{draft}")).ExpectProblem(404, "product.unknown");
        }

        (await (await market.BankAsync()).GetAsync($"products/{id}/quota")).ExpectProblem(404, "product.unknown");
        (await (await market.BankAsync()).PostAsync($"products/{id}/suspension", new { reason = "?" }, ifMatch: "\"2\"")).ExpectProblem(404, "product.unknown");
        (await app.AsOperator().GetAsync($"products/{id}")).ExpectProblem(403, "http.forbidden");
    }
}
