namespace ClimateFinance.Matching;

/// <summary>
/// Prices to begin with: the needs come by one after the other, each takes what is best for it at the prices of the moment; what is taken
/// becomes a little dearer, what is left cheaper, by less from pass to pass (stochastic descent on the dual). Only where the solver begins depends on
/// it, never where it ends.
/// </summary>
internal static class RoundSketch
{
    private const int Passes = 6;
    private const int Batch = 16;

    /// <summary>Fractions of a score, so that a small step is still one.</summary>
    private const int Fine = 4;

    public static RoundPrices Of(RoundProblem market)
    {
        var (products, banks, both) = (new int[market.Products], new int[market.Banks], new int[market.Products]);
        if (market.Pairs == 0) return new RoundPrices(products, banks);

        long room = 0;
        foreach (var capacity in market.ProductCapacity) room += capacity;
        var usual = Math.Max(1, (int)(room / market.Products));
        var step = Math.Max(1, (market.Score.Max() << Fine) * 2 / (5 * usual));
        var (takenOf, takenBank) = (new int[market.Products], new int[market.Banks]);
        var (bestLeft, bestAt) = (new int[market.Slots.Max()], new int[market.Slots.Max()]);
        for (var pass = 0; pass < Passes; pass++, step = Math.Max(1, step / 2))
        {
            for (var need = 0; need < market.Needs; need += Batch)
            {
                var end = Math.Min(market.Needs, need + Batch);
                for (var i = need; i < end; i++) Pick(market, i, both, takenOf, takenBank, bestLeft, bestAt);
                for (var bank = 0; bank < banks.Length; bank++)
                {
                    banks[bank] = Moved(banks[bank], takenBank[bank], market.BankCapacity[bank], end - need, market.Needs, step);
                    takenBank[bank] = 0;
                }

                for (var product = 0; product < products.Length; product++)
                {
                    products[product] = Moved(products[product], takenOf[product], market.ProductCapacity[product], end - need, market.Needs, step);
                    takenOf[product] = 0;
                    both[product] = (products[product] + banks[market.BankOf[product]]) >> Fine;
                }
            }
        }

        return Split(market, both);
    }

    /// <summary>
    /// A bank that can serve all that its products can takes nothing of a price; else it takes what even its cheapest product costs.
    /// </summary>
    private static RoundPrices Split(RoundProblem market, int[] both)
    {
        var (room, least) = (new long[market.Banks], new int[market.Banks]);
        Array.Fill(least, int.MaxValue);
        for (var product = 0; product < both.Length; product++)
        {
            var bank = market.BankOf[product];
            room[bank] += market.ProductCapacity[product];
            least[bank] = Math.Min(least[bank], both[product]);
        }

        for (var bank = 0; bank < least.Length; bank++)
        {
            if (room[bank] <= market.BankCapacity[bank]) least[bank] = 0;
        }

        for (var product = 0; product < both.Length; product++) both[product] -= least[market.BankOf[product]];
        return new RoundPrices(both, least);
    }

    private static int Moved(int price, int taken, int capacity, int needs, int allNeeds, int step) =>
        (int)Math.Clamp(price + ((long)step * taken) - ((long)step * capacity * needs / allNeeds), 0, RoundProblem.MostScore << Fine);

    private static void Pick(RoundProblem market, int need, int[] both, int[] takenOf, int[] takenBank, int[] bestLeft, int[] bestAt)
    {
        var (first, slots, count, least) = (market.First[need], market.Slots[need], 0, 0);
        var products = market.Product.AsSpan(first..market.First[need + 1]);
        var scores = market.Score.AsSpan(first, products.Length);
        for (var i = 0; i < products.Length; i++)
        {
            // Two products of one bank may be picked here: near enough for a beginning.
            var left = scores[i] - both[products[i]];
            if (left <= least) continue;
            var place = count;
            while (place > 0 && bestLeft[place - 1] < left) place--;
            count = Math.Min(count + 1, slots);
            for (var j = count - 1; j > place; j--) (bestLeft[j], bestAt[j]) = (bestLeft[j - 1], bestAt[j - 1]);
            if (place < count) (bestLeft[place], bestAt[place]) = (left, products[i]);
            if (count == slots && count > 0) least = bestLeft[count - 1];
        }

        for (var i = 0; i < count; i++)
        {
            takenOf[bestAt[i]]++;
            takenBank[market.BankOf[bestAt[i]]]++;
        }
    }
}
