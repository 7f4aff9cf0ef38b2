namespace ClimateFinance.Matching;

/// <summary>
/// At the prices of a scale: what every need would choose, which pairs are near enough to matter, and where that leaves too much or too little.
/// </summary>
internal sealed class RoundChoice
{
    /// <summary>A need with so few pairs keeps them all.</summary>
    private const int FewPairs = 32;

    private readonly RoundProblem market;
    private readonly RoundFlow flow;
    private readonly bool[] held;
    private readonly int[] bankOfPair;
    private readonly int[] values;
    private readonly long[] bestKeys;
    private readonly int[] bestPairs;
    private int count;

    public RoundChoice(RoundFlow flow)
    {
        (market, this.flow) = (flow.Market, flow);
        held = new bool[market.Pairs];
        bankOfPair = new int[market.Pairs];
        for (var pair = 0; pair < market.Pairs; pair++) bankOfPair[pair] = market.BankOf[market.Product[pair]];
        var (mostPairs, mostSlots) = (0, 0);
        for (var need = 0; need < market.Needs; need++)
        {
            mostPairs = Math.Max(mostPairs, market.First[need + 1] - market.First[need]);
            mostSlots = Math.Max(mostSlots, flow.UnitFirst[need + 1] - flow.UnitFirst[need]);
        }

        values = new int[mostPairs];
        (bestKeys, bestPairs) = (new long[mostSlots], new int[mostSlots]);
    }

    /// <param name="shift">The scores lose so many bits.</param>
    /// <param name="window">A pair is near when it is worth at most so much less than the least that its need chose.</param>
    public void Make(int shift, int window)
    {
        Array.Clear(held);
        foreach (var near in flow.Held)
        {
            if (near >= 0) held[flow.Pair[near]] = true;
        }

        flow.Clear();
        var near0 = 0;
        for (var need = 0; need < market.Needs; need++)
        {
            flow.First[need] = near0;
            near0 = Choose(need, shift, window, near0);
        }

        flow.First[market.Needs] = near0;
        Balance();
    }

    /// <summary>
    /// The banks that are worth most to a need. Among equals it keeps what it holds, then takes where there is room: that is less to move afterwards.
    /// </summary>
    private int Choose(int need, int shift, int window, int near)
    {
        var (first, end, hub, slots) = (market.First[need], market.First[need + 1], flow.Worth[flow.Hub], flow.UnitFirst[need + 1] - flow.UnitFirst[need]);
        var products = market.Product.AsSpan(first, end - first);
        var scores = market.Score.AsSpan(first, end - first);
        var worth = flow.Worth.AsSpan(flow.Products);
        count = 0;
        long least = (long)hub << 2;
        for (int i = 0; i < products.Length;)
        {
            var (bank, best, bestAt) = (bankOfPair[first + i], long.MinValue, 0);
            for (; i < products.Length && bankOfPair[first + i] == bank; i++)
            {
                var value = values[i] = (scores[i] >> shift) + worth[products[i]];
                var key = (long)value << 2;
                if (key + 3 <= Math.Max(best, least)) continue;
                if (held[first + i]) key += 2;
                if (flow.Demand[products[i]] < market.ProductCapacity[products[i]]) key += 1;
                if (key > best) (best, bestAt) = (key, i);
            }

            if (best <= least) continue;
            Insert(slots, best, bestAt);
            if (count == slots && count > 0) least = Math.Max(least, bestKeys[count - 1]);
        }

        var worthHere = flow.Worth[need] = count == slots && count > 0 ? (int)Math.Max(hub, bestKeys[count - 1] >> 2) : hub;
        var (from, floor) = (near, products.Length <= FewPairs ? int.MinValue : worthHere - window);
        for (var i = 0; i < products.Length; i++)
        {
            if (values[i] < floor) continue;
            (flow.Pair[near], flow.Product[near], flow.Bank[near], flow.Scaled[near]) = (first + i, products[i], bankOfPair[first + i], scores[i] >> shift);
            near++;
        }

        for (var c = 0; c < count; c++) flow.Take(need, Array.BinarySearch(flow.Pair, from, near - from, first + bestPairs[c]));
        return near;
    }

    private void Insert(int most, long key, int at)
    {
        var place = count;
        while (place > 0 && bestKeys[place - 1] < key) place--;
        if (place == most) return;
        var end = Math.Min(count, most - 1);
        for (var i = end; i > place; i--) (bestKeys[i], bestPairs[i]) = (bestKeys[i - 1], bestPairs[i - 1]);
        (bestKeys[place], bestPairs[place], count) = (key, at, end + 1);
    }

    /// <summary>What must flow on from products and banks at these prices, and so where there is too much or too little.</summary>
    private void Balance()
    {
        var (worth, hub, used) = (flow.Worth, flow.Hub, 0);
        Array.Clear(flow.Excess);
        for (var product = 0; product < market.Products; product++)
        {
            var (node, bank) = (flow.Products + product, flow.Banks + market.BankOf[product]);
            flow.ToBank[product] = Passed(worth[node], worth[bank], flow.Demand[product], market.ProductCapacity[product]);
            flow.Excess[node] = flow.Demand[product] - flow.ToBank[product];
            flow.Excess[bank] += flow.ToBank[product];
            used += flow.Demand[product];
        }

        flow.Excess[hub] = -used;
        for (var bank = 0; bank < market.Banks; bank++)
        {
            var node = flow.Banks + bank;
            flow.ToHub[bank] = Passed(worth[node], worth[hub], flow.Excess[node], market.BankCapacity[bank]);
            flow.Excess[node] -= flow.ToHub[bank];
            flow.Excess[hub] += flow.ToHub[bank];
        }
    }

    private static int Passed(int from, int to, int there, int capacity) => from < to ? capacity : from > to ? 0 : Math.Min(there, capacity);
}
