using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>The columns must answer as the object engine does, place for place, however wide the machine reads them.</summary>
public class ColumnsProperties
{
    private const int Markets = 100;

    private static readonly ScanPath[] Paths = Enum.GetValues<ScanPath>();

    [Fact]
    public void Products_for_a_need_are_those_of_the_object_engine_on_every_path()
    {
        var compared = 0;
        EngineProperties.ForEverySeed(Markets, seed =>
        {
            var (market, context, needs, products) = Market(seed, 20, 80);
            var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
            foreach (var need in needs)
            {
                var top = market.Next(12);
                var whole = Matcher.MatchNeed(need, products, context, 80);
                RankKey? after = whole.Items.Count > 2 && market.Next(2) == 0 ? whole.Items[market.Next(whole.Items.Count)].Key : null;
                var expected = Matcher.MatchNeed(need, products, context, top, after);
                var excluded = Excluded(products.Select(p => p.Product), p => context.History(need.Need, p));
                compared += expected.Items.Count;
                foreach (var path in Paths) Same(expected, snapshot.On(path).MatchNeed(need, top, after, excluded));
            }
        });
        Assert.True(compared > 2_000, $"Only {compared} places were compared.");
    }

    [Fact]
    public void Needs_for_a_product_are_those_of_the_object_engine_on_every_path()
    {
        var compared = 0;
        EngineProperties.ForEverySeed(Markets, seed =>
        {
            var (market, context, needs, products) = Market(seed, 80, 20);
            var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
            foreach (var product in products)
            {
                var top = market.Next(12);
                var expected = Matcher.MatchProduct(product, needs, context, top);
                var excluded = Excluded(needs.Select(n => n.Need), n => context.History(n, product.Product));
                compared += expected.Items.Count;
                foreach (var path in Paths) Same(expected, snapshot.On(path).MatchProduct(product, top, null, excluded));
            }
        });
        Assert.True(compared > 2_000, $"Only {compared} places were compared.");
    }

    [Fact]
    public void A_market_of_several_blocks_is_ranked_as_by_the_object_engine()
    {
        var (_, context, needs, products) = Market(4, 2_500, 2_500);
        var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
        context = context with { History = MatchContext.NoHistory };
        for (var i = 0; i < 60; i++)
        {
            var forNeed = Matcher.MatchNeed(needs[i], products, context, 40);
            var forProduct = Matcher.MatchProduct(products[i], needs, context, 40);
            foreach (var path in Paths)
            {
                Same(forNeed, snapshot.On(path).MatchNeed(needs[i], 40));
                Same(forProduct, snapshot.On(path).MatchProduct(products[i], 40));
            }
        }
    }

    [Fact]
    public void Changes_one_by_one_end_where_a_market_laid_out_anew_begins() => EngineProperties.ForEverySeed(Markets, seed =>
    {
        var (market, context, needs, products) = Market(seed, 30, 30);
        var live = new LiveMarket(context.Basis, context.Policy, needs.Take(10), products.Take(10));
        var before = live.Current;
        var first = needs[0];
        var atFirst = before.MatchNeed(first, 10);
        for (var i = 0; i < 80; i++)
        {
            var at = market.Next(30);
            var other = market.Next(30);
            switch (market.Next(5))
            {
                case 0:
                    needs[at] = needs[other] with { Need = needs[at].Need };
                    live.Put(needs[at]);
                    break;
                case 1:
                    products[at] = products[other] with { Product = products[at].Product, QuotaLeft = market.Of(products[at].QuotaLeft, Cny.FromWan(900)) };
                    live.Put(products[at]);
                    break;
                case 2:
                    live.Remove(needs[at].Need);
                    needs[at] = needs[at] with { Live = false };
                    break;
                case 3:
                    live.Remove(products[at].Product);
                    products[at] = products[at] with { Live = false };
                    break;
                default:
                    live.Put(needs[at]);
                    live.Put(products[at]);
                    break;
            }
        }

        foreach (var need in needs) live.Put(need);
        foreach (var product in products) live.Put(product);
        context = context with { History = MatchContext.NoHistory };
        foreach (var need in needs) Same(Matcher.MatchNeed(need, products, context, 40), live.Current.MatchNeed(need, 40));
        foreach (var product in products) Same(Matcher.MatchProduct(product, needs, context, 40), live.Current.MatchProduct(product, 40));
        Same(atFirst, before.MatchNeed(first, 10));
    });

