namespace ClimateFinance.Matching.Tests;

/// <summary>Rounds the slow way: every choice of every need, remembered by what is left; and the bound from the prices as the definition reads.</summary>
internal static class RoundReference
{
    public static long Best(RoundProblem market) =>
        Best(market, 0, [.. market.ProductCapacity], [.. market.BankCapacity], []);

    /// <summary>Weak duality, term by term.</summary>
    public static long Bound(RoundProblem market, RoundPrices prices)
    {
        var needs = Enumerable.Range(0, market.Needs).Sum(need => PairsOf(market, need)
            .GroupBy(pair => market.BankOf[market.Product[pair]])
            .Select(bank => bank.Max(pair => (long)market.Score[pair] - prices.Products[market.Product[pair]] - prices.Banks[bank.Key]))
            .Where(left => left > 0)
            .OrderDescending()
            .Take(market.Slots[need])
            .Sum());
        return needs
            + prices.Products.Select((price, p) => (long)price * market.ProductCapacity[p]).Sum()
            + prices.Banks.Select((price, b) => (long)price * market.BankCapacity[b]).Sum();
    }

    public static bool Keeps(RoundProblem market, IReadOnlyCollection<int> pairs)
    {
        var chosen = pairs.Select(pair => (Need: NeedOf(market, pair), Product: market.Product[pair], Bank: market.BankOf[market.Product[pair]])).ToList();
        return chosen.GroupBy(c => c.Need).All(g => g.Count() <= market.Slots[g.Key])
            && chosen.GroupBy(c => (c.Need, c.Bank)).All(g => g.Count() == 1)
            && chosen.GroupBy(c => c.Product).All(g => g.Count() <= market.ProductCapacity[g.Key])
            && chosen.GroupBy(c => c.Bank).All(g => g.Count() <= market.BankCapacity[g.Key]);
    }

    public static RoundProblem Random(int seed, int mostNeeds, int mostProducts, int scores)
    {
        var random = new Random(seed);
        var (needs, products) = (random.Next(mostNeeds + 1), random.Next(1, mostProducts + 1));
        var banks = random.Next(1, products + 1);
        int[] bankOf = [.. Enumerable.Range(0, products).Select(_ => random.Next(banks)).Order()];
        var (first, product, score) = (new int[needs + 1], new List<int>(), new List<int>());
        var density = random.Next(1, 11);
        for (var need = 0; need < needs; need++)
        {
            for (var p = 0; p < products; p++)
            {
                if (random.Next(10) >= density) continue;
                product.Add(p);
                score.Add(random.Next(scores + 1));
            }

            first[need + 1] = product.Count;
        }

        return new RoundProblem(
            [.. Enumerable.Range(0, needs).Select(_ => random.Next(4))],
            [.. Enumerable.Range(0, products).Select(_ => random.Next(4))],
            bankOf,
            [.. Enumerable.Range(0, banks).Select(_ => random.Next(6))],
            first, [.. product], [.. score]);
    }

    private static IEnumerable<int> PairsOf(RoundProblem market, int need) =>
        Enumerable.Range(market.First[need], market.First[need + 1] - market.First[need]);

    private static int NeedOf(RoundProblem market, int pair) => Enumerable.Range(0, market.Needs).First(need => pair < market.First[need + 1]);

    private static long Best(RoundProblem market, int need, int[] products, int[] banks, Dictionary<string, long> known)
    {
        if (need == market.Needs) return 0;
        var key = $"{need}|{string.Join(',', products)}|{string.Join(',', banks)}";
        if (known.TryGetValue(key, out var best)) return best;
        best = Among(market, need, market.First[need], market.Slots[need], products, banks, known);
        return known[key] = best;
    }

    private static long Among(RoundProblem market, int need, int pair, int slots, int[] products, int[] banks, Dictionary<string, long> known)
    {
        if (pair == market.First[need + 1] || slots == 0) return Best(market, need + 1, products, banks, known);
        var without = Among(market, need, pair + 1, slots, products, banks, known);
        var (product, bank) = (market.Product[pair], market.BankOf[market.Product[pair]]);
        if (products[product] == 0 || banks[bank] == 0) return without;

        var next = pair + 1;
        while (next < market.First[need + 1] && market.BankOf[market.Product[next]] == bank) next++;
        products[product]--;
        banks[bank]--;
        var with = market.Score[pair] + Among(market, need, next, slots - 1, products, banks, known);
        products[product]++;
        banks[bank]++;
        return Math.Max(with, without);
    }
}
