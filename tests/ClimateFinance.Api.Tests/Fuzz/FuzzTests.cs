using System.Globalization;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Access;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>
/// Whatever is sent, nothing breaks, every answer is one that the contract states, and a refusal stores nothing. <c>FUZZ_REQUESTS</c> makes the
/// run longer, <c>FUZZ_SEED</c> another; the seed is printed, and the README says how to run a long one.
/// </summary>
public sealed class FuzzTests(TestPostgres postgres, ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int InTheTestCommand = 2_000;

    /// <summary>A market wears out: after so many requests a new one is staged.</summary>
    private const int OnOneMarket = 10_000;

    [Fact]
    public async Task Valid_edge_and_broken_requests_are_answered_by_the_contract_and_a_refusal_stores_nothing()
    {
        var contract = new ContractDocument(JsonNode.Parse(await File.ReadAllTextAsync(ContractFolder.File("climate-finance.v1.json"), TestContext.Current.CancellationToken))!.AsObject());
        var (seed, wanted, report) = (Of("FUZZ_SEED", Seed), Of("FUZZ_REQUESTS", InTheTestCommand), new FuzzReport());
        for (var market = 0; report.Sent < wanted && report.Findings.Count == 0; market++)
        {
            await OnAMarketAsync(contract, seed + market, Math.Min(OnOneMarket, wanted - report.Sent), report);
            Say($"seed {seed + market}: {report}");
        }

        Assert.True(report.Findings.Count == 0, $"Seed {seed}: {report}\n{string.Join('\n', report.Findings)}");

        // A run in which nearly all is refused at the door looks at nothing.
        Assert.True(report.Statuses.Where(s => s.Key < 300).Sum(s => s.Value) > report.Sent / 10, $"{report}");
        Assert.True(report.Compared > report.Sent / 20, $"{report}");
        Assert.Empty(new[] { 400, 401, 403, 404, 409, 412, 413, 415, 428 }.Except(report.Statuses.Keys));
    }

    private async Task OnAMarketAsync(ContractDocument contract, int seed, int count, FuzzReport report)
    {
        var staged = new AccessMarket(postgres);
        await staged.InitializeAsync();
        await staged.App.StopAsync();

        // Nothing is at work but requests: whatever is stored, a request stored it.
        var app = new MarketApp(postgres) { Quiet = true };
        app.Clock.Offset = staged.App.Clock.Offset;
        await app.InitializeOnAsync(staged.App.ConnectionString);
        try
        {
            using var run = new FuzzRun(staged.On(app), contract, seed, Of("FUZZ_REQUESTS", InTheTestCommand) > OnOneMarket ? 4 : 1, report);
            await run.SendAsync(count);
        }
        finally
        {
            await app.DisposeAsync();
            await staged.DisposeAsync();
        }
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("FUZZ_REQUESTS") is not null) Console.Error.WriteLine(line);
    }

    private static int Of(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
}