    [Fact]
    public void Another_day_and_policy_lay_the_market_out_anew() => EngineProperties.ForEverySeed(Markets, seed =>
    {
        var (_, context, needs, products) = Market(seed, 30, 30);
        var live = new LiveMarket(Samples.Basis, Samples.Policy, needs, products);
        live.Rebase(context.Basis, context.Policy);
        context = context with { History = MatchContext.NoHistory };

        foreach (var need in needs) Same(Matcher.MatchNeed(need, products, context, 40), live.Current.MatchNeed(need, 40));
    });

    [Fact]
    public void A_policy_that_the_basis_does_not_name_leaves_the_market_as_it_was()
    {
        var live = new LiveMarket(Samples.Basis, Samples.Policy, [Samples.Need()], [Samples.Product()]);
        var before = live.Current;

        Assert.Throws<ArgumentException>(() => live.Rebase(Samples.Basis with { PolicyVersion = 9 }, Samples.Policy));

        Assert.Same(before, live.Current);
        live.Put(Samples.Product() with { Product = new(Samples.Id(40)) });
        Assert.Equal(2, live.Current.MatchNeed(Samples.Need(), 5).Eligible);
    }

    [Fact]
    public void Points_of_a_place_are_those_of_its_evaluation()
    {
        var snapshot = new LiveMarket(Samples.Basis, Samples.Policy, [Samples.Need()], [Samples.Product()]).Current;
        var room = new Ranked<ProductFacts>[3];

        var filled = snapshot.TopProducts(Samples.Need(), room, out var eligible);

        Assert.Equal((1, 1), (filled, eligible));
        var evaluation = Samples.Judge(Samples.Need(), Samples.Product());
        Assert.All(evaluation.Pieces, p => Assert.Equal(p.Points, room[0].Points[p.Piece]));
    }

    [Fact]
    public void Many_changes_at_once_leave_what_a_market_laid_out_anew_would_answer()
    {
        EngineProperties.ForEverySeed(40, seed =>
        {
            var (market, context, needs, products) = Market(seed, 60, 60);
            var live = new LiveMarket(context.Basis, context.Policy, needs.Take(20), products.Take(20));
            var goneNeeds = needs.Take(10).Where(_ => market.Next(2) == 0).Select(n => n.Need).ToArray();
            var goneProducts = products.Take(10).Where(_ => market.Next(2) == 0).Select(p => p.Product).ToArray();
            var before = live.Current;
            live.Change(needs[15..], products[15..], goneNeeds, goneProducts);
            NeedFacts[] left = [.. needs.Where(n => !goneNeeds.Contains(n.Need))];
            ProductFacts[] kept = [.. products.Where(p => !goneProducts.Contains(p.Product))];

            Assert.Equal(20, before.AllNeeds.Count());
            Assert.Equal(left.Select(n => n.Need.Value).Order(), live.Current.AllNeeds.Select(n => n.Need.Value).Order());
            Assert.Equal(kept.Select(p => p.Product.Value).Order(), live.Current.AllProducts.Select(p => p.Product.Value).Order());
            foreach (var product in kept)
            {
                var bare = context with { History = MatchContext.NoHistory };
                Same(Matcher.MatchProduct(product, left, bare, 60), live.Current.MatchProduct(product, 60));
                Assert.Equal(
                    Matcher.MatchProduct(product, left, bare, 60).Items.Select(m => m.Need.Need.Value).Order(),
                    live.Current.NeedsServedBy(product).Select(n => n.Need.Value).Order());
                Same(
                    Matcher.MatchProduct(product, left.Where(n => n.Region.Value[1] == '3'), bare, 5),
                    live.Current.MatchProduct(product, 5, among: n => n.Region.Value[1] == '3'));
            }
        });
    }

