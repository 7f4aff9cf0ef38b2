using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>The solver against the slow reference, on integers.</summary>
public class RoundSolverProperties
{
    [Fact]
    public void The_exact_total_is_that_of_trying_everything()
    {
        var tight = 0;
        EngineProperties.ForEverySeed(400, seed =>
        {
            var market = RoundReference.Random(seed, 5, 6, seed % 3 == 0 ? 4 : 10_000);
            var solved = RoundSolver.Solve(market, 0);
            Assert.Equal(RoundReference.Best(market), solved.Total);
            Assert.Equal(solved.Total, solved.Pairs.Sum(pair => (long)market.Score[pair]));
            Assert.True(RoundReference.Keeps(market, solved.Pairs));
            if (solved.Prices.Products.Concat(solved.Prices.Banks).Any(price => price > 0)) tight++;
        });
        Assert.True(tight > 50, $"Only {tight} markets had a limit that mattered.");
    }

    [Fact]
    public void Prices_prove_every_exact_total_and_bound_every_near_one() => EngineProperties.ForEverySeed(60, seed =>
    {
        var market = RoundReference.Random(seed, 120, 60, seed % 4 == 0 ? 3 : 10_000);
        var exact = RoundSolver.Solve(market, 0);
        Assert.Equal(exact.Total, RoundReference.Bound(market, exact.Prices));
        Assert.Equal(exact.Total, exact.Bound);
        Assert.True(RoundReference.Keeps(market, exact.Pairs));
        Assert.All(exact.Prices.Products.Concat(exact.Prices.Banks), price => Assert.True(price >= 0));

        var near = RoundSolver.Solve(market, MarketRound.ToleranceParts);
        Assert.Equal(near.Bound, RoundReference.Bound(market, near.Prices));
        Assert.True(RoundReference.Keeps(market, near.Pairs));
        Assert.InRange(exact.Total, near.Total, near.Bound);
        Assert.True((near.Bound - near.Total) * 1_000_000m <= near.Bound * (decimal)MarketRound.ToleranceParts);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_dense_market_whose_pairs_do_not_all_fit_in_the_window_is_solved_to_the_optimum(int seed)
    {
        var random = new Random(seed);
        const int Needs = 200, Products = 120;
        var market = new RoundProblem(
            [.. Enumerable.Repeat(3, Needs)],
            [.. Enumerable.Range(0, Products).Select(_ => random.Next(1, 6))],
            [.. Enumerable.Range(0, Products).Select(p => p / 3)],
            [.. Enumerable.Range(0, Products / 3).Select(_ => random.Next(2, 12))],
            [.. Enumerable.Range(0, Needs + 1).Select(n => n * Products)],
            [.. Enumerable.Range(0, Needs * Products).Select(i => i % Products)],
            [.. Enumerable.Range(0, Needs * Products).Select(_ => random.Next(10_001))]);

        var solved = RoundSolver.Solve(market, 0);

        Assert.True(RoundReference.Keeps(market, solved.Pairs));
        Assert.Equal(solved.Total, RoundReference.Bound(market, solved.Prices));
    }

    [Fact]
    public void Where_all_is_alike_every_place_is_filled()
    {
        const int Needs = 40, Products = 10;
        var market = new RoundProblem(
            [.. Enumerable.Repeat(3, Needs)], [.. Enumerable.Repeat(5, Products)], [.. Enumerable.Range(0, Products)], [.. Enumerable.Repeat(4, Products)],
            [.. Enumerable.Range(0, Needs + 1).Select(n => n * Products)], [.. Enumerable.Range(0, Needs * Products).Select(i => i % Products)],
            [.. Enumerable.Repeat(7_777, Needs * Products)]);

        var solved = RoundSolver.Solve(market, 0);

        Assert.Equal(Products * 4 * 7_777, solved.Total);
        Assert.Equal(solved.Total, solved.Bound);
    }

    [Fact]
    public void An_empty_market_proposes_nothing_and_is_bounded_by_nothing()
    {
        var solved = RoundSolver.Solve(new RoundProblem([], [], [], [], [0], [], []), 0);
        Assert.Empty(solved.Pairs);
        Assert.Equal((0L, 0L), (solved.Total, solved.Bound));
    }
}
