using ClimateFinance.Domain.Rounds;

namespace ClimateFinance.Matching;

/// <summary>
/// A whole-market round 撮合轮次: the pairs whose scores sum to the most while no need takes more banks than it has slots, none takes a bank twice, no
/// product promises more than its quota and no bank more than its officers can work on. What exactly is solved, and why: ADR 6.
/// </summary>
public static class MarketRound
{
    /// <summary>A near-optimal round may miss the bound by so many millionths: 0.01 %.</summary>
    public const int ToleranceParts = 100;

    /// <exception cref="ArgumentException">The policy is not the one that the basis names, an id comes twice, or a limit is out of bounds.</exception>
    public static RoundOutcome Run(RoundInput input, RoundMode mode)
    {
        var market = RoundMarket.Of(input);
        var solved = RoundSolver.Solve(market.Problem, mode == RoundMode.Exact ? 0 : ToleranceParts);
        return RoundReport.Of(market, solved);
    }

    /// <summary>Checks an outcome against its input, pair by pair and price by price: nothing of the solver is used.</summary>
    public static RoundVerdict Verify(RoundInput input, RoundOutcome outcome)
    {
        var market = RoundMarket.Of(input);
        var problem = market.Problem;
        var (needOf, productOf) = (Numbers(market.Needs.Select(n => n.Facts.Need)), Numbers(market.Products.Select(p => p.Product)));
        var scoreOf = new Dictionary<(int, int), int>();
        for (var need = 0; need < problem.Needs; need++)
        {
            for (var pair = problem.First[need]; pair < problem.First[need + 1]; pair++) scoreOf[(need, problem.Product[pair])] = problem.Score[pair];
        }

        var (slots, places, officers) = ((int[])problem.Slots.Clone(), (int[])problem.ProductCapacity.Clone(), (int[])problem.BankCapacity.Clone());
        var taken = new HashSet<(int Need, int Bank)>();
        long total = 0;
        string? flaw = null;
        foreach (var proposal in outcome.Proposals)
        {
            if (!needOf.TryGetValue(proposal.Need, out var need) || !productOf.TryGetValue(proposal.Product, out var product)
                || !scoreOf.TryGetValue((need, product), out var score))
            {
                return new RoundVerdict($"{proposal.Need} and {proposal.Product} are no eligible pair.", 0, 0);
            }

            var bank = problem.BankOf[product];
            total += score;
            if (score != proposal.Score) flaw ??= $"{proposal.Need} and {proposal.Product} score {score}.";
            if (!taken.Add((need, bank))) flaw ??= $"{proposal.Need} is proposed to one bank twice.";
            if (--slots[need] < 0) flaw ??= $"{proposal.Need} has too few slots.";
            if (--places[product] < 0) flaw ??= $"{proposal.Product} has too little quota.";
            if (--officers[bank] < 0) flaw ??= $"{market.Banks[bank]} has too few officers.";
        }

        var prices = PricesOf(market, outcome);
        if (prices.Products.Concat(prices.Banks).Any(price => price < 0)) flaw ??= "A price is negative.";
        return new RoundVerdict(flaw, total, RoundPrices.Bound(problem, prices));
    }

    private static RoundPrices PricesOf(RoundMarket market, RoundOutcome outcome)
    {
        var products = outcome.Products.ToDictionary(p => p.Product, p => p.Price);
        var banks = outcome.Banks.ToDictionary(b => b.Bank, b => b.Price);
        return new RoundPrices(
            [.. market.Products.Select(p => products.GetValueOrDefault(p.Product))], [.. market.Banks.Select(b => banks.GetValueOrDefault(b))]);
    }

    private static Dictionary<TId, int> Numbers<TId>(IEnumerable<TId> ids)
        where TId : notnull => ids.Index().ToDictionary(i => i.Item, i => i.Index);
}
