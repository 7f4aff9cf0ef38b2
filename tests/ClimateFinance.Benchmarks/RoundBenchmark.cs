using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Matching;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// A round of 2 000 needs × 300 products of 60 banks, on a sparse market (a country's products) and on a crowded one (all serve everywhere). What is
/// printed was checked pair by pair and price by price first.
/// </summary>
internal static class RoundBenchmark
{
    private const int Needs = 2_000;
    private const int Products = 300;
    private const int Banks = 60;
    private const int CasesPerBank = 60;

    public static void Run()
    {
        foreach (var crowded in new[] { false, true })
        {
            var input = Input(crowded);
            var problem = RoundMarket.Of(input).Problem;
            Console.WriteLine(
                $"round of {Needs} needs × {Products} products, {problem.Pairs} eligible pairs ({(double)problem.Pairs / Needs / Products:0.0%}), "
                + $"{problem.ProductCapacity.Sum()} places, {problem.BankCapacity.Sum()} cases");
            foreach (var mode in Enum.GetValues<RoundMode>())
            {
                var outcome = MarketRound.Run(input, mode);
                var verdict = MarketRound.Verify(input, outcome);
                if (verdict.Flaw is not null || verdict.Total != outcome.Total || verdict.Bound != outcome.Bound || (mode == RoundMode.Exact && !verdict.Optimal))
                    throw new InvalidOperationException($"The round does not stand: {verdict}.");

                var solving = MatchingBenchmark.Measure(1, _ => RoundSolver.Solve(problem, mode == RoundMode.Exact ? 0 : MarketRound.ToleranceParts));
                var whole = MatchingBenchmark.Measure(1, _ => MarketRound.Run(input, mode));
                Console.WriteLine(
                    $"  {mode,-12}{solving.TotalMilliseconds,8:0.0} ms solving{whole.TotalMilliseconds,8:0.0} ms from facts to fairness; "
                    + $"{outcome.Proposals.Count} proposals, total {outcome.Total}, bound {outcome.Bound}, gap at most {outcome.GapParts()} ppm");
            }
        }
    }

    private static RoundInput Input(bool crowded)
    {
        var market = new MatchingMarket(2);
        var banks = market.Products(Banks).Select(p => p.Bank).ToArray();
        ProductFacts[] products =
        [
            .. market.Products(Products).Select((p, i) => p with
            {
                Bank = banks[i % Banks],
                Terms = crowded ? p.Terms with { Regions = [], GreenClasses = [], Technologies = [] } : p.Terms,
            }),
        ];
        return new RoundInput
        {
            Basis = MatchingMarket.Basis,
            Policy = MatchingMarket.Policy,
            Needs = [.. market.Needs(Needs).Select(n => new RoundNeed(n, []))],
            Products = products,
            OfficerCapacity = banks.ToDictionary(b => b, _ => CasesPerBank),
        };
    }
}
