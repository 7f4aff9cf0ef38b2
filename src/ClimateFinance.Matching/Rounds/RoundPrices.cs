namespace ClimateFinance.Matching;

/// <summary>
/// The dual certificate: a price for a place in each product and one for an officer's time in each bank, none negative. Whoever has the scores and
/// limits can work out the bound from them, without the solver: by weak duality no choice within the limits is worth more.
/// </summary>
internal sealed record RoundPrices(int[] Products, int[] Banks)
{
    /// <summary>
    /// Σ capacity × price, and for every need the sum over its slots of the best that is left of a score after the prices, one product a bank,
    /// nothing below zero.
    /// </summary>
    public static long Bound(RoundProblem market, RoundPrices prices)
    {
        long bound = 0;
        for (var product = 0; product < market.Products; product++) bound += (long)market.ProductCapacity[product] * prices.Products[product];
        for (var bank = 0; bank < market.Banks; bank++) bound += (long)market.BankCapacity[bank] * prices.Banks[bank];

        var left = new int[market.Banks];
        for (var need = 0; need < market.Needs; need++)
        {
            var count = 0;
            for (int pair = market.First[need], end = market.First[need + 1]; pair < end;)
            {
                var (bank, best) = (market.BankOf[market.Product[pair]], 0);
                for (; pair < end && market.BankOf[market.Product[pair]] == bank; pair++)
                    best = Math.Max(best, market.Score[pair] - prices.Products[market.Product[pair]]);
                if (best > prices.Banks[bank]) left[count++] = best - prices.Banks[bank];
            }

            bound += Largest(left.AsSpan(0, count), market.Slots[need]);
        }

        return bound;
    }

    private static long Largest(Span<int> values, int most)
    {
        if (values.Length > most)
        {
            values.Sort();
            values = values[^most..];
        }

        long sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
