using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>The whole market in one go must answer as the object engine does for each need by itself, place for place, on every path.</summary>
public class WholeMarketProperties
{
    private static readonly ScanPath[] Paths = Enum.GetValues<ScanPath>();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_whole_market_at_once_is_every_need_by_itself_whatever_the_workers(int workers)
    {
        var (_, context, needs, products) = ColumnsProperties.Market(9, 700, 300);
        var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
        var excluded = needs.ToDictionary(n => n.Need, n => ColumnsProperties.Excluded(products.Select(p => p.Product), p => context.History(n.Need, p)));

        var eligible = Same(needs, products, context, MarketRanking.Of(snapshot, 5, workers, need => excluded[need.Need]), 5);

        Assert.True(eligible > 100);
    }

    [Fact]
    public void Random_markets_are_ranked_as_by_the_object_engine_whatever_is_asked_for()
    {
        long eligible = 0;
        EngineProperties.ForEverySeed(60, seed =>
        {
            var (market, context, needs, products) = ColumnsProperties.Market(seed, 60, 90);
            var bare = context with { History = MatchContext.NoHistory };

            // Twins differ in nothing but what they cover, or their id: only the order between equals tells them apart.
            products.AddRange(products.Take(40).Select(p => p with { Product = market.Product().Product, QuotaLeft = market.Of(p.QuotaLeft, Cny.FromWan(100), Cny.FromWan(3_000)) }).ToList());
            var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
            foreach (var path in Paths)
            {
                var top = market.Of(0, 1, 3, 10, 15, 16, 200);
                eligible += Same(needs, products, bare, MarketRanking.Of(snapshot.On(path), top, 2), top);
            }
        });
        Assert.True(eligible > 20_000, $"Only {eligible} pairs were eligible.");
    }

    [Fact]
    public void Between_equal_scores_and_rates_the_larger_cover_goes_first_also_when_the_smaller_ids_cover_less()
    {
        // Nothing but the cost counts, so that all score alike; covers grow with the ids.
        var policy = Samples.Policy with { Weights = new(10_000, 0, 0, 0, 0, 0, 0) };
        var need = Samples.Need() with { AmountLeast = Cny.FromWan(500) };
        foreach (var (count, step) in new[] { (10, 10), (11, 10), (16, 10), (17, 10), (60, 10), (60, 0), (60, 100) })
        {
            var products = Enumerable.Range(0, count)
                .Select(i => Samples.Product() with { Product = new(Samples.Id(1_000 + i)), QuotaLeft = Cny.FromWan(600 + (step * i)) }).ToList();
            var snapshot = new LiveMarket(Samples.Basis, policy, [need], products).Current;
            var context = Samples.Context with { Policy = policy };
            foreach (var path in Paths) Assert.Equal(count, Same([need], products, context, MarketRanking.Of(snapshot.On(path), 10, 1), 10));
        }
    }

    [Fact]
    public void Codes_in_odd_forms_and_more_green_names_than_bitmaps_are_ranked_as_by_the_object_engine()
    {
        string[] odd = ["", "1", "13", "130004", "000000", "1304811", "x30400", "130000", "130400", "130481", "130482", "140000", "710000"];
        string[] trades = ["", "C3", "C31", "C3120", "C31200"];
        List<NeedFacts> needs = [];
        List<ProductFacts> products = [];
        foreach (var region in odd)
        {
            foreach (var trade in trades)
            {
                var green = new GreenClass($"{needs.Count % 7}");
                needs.Add(Samples.Need() with
                {
                    Need = new(Samples.Id(1_000 + needs.Count)),
                    Region = new(region),
                    Industry = new(trade),
                    Technology = null,
                    GreenClasses = [green],
                });
                products.Add((Samples.Product() with { Product = new(Samples.Id(5_000 + products.Count)), BankRegion = new(region) })
                    .With(t => t with { Regions = [new(region)], Industries = [new(trade)], GreenClasses = [green], Technologies = [] }));
                products.Add((Samples.Product() with { Product = new(Samples.Id(5_000 + products.Count)), BankRegion = new(odd[products.Count % odd.Length]) })
                    .With(t => t with { Regions = products.Count % 3 == 0 ? [] : [new(region), new("130000")], Industries = [], GreenClasses = [], Technologies = [] }));
            }
        }

        for (var i = 0; i < Buckets.Greens + 60; i++)
        {
            needs.Add(Samples.Need() with { Need = new(Samples.Id(20_000 + i)), Technology = new($"t{i}"), GreenClasses = [] });
            products.Add((Samples.Product() with { Product = new(Samples.Id(30_000 + i)) }).With(t => t with { GreenClasses = [], Technologies = [new($"t{i}"), new($"t{i / 2}")] }));
        }

        var snapshot = new LiveMarket(Samples.Basis, Samples.Policy, needs, products).Current;
        foreach (var path in Paths) Assert.True(Same(needs, products, Samples.Context, MarketRanking.Of(snapshot.On(path), 12, 2), 12) > 500);
    }

