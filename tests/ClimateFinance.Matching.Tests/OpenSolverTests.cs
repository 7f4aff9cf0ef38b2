using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>Rounds against HiGHS, an open solver of linear programmes (npm package highs): whole programmes, written from the definition.</summary>
public class OpenSolverTests
{
    private const int Markets = 24;

    [Fact]
    public async Task An_exact_round_reaches_the_optimum_of_the_linear_programme_and_a_near_one_all_but_a_hundred_in_a_million()
    {
        var markets = Enumerable.Range(0, Markets).Select(seed => RoundReference.Random(seed, 90, 45, seed % 4 == 0 ? 3 : 10_000)).Where(m => m.Score.Length > 0).ToArray();
        var optima = await SolveAsync([.. markets.Select(Programme)]);

        Assert.Equal(markets.Length, optima.Count);
        foreach (var (market, solved) in markets.Zip(optima))
        {
            Assert.Equal("Optimal", solved!["status"]!.GetValue<string>());
            var optimum = solved["optimum"]!.GetValue<double>();
            Assert.Equal(optimum, RoundSolver.Solve(market, 0).Total, 0.001);
            Assert.InRange(RoundSolver.Solve(market, MarketRound.ToleranceParts).Total, optimum * (1 - (MarketRound.ToleranceParts / 1e6)) - 0.001, optimum + 0.001);
        }

        Assert.True(optima.Count(solved => solved!["optimum"]!.GetValue<double>() > 0) > Markets / 2, "Most markets should have had something to propose.");
    }

    /// <summary>In CPLEX's LP format: a variable for each pair, a row for each need, need and bank, product, and bank.</summary>
    private static string Programme(RoundProblem market)
    {
        var pairs = Enumerable.Range(0, market.Slots.Length)
            .SelectMany(need => Enumerable.Range(market.First[need], market.First[need + 1] - market.First[need]).Select(pair => (Pair: pair, Need: need)))
            .Select(at => (at.Pair, at.Need, Product: market.Product[at.Pair], Bank: market.BankOf[market.Product[at.Pair]]))
            .ToArray();
        var text = new StringBuilder("Maximize\n obj:");
        foreach (var pair in pairs) text.Append($" + {market.Score[pair.Pair]} x{pair.Pair}\n");
        text.Append("Subject To\n");
        Rows("n", pair => pair.Need, need => market.Slots[need]);
        Rows("o", pair => (pair.Need * market.BankCapacity.Length) + pair.Bank, _ => 1);
        Rows("p", pair => pair.Product, product => market.ProductCapacity[product]);
        Rows("b", pair => pair.Bank, bank => market.BankCapacity[bank]);
        text.Append("Bounds\n");
        foreach (var pair in pairs) text.Append($" 0 <= x{pair.Pair} <= 1\n");
        return text.Append("End\n").ToString();

        void Rows(string name, Func<(int Pair, int Need, int Product, int Bank), int> of, Func<int, int> limit)
        {
            foreach (var row in pairs.GroupBy(of)) text.Append($" {name}{row.Key}: {string.Join("\n + ", row.Select(pair => $"x{pair.Pair}"))} <= {limit(row.Key)}\n");
        }
    }

    private static async Task<JsonArray> SolveAsync(string[] programmes)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = await NodePackage.InstalledAsync("ClimateFinance.Matching.Tests/OpenSolver"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("solve.mjs");
        using var node = NodePackage.Start(start);
        using var patience = new CancellationTokenSource(NodePackage.Patience);
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(patience.Token), node.StandardError.ReadToEndAsync(patience.Token));
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(programmes));
        node.StandardInput.Close();
        await node.WaitForExitAsync(patience.Token);
        Assert.True(node.ExitCode == 0, await complained);
        return JsonNode.Parse(await said)!.AsArray();
    }
}
