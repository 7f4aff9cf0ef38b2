namespace ClimateFinance.Matching;

/// <summary>
/// Solves a <see cref="RoundProblem"/> by cost scaling: from sketched prices, first with the scores' leading bits, then with more of them, each time
/// from the prices of the coarser answer, until the answer is good enough or the scores are whole. At every scale the needs choose what is best for
/// them at the prices (<see cref="RoundChoice"/>), and <see cref="RoundPaths"/> moves what is too much to where there is room. Everything is whole numbers in a
/// fixed order: the same problem has the same answer on any machine.
/// </summary>
internal static class RoundSolver
{
    /// <summary>The coarsest scale leaves so many bits away: about how wrong the sketched prices are.</summary>
    private const int FirstShift = 7;

    /// <summary>Each scale adds so many bits.</summary>
    private const int MoreBits = 2;

    /// <summary>Pairs that are worth so much less than what a need holds, in scores, wait outside until prices have moved as far.</summary>
    private const int Window = 512;

    /// <param name="toleranceParts">Good enough, in millionths of the bound; 0 goes on to the optimum.</param>
    public static RoundSolution Solve(RoundProblem market, int toleranceParts)
    {
        var flow = new RoundFlow(market);
        var (choice, paths) = (new RoundChoice(flow), new RoundPaths(flow));
        Begin(flow, RoundSketch.Of(market));
        for (var shift = FirstShift; ;)
        {
            Settle(choice, paths, shift);
            if (shift == 0 || toleranceParts > 0)
            {
                var (total, prices) = (Total(flow), PricesOf(flow, shift));
                var bound = RoundPrices.Bound(market, prices);
                if ((Int128)(bound - total) * 1_000_000 <= (Int128)bound * toleranceParts)
                    return new RoundSolution([.. flow.Held.Where(near => near >= 0).Select(near => flow.Pair[near]).Order()], prices, total, bound);
                if (shift == 0) throw new InvalidOperationException($"Prices bound the optimum at {bound}, reached is {total}.");
            }

            var finer = Math.Max(0, shift - MoreBits);
            for (var node = 0; node < flow.Worth.Length; node++) flow.Worth[node] <<= shift - finer;
            shift = finer;
        }
    }

    /// <summary>Until every node is in balance. When worths have moved as far as the window is wide, pairs from outside may have come near.</summary>
    private static void Settle(RoundChoice choice, RoundPaths paths, int shift)
    {
        var (window, moved) = (Window >> shift, 0);
        while (true)
        {
            choice.Make(shift, window);
            for (var all = 0L; all <= window; all += moved)
            {
                if (!paths.Step(out moved)) return;
            }
        }
    }

    private static void Begin(RoundFlow flow, RoundPrices prices)
    {
        Array.Fill(flow.Held, -1);
        for (var bank = 0; bank < prices.Banks.Length; bank++) flow.Worth[flow.Banks + bank] = -(prices.Banks[bank] >> FirstShift);
        for (var product = 0; product < prices.Products.Length; product++)
        {
            var bank = flow.Market.BankOf[product];
            flow.Worth[flow.Products + product] = flow.Worth[flow.Banks + bank] - (prices.Products[product] >> FirstShift);
        }
    }

    private static long Total(RoundFlow flow)
    {
        long total = 0;
        foreach (var near in flow.Held)
        {
            if (near >= 0) total += flow.Market.Score[flow.Pair[near]];
        }

        return total;
    }

    /// <summary>In whole scores: what a unit loses on its way from the hub to a bank, and from there to a product.</summary>
    private static RoundPrices PricesOf(RoundFlow flow, int shift)
    {
        var market = flow.Market;
        var (products, banks) = (new int[market.Products], new int[market.Banks]);
        var hub = flow.Worth[flow.Hub];
        for (var bank = 0; bank < banks.Length; bank++) banks[bank] = Math.Max(0, hub - flow.Worth[flow.Banks + bank]) << shift;
        for (var product = 0; product < products.Length; product++)
        {
            var whole = (hub - flow.Worth[flow.Products + product]) << shift;
            products[product] = Math.Max(0, whole - banks[market.BankOf[product]]);
        }

        return new RoundPrices(products, banks);
    }
}

/// <summary>A set of pairs, the prices that bound how much better any other could be, and both sums.</summary>
/// <param name="Pairs">Which pairs, ascending by need.</param>
/// <param name="Bound">No set of pairs within the limits has a greater sum.</param>
internal sealed record RoundSolution(int[] Pairs, RoundPrices Prices, long Total, long Bound);