    [Fact]
    public void A_market_that_grew_from_nothing_is_laid_out_anew_and_answers_the_same()
    {
        var (_, context, needs, products) = Market(9, 900, 900);
        var bare = context with { History = MatchContext.NoHistory };
        var live = new LiveMarket(context.Basis, context.Policy, [], []);
        for (var i = 0; i < 900; i += 100) live.Change(needs[i..(i + 100)], products[i..(i + 100)], [], []);
        live.Change([], [], [.. needs.Take(600).Select(n => n.Need)], [.. products.Take(600).Select(p => p.Product)]);
        foreach (var need in needs.Skip(600).Take(20)) Same(Matcher.MatchNeed(need, products.Skip(600), bare, 40), live.Current.MatchNeed(need, 40));
    }

    [Fact]
    public void More_green_classes_than_there_are_bitmaps_are_told_apart_all_the_same()
    {
        const int classes = Buckets.Greens + 60;
        List<NeedFacts> needs = [];
        List<ProductFacts> products = [];
        for (var i = 0; i < classes; i++)
        {
            needs.Add(Samples.Need() with
            {
                Need = new(Samples.Id(1_000 + i)),
                Technology = i % 3 == 0 ? new($"{i}") : null,
                GreenClasses = [new($"{i}"), new($"{classes - i}")],
            });
            products.Add((Samples.Product() with { Product = new(Samples.Id(5_000 + i)) })
                .With(t => t with { GreenClasses = [new($"{i}")], Technologies = [new($"{i / 2}")] }));
        }

        var snapshot = new LiveMarket(Samples.Basis, Samples.Policy, needs, products).Current;
        foreach (var need in needs) Same(Matcher.MatchNeed(need, products, Samples.Context, 90), snapshot.MatchNeed(need, 90));
        foreach (var product in products) Same(Matcher.MatchProduct(product, needs, Samples.Context, 90), snapshot.MatchProduct(product, 90));
    }

    [Fact]
    public void Codes_in_forms_that_no_table_has_are_judged_as_the_object_engine_does()
    {
        string[] odd = ["", "1", "13", "13040", "130004", "000000", "1304811", "x30400", "130000", "130481"];
        string[] trades = ["", "C", "C3", "C3x", "3120", "C31200"];
        List<NeedFacts> needs = [];
        List<ProductFacts> products = [];
        foreach (var region in odd)
        {
            foreach (var trade in trades)
            {
                needs.Add(Samples.Need() with { Need = new(Samples.Id(1_000 + needs.Count)), Region = new(region), Industry = new(trade) });
                products.Add((Samples.Product() with { Product = new(Samples.Id(5_000 + products.Count)), BankRegion = new(region) })
                    .With(t => t with { Regions = [new(region)], Industries = [new(trade)] }));
            }
        }

        var snapshot = new LiveMarket(Samples.Basis, Samples.Policy, needs, products).Current;
        foreach (var need in needs) Same(Matcher.MatchNeed(need, products, Samples.Context, 90), snapshot.MatchNeed(need, 90));
        foreach (var product in products) Same(Matcher.MatchProduct(product, needs, Samples.Context, 90), snapshot.MatchProduct(product, 90));
    }

    internal static (RandomMarket Market, MatchContext Context, List<NeedFacts> Needs, List<ProductFacts> Products) Market(int seed, int needs, int products)
    {
        var market = new RandomMarket(seed);
        return (
            market,
            market.Context(),
            [.. Enumerable.Range(0, needs).Select(i => i % 3 == 0 ? market.Need() : market.NearlyFitting().Need with { Need = market.Need().Need })],
            [.. Enumerable.Range(0, products).Select(i => i % 3 == 0
                ? market.Product()
                : market.NearlyFitting().Product with { Product = market.Product().Product, Responsiveness = market.Of(0, 5_000, 5_001) })]);
    }

    internal static HashSet<TId> Excluded<TId>(IEnumerable<TId> ids, Func<TId, PairHistory> history) =>
        [.. ids.Where(id => history(id) is not { Declined: false, Blocked: false })];

    private static void Same(Ranking expected, Ranking actual)
    {
        Assert.Equal(expected.Eligible, actual.Eligible);
        Assert.Equal(expected.Items.Select(m => m.Key), actual.Items.Select(m => m.Key));
        Assert.Equal(expected.Items.Select(m => m.Evaluation.Score), actual.Items.Select(m => m.Evaluation.Score));
    }
}