    [Fact]
    public void A_market_of_many_provinces_and_blocks_that_changed_since_it_was_laid_out_is_ranked_as_by_the_object_engine()
    {
        var (market, context, needs, products) = ColumnsProperties.Market(5, 1_100, 1_100);
        var bare = context with { History = MatchContext.NoHistory };
        var live = new LiveMarket(context.Basis, context.Policy, needs, products);
        for (var i = 0; i < 120; i++)
        {
            var (need, product) = (market.Next(needs.Count), market.Next(products.Count));
            needs[need] = market.NearlyFitting().Need with { Need = needs[need].Need };
            live.Put(needs[need]);
            live.Remove(products[product].Product);
            products.RemoveAt(product);
            products.Add(market.NearlyFitting().Product with { Product = market.Product().Product });
            live.Put(products[^1]);
        }

        var expected = Expected(needs, products, bare, 10);
        foreach (var path in Paths) Assert.True(Same(expected, MarketRanking.Of(live.Current.On(path), 10, 2)) > 1_000);
    }

    [Fact]
    public void Proposals_for_the_whole_market_are_those_for_each_need()
    {
        var proposed = 0;
        EngineProperties.ForEverySeed(100, seed =>
        {
            var (market, context, needs, products) = ColumnsProperties.Market(seed, 40, 60);
            var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
            bool Wanted(NeedFacts need, ProductFacts product) => (need.Need.Value.GetHashCode() ^ product.Product.Value.GetHashCode()) % 5 != 0;

            var expected = needs.Where(n => n.Live).OrderBy(n => n.Need.Value)
                .SelectMany(n => snapshot.Propose(n, p => Wanted(n, p), ColumnsProperties.Excluded(products.Select(p => p.Product), p => context.History(n.Need, p)))).ToList();
            var ranking = MarketRanking.Of(
                snapshot, context.Policy.ProposalsPerNeed, 2,
                n => ColumnsProperties.Excluded(products.Select(p => p.Product), p => context.History(n.Need, p)));
            Assert.Equal(expected.Select(Told), ranking.Proposals(Wanted).Select(Told));
            proposed += expected.Count;
        });
        Assert.True(proposed > 800, $"Only {proposed} were proposed.");

        static (RankKey, Guid, Guid, int) Told(Match match) => (match.Key, match.Need.Need.Value, match.Product.Product.Value, match.Evaluation.Score);
    }

    [Fact]
    public void The_smallest_keys_are_those_that_sorting_finds()
    {
        EngineProperties.ForEverySeed(200, seed =>
        {
            var market = new RandomMarket(seed);
            var keys = Enumerable.Range(0, market.Next(70)).Select(_ => (uint)market.Next(market.Of(3, 100, int.MaxValue))).ToArray();
            foreach (var path in Paths)
            {
                var into = new uint[SmallestKeys.Room];
                SmallestKeys.Of(keys, into, path);
                Assert.Equal(keys.Order().Concat(Enumerable.Repeat(uint.MaxValue, SmallestKeys.Room)).Take(SmallestKeys.Room), into);
            }
        });
    }

    [Fact]
    public void Ranking_stops_when_it_is_told_to()
    {
        var snapshot = new LiveMarket(Samples.Basis, Samples.Policy, [Samples.Need()], [Samples.Product()]).Current;
        foreach (var top in new[] { 5, 50 })
            Assert.ThrowsAny<OperationCanceledException>(() => MarketRanking.Of(snapshot, top, 1, null, new CancellationToken(canceled: true)));
    }

    /// <summary>Compares every need's places; returns how many pairs were eligible.</summary>
    private static long Same(IEnumerable<NeedFacts> needs, IReadOnlyCollection<ProductFacts> products, MatchContext context, MarketRanking ranking, int top) =>
        Same(Expected(needs, products, context, top), ranking);

    private static List<(NeedFacts Need, Ranking Ranking)> Expected(
        IEnumerable<NeedFacts> needs, IReadOnlyCollection<ProductFacts> products, MatchContext context, int top) =>
        [.. needs.Where(n => n.Live).OrderBy(n => n.Need.Value).Select(n => (n, Matcher.MatchNeed(n, products, context, top)))];

    private static long Same(List<(NeedFacts Need, Ranking Ranking)> expected, MarketRanking ranking)
    {
        Assert.Equal(expected.Select(e => e.Need.Need), Enumerable.Range(0, ranking.Needs).Select(i => ranking.Need(i).Need));
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i].Ranking.Items.Select(m => (m.Key, m.Product.Product)), ranking.PlacesOf(i).Select(p => (p.Key, p.Product.Product)));

        Assert.Equal(expected.Sum(e => (long)e.Ranking.Eligible), ranking.Eligible);
        return ranking.Eligible;
    }
}
