using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Inbox;

/// <summary>Server-sent events: what happens, to whom it may concern and to nobody else, on every node, without a gap, until the token ends.</summary>
public sealed class LiveTests(TestPostgres postgres) : IAsyncLifetime
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
    public async Task A_move_arrives_at_its_bureau_and_at_the_other_party_and_at_no_other()
    {
        var (deal, other) = (await market.DealAsync(), await market.DealAsync());
        await using var board = await LiveLine.OpenAsync(app, app.AsBureau(), "oversight/board/events");
        await using var elsewhere = await LiveLine.OpenAsync(app, app.AsBureau("130100"), "oversight/board/events");
        await using var enterprise = await LiveLine.OpenAsync(app, deal.Enterprise, "inbox/events");
        await using var bank = await LiveLine.OpenAsync(app, deal.Bank, "inbox/events");

        await deal.ToAsync("contacted");
        await other.ToAsync("contacted");
        (await deal.ByEnterpriseAsync("notes", new { words = "请尽快" })).Expect(200);

        Assert.Equal(("contact_made_v1", deal.Id, "contacted"), Of(await board.NextAsync()));
        Assert.Equal(("contact_made_v1", other.Id, "contacted"), Of(await board.NextAsync()));
        Assert.Equal("deal_noted_v1", (await board.NextAsync())["fact"]!.GetValue<string>());
        Assert.Equal(("contact_made_v1", deal.Id, "contacted"), Of(await enterprise.NextAsync()));
        Assert.Equal("deal_noted_v1", (await bank.NextAsync())["fact"]!.GetValue<string>());
        Assert.Equal(0, elsewhere.Waiting);
        Assert.Equal(0, enterprise.Waiting);
    }

    [Fact]
    public async Task Who_comes_back_with_the_last_id_misses_nothing_on_another_node_too()
    {
        var deal = await market.DealAsync();
        string last;
        await using (var first = await LiveLine.OpenAsync(app, app.AsBureau(), "oversight/board/events"))
        {
            (await deal.ByBankAsync("notes", new { words = "一" })).Expect(200);
            await first.NextAsync();
            last = first.LastId!;
        }

        for (var i = 0; i < 30; i++) (await deal.ByBankAsync("notes", new { words = $"{i}" })).Expect(200);
        await using var node = new MarketApp(postgres);
        await node.InitializeOnAsync(app.ConnectionString);
        try
        {
            await using var again = await LiveLine.OpenAsync(node, app.AsBureau(), "oversight/board/events", last);
            var sequences = new List<long>();
            for (var i = 0; i < 30; i++) sequences.Add((await again.NextAsync())["sequence"]!.GetValue<long>());
            Assert.Equal(sequences.Order().Distinct(), sequences);
            Assert.True(sequences[0] > long.Parse(last, System.Globalization.CultureInfo.InvariantCulture));
            (await deal.ByBankAsync("notes", new { words = "另一节点" })).Expect(200);
            Assert.True((await again.NextAsync())["sequence"]!.GetValue<long>() > sequences[^1]);
        }
        finally
        {
            await node.StopAsync();
        }
    }

    [Fact]
    public async Task The_line_ends_with_its_token_and_is_closed_to_strangers()
    {
        var deal = await market.DealAsync();
        (await app.AsOperator().GetAsync("oversight/board/events")).ExpectProblem(403, "http.forbidden");
        (await deal.Bank.GetAsync("oversight/board/events")).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().GetAsync("inbox/events")).ExpectProblem(401, "http.unauthorized");

        // A token of fifteen minutes, taken fourteen minutes and fifty-eight seconds ago.
        var client = app.AsBureau();
        var token = app.Services.GetRequiredService<TokenIssuer>().Issue(client.Caller!).Value;
        app.Clock.Advance(TimeSpan.FromSeconds((15 * 60) - 2));
        await using var line = await LiveLine.OpenAsync(app, client, "oversight/board/events", null, token);
        await line.EndAsync();
    }

    private static (string Fact, Guid Deal, string? Stage) Of(JsonNode happened) =>
        (happened["fact"]!.GetValue<string>(), happened["id"]!.GetValue<Guid>(), happened["stage"]?.GetValue<string>());
}
