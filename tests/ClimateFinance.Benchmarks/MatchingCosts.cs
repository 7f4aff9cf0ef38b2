using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;

namespace ClimateFinance.Benchmarks;

/// <summary>What the columns cost beside time: memory per row, garbage per question, and how a question grows with the market.</summary>
internal static class MatchingCosts
{
    private const int Top = 20;
    private const int Asked = 64;

    public static void Run(NeedFacts[] needs, ProductFacts[] products)
    {
        Console.WriteLine(
            $"memory beside the facts themselves: {BytesPer(products.Length, () => new LiveMarket(MatchingMarket.Basis, MatchingMarket.Policy, [], products))} bytes a product, "
            + $"{BytesPer(needs.Length, () => new LiveMarket(MatchingMarket.Basis, MatchingMarket.Policy, needs, []))} bytes a need");

        foreach (var share in new[] { 8, 4, 2, 1 })
        {
            var snapshot = new LiveMarket(MatchingMarket.Basis, MatchingMarket.Policy, needs.Take(Asked), products.Take(products.Length / share)).Current;
            var items = snapshot.Needs.Blocks.SelectMany(b => b.Items).OfType<NeedItem>().ToArray();
            var room = new Ranked<ProductFacts>[Top];
            var took = MatchingBenchmark.Measure(items.Length, i => snapshot.TopProducts(items[i], room, out _, null, null));
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var item in items) snapshot.TopProducts(item, room, out _, null, null);
            var garbage = (GC.GetAllocatedBytesForCurrentThread() - before) / items.Length;
            Console.WriteLine($"  top {Top} of {products.Length / share,7} products: {took.TotalMicroseconds,8:0.0} µs, {garbage} bytes allocated a question");
        }
    }

    private static long BytesPer(int rows, Func<LiveMarket> make)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var market = make();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(market);
        return bytes / rows;
    }
}
