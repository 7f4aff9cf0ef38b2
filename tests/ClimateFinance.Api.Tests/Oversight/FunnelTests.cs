using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Oversight;

/// <summary>The funnel with its denominators: the same figures whether they were summed already or not, by every key, for nobody but the bureau.</summary>
public sealed class FunnelTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Each_step_counts_the_deals_that_ever_came_so_far_of_those_before_it_with_their_amounts()
    {
        var opened = await market.DealAsync();
        await (await market.DealAsync()).ToAsync("offered", 30_000_000m);
        var withdrawn = await (await market.DealAsync()).ToAsync("offered", 20_000_000m);
        (await withdrawn.ByBankAsync("offers/1/withdrawal", new { reason = "额度调整" })).Expect(200);
        var drawing = await (await market.DealAsync()).ToAsync("drawing", 40_000_000m);
        (await drawing.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        (await opened.ByBankAsync("closure", new { outcome = "refused", reasonCode = "rating", wouldHaveChanged = "绩效升级" })).Expect(200);

        var total = (await FunnelAsync())["total"]!;

        Assert.Equal(4, Step(total, "intention")["count"]!.GetValue<long>());
        Assert.Equal(4, Step(total, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(240_000_000m, Amount(total, "mutual"));
        var offered = Step(total, "offered");
        Assert.Equal((3L, 3L, 100m, 75m), (offered["count"]!.GetValue<long>(), offered["ofPrevious"]!.GetValue<long>(), offered["percentOfPrevious"]!.GetValue<decimal>(), offered["percentOfIntentions"]!.GetValue<decimal>()));
        Assert.Equal(90_000_000m, Amount(total, "offered"));
        Assert.Equal(40_000_000m, Amount(total, "signed"));
        Assert.Equal(10_000_000m, Amount(total, "drawn"));
        Assert.Equal(1, total["closed"]!.AsArray().Single(o => o!["outcome"]!.GetValue<string>() == "refused")!["deals"]!.GetValue<long>());
        Assert.Equal(3, total["live"]!.GetValue<long>());

        var signed = total["rungs"]!.AsArray().Single(r => r!["rung"]!.GetValue<string>() == "signed")!;
        Assert.Equal(60m, signed["averageTermMonths"]!.GetValue<decimal>());
        Assert.Equal(60_000_000m, signed["askedLineCny"]!.GetValue<decimal>());
        Assert.Equal(66.67m, signed["lineOfAskedPercent"]!.GetValue<decimal>());
        Assert.Equal(-20m, signed["rateAgainstLprBp"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_figure_is_the_same_before_and_after_it_was_summed_and_after_all_was_summed_anew()
    {
        var first = await (await market.DealAsync()).ToAsync("contacted");
        await SummedAsync();

        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var held = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            // While this lock is held nothing is summed.
            await using (var take = new NpgsqlCommand(CellFold.Alone, connection, held))
                await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            (await first.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).Expect(200);
            (await first.ByBankAsync("offers", first.Offer())).Expect(200);
            var unsummed = await AllAsync();
            Assert.Contains("\"step\":\"offered\",\"count\":1", unsummed, StringComparison.Ordinal);

            await held.RollbackAsync(TestContext.Current.CancellationToken);
            await SummedAsync();
            Assert.Equal(unsummed, await AllAsync());
        }

        await app.Services.GetRequiredService<CellsAnew>().RefoldAsync(TestContext.Current.CancellationToken);
        var anew = await AllAsync();
        await app.ExpectRebuiltAlikeAsync(new DealFactProjection());
        await app.ExpectRebuiltAlikeAsync(new PairingFactProjection());
        Assert.Equal(anew, await AllAsync());
    }

    [Fact]
    public async Task By_every_key_the_lines_add_up_to_the_total_and_narrowing_by_a_key_shows_its_line_alone()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");
        await market.DealAsync();
        foreach (var by in new[] { "bank", "industry", "region", "month", "stage" })
        {
            var funnel = await FunnelAsync($"?by={by}");
            Assert.Equal(2L, funnel["lines"]!.AsArray().Sum(line => Step(line!, "mutual")["count"]!.GetValue<long>()));
        }

        Assert.Equal(1L, Step((await FunnelAsync($"?bankId={deal.Bank.Organisation}"))["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(2L, Step((await FunnelAsync($"?industry=C31&period={app.Today:yyyy-MM}"))["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(1L, Step((await FunnelAsync($"?industry=C3120&bankId={deal.Bank.Organisation}&period={app.Today:yyyy}"))["total"]!, "offered")["count"]!.GetValue<long>());
        Assert.Equal(0L, Step((await FunnelAsync("?period=2019-H1"))["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(2L, Step((await FunnelAsync("?region=130481"))["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Empty((await FunnelAsync($"?by=meeting"))["lines"]!.AsArray());
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "")]
    [InlineData(true, true, "")]
    [InlineData(true, true, "&industry=C3120")]
    public async Task Of_many_keys_those_with_most_deals_are_shown_and_all_are_counted(bool summed, bool ofThisYear, string narrowed)
    {
        var often = await market.DealAsync();
        await market.DealAsync(often.Bank);
        await market.DealAsync();
        await market.DealAsync();
        if (summed) await SummedAsync();
        if (ofThisYear) narrowed += $"&period={app.Today:yyyy}";

        var funnel = await FunnelAsync($"?by=bank&limit=1{narrowed}");

        Assert.Equal(3L, funnel["lineCount"]!.GetValue<long>());
        Assert.Equal($"{often.Bank.Organisation}", Assert.Single(funnel["lines"]!.AsArray())!["key"]!.GetValue<string>());
        Assert.Equal(4L, Step(funnel["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(3, (await FunnelAsync($"?by=bank&limit=1000{narrowed}"))["lines"]!.AsArray().Count);
    }

    [Fact]
    public async Task It_is_for_the_bureau_of_the_region_alone_and_its_questions_are_checked()
    {
        var deal = await market.DealAsync();
        foreach (var other in new[] { deal.Bank, deal.Enterprise, app.AsOperator() }) (await other.GetAsync("oversight/funnel")).ExpectProblem(403, "http.forbidden");
        Assert.Equal(0L, Step((await app.AsBureau("130100").GetAsync("oversight/funnel")).Expect(200)["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(1L, Step((await app.AsBureau("130000").GetAsync("oversight/funnel")).Expect(200)["total"]!, "mutual")["count"]!.GetValue<long>());
        Assert.Equal(1L, Step((await app.AsBureau("130481").GetAsync("oversight/funnel")).Expect(200)["total"]!, "mutual")["count"]!.GetValue<long>());
        (await app.AsBureau().GetAsync("oversight/funnel?region=130100")).ExpectFlaw("region", "region.not_yours");
        (await app.AsBureau().GetAsync("oversight/funnel?period=2026-13")).ExpectFlaw("period", "period.wrong_form");
        (await app.AsBureau().GetAsync("oversight/funnel?industry=Z9")).ExpectFlaw("industry", "industry.unknown");
        (await app.AsBureau().GetAsync("oversight/funnel?by=colour")).Expect(400);
        (await app.AsBureau().GetAsync("oversight/funnel?by=bank&limit=0")).ExpectFlaw("limit", "number.out_of_range");
        (await app.AsBureau().GetAsync("oversight/funnel?by=bank&limit=1001")).ExpectFlaw("limit", "number.out_of_range");
    }

    private async Task<JsonNode> FunnelAsync(string query = "") => (await app.AsBureau().GetAsync($"oversight/funnel{query}")).Expect(200).Json;

    private async Task<string> AllAsync() =>
        string.Join('\n', await Task.WhenAll(new[] { "", "?by=bank", "?by=industry", "?by=region", "?by=month", "?by=stage" }.Select(async q => (await FunnelAsync(q)).ToJsonString())))
        + (await app.AsBureau().GetAsync("oversight/board")).Expect(200).Text;

    private Task SummedAsync() => app.Services.GetRequiredService<SubscriptionRunner>().DrainedByAsync(app);

    private static JsonNode Step(JsonNode line, string step) => line["steps"]!.AsArray().Single(s => s!["step"]!.GetValue<string>() == step)!;

    private static decimal Amount(JsonNode line, string step) => Step(line, step)["amountCny"]!.GetValue<decimal>();
}

internal static class Drained
{
    public static async Task DrainedByAsync(this SubscriptionRunner runner, MarketApp app)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if ((await runner.StatusAsync(TestContext.Current.CancellationToken)).All(s => s.Lag == 0)) return;
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"Not drained at {app.Address}.");
    }
}
