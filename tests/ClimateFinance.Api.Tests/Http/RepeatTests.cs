using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Http;

/// <summary>ETags and idempotency keys: nobody overwrites what he has not seen, and a repeat does nothing twice.</summary>
public sealed class RepeatTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    private readonly Scenario scenario = new(app);

    [Fact]
    public async Task A_change_states_the_version_that_it_changes()
    {
        var bank = await scenario.BankAsync();
        var path = $"products/{await scenario.ProductAsync(bank)}";
        var body = new { reason = "季末暂停" };
        (await bank.PostAsync($"{path}/suspension", body)).ExpectProblem(428, "etag.missing");
        foreach (var malformed in new[] { "*", "2", "W/\"2\"", "\"\"", "\"two\"", "\"0\"", "\"-1\"", "\"1\", \"2\"", "\"99999999999999999999\"" })
            (await bank.PostAsync($"{path}/suspension", body, malformed)).ExpectProblem(400, "etag.malformed");
        (await bank.PostAsync($"{path}/suspension", body, "\"1\"")).ExpectProblem(412, "etag.stale");
        (await bank.PostAsync($"{path}/suspension", body, "\"99\"")).ExpectProblem(412, "etag.stale");
        Assert.Equal("\"3\"", (await bank.PostAsync($"{path}/suspension", body, "\"2\"")).Expect(200).ETag);
    }

    [Fact]
    public async Task What_the_caller_has_already_is_not_sent_again()
    {
        var bank = await scenario.BankAsync();
        var path = $"products/{await scenario.ProductAsync(bank)}";
        var first = (await bank.GetAsync(path)).Expect(200);
        var again = (await bank.GetAsync(path, ifNoneMatch: first.ETag)).Expect(304);
        Assert.Empty(again.Text);
        Assert.Equal(first.ETag, again.ETag);
        (await bank.GetAsync(path, ifNoneMatch: $"\"other\", {first.ETag}")).Expect(304);
        (await bank.GetAsync(path, ifNoneMatch: "\"1\"")).Expect(200);
        (await bank.MoveAsync(path, "suspension", new { reason = "x" })).Expect(200);
        (await bank.GetAsync(path, ifNoneMatch: first.ETag)).Expect(200);
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_another_body_is_refused()
    {
        var (bank, other) = (await scenario.BankAsync(), await scenario.BankAsync());
        var body = new { terms = scenario.ProductTerms() };
        var first = (await bank.PostAsync("products", body, key: "draft-1")).Expect(201);
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        var again = (await bank.PostAsync("products", body, key: "draft-1")).Expect(201);
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.Equal((first.Text, first.ETag, first.Location), (again.Text, again.ETag, again.Location));
        (await bank.PostAsync("products", new { terms = scenario.ProductTerms(t => t["name"] = "另一个") }, key: "draft-1")).ExpectProblem(422, "idempotency.other_request");
        (await bank.PostAsync($"products/{first.Id("productId")}/publication", ifMatch: "\"1\"", key: "draft-1")).ExpectProblem(422, "idempotency.other_request");

        Assert.NotEqual(first.Id("productId"), (await other.PostAsync("products", body, key: "draft-1")).Expect(201).Id("productId"));
        Assert.Equal(1, (await bank.GetAsync($"products?bankId={bank.Organisation}")).Expect(200).Count());
    }

    [Theory]
    [InlineData(256)]
    [InlineData(5_000)]
    public async Task A_key_that_is_too_long_is_refused(int length) =>
        (await (await scenario.BankAsync()).PostAsync("products", new { terms = scenario.ProductTerms() }, key: new string('k', length))).ExpectProblem(400, "idempotency.malformed");

    [Fact]
    public async Task Two_at_once_with_one_key_are_done_once()
    {
        var bank = await scenario.BankAsync();
        var body = new { terms = scenario.ProductTerms() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => bank.PostAsync("products", body, key: "at-once")));
        Assert.Single(answers.Select(answer => answer.Expect(201).Id("productId")).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(1, (await bank.GetAsync($"products?bankId={bank.Organisation}")).Expect(200).Count());
    }

    [Fact]
    public async Task A_key_is_kept_over_a_restart_and_for_72_hours()
    {
        await using var own = await MarketApp.StartAsync(postgres);
        var market = new Scenario(own);
        var bank = await market.BankAsync();
        var body = new { terms = market.ProductTerms() };
        var first = (await bank.PostAsync("products", body, key: "kept")).Expect(201).Id("productId");

        await own.RestartAsync();
        bank = own.AsBank(bank.Organisation);
        Assert.Equal(first, (await bank.PostAsync("products", body, key: "kept")).Expect(201).Id("productId"));

        own.Clock.Advance(TimeSpan.FromHours(71));
        Assert.Equal(first, (await bank.PostAsync("products", body, key: "kept")).Expect(201).Id("productId"));
        own.Clock.Advance(TimeSpan.FromHours(2));
        var later = (await bank.PostAsync("products", body, key: "kept")).Expect(201);
        Assert.NotEqual(first, later.Id("productId"));
        Assert.Equal(later.Id("productId"), (await bank.PostAsync("products", body, key: "kept")).Expect(201).Id("productId"));
    }

    [Fact]
    public async Task A_refusal_is_not_kept_so_that_its_repeat_is_decided_anew()
    {
        var bank = await scenario.BankAsync();
        var path = $"products/{await scenario.ProductAsync(bank, published: false)}";
        (await bank.PostAsync($"{path}/suspension", new { reason = "x" }, "\"1\"", "suspend")).Expect(409);
        (await bank.PostAsync($"{path}/publication", null, "\"1\"")).Expect(200);
        (await bank.PostAsync($"{path}/suspension", new { reason = "x" }, "\"2\"", "suspend")).Expect(200);
    }
}
