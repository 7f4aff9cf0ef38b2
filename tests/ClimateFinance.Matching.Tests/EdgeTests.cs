using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>Markets at the edge: empty, all alike, fitting everything, amounts as large as they come.</summary>
public sealed class EdgeTests
{
    [Fact]
    public void An_empty_market_answers_with_nothing()
    {
        var empty = new LiveMarket(Samples.Basis, Samples.Policy, [], []).Current;
        Assert.Equal((0, 0), (empty.MatchNeed(Samples.Need(), 20).Eligible, empty.MatchNeed(Samples.Need(), 20).Items.Count));
        Assert.Equal((0, 0), (empty.MatchProduct(Samples.Product(), 20).Eligible, empty.MatchProduct(Samples.Product(), 20).Items.Count));
        Assert.Empty(empty.Propose(Samples.Need()));
        Assert.Empty(empty.NeedsServedBy(Samples.Product()));
        Assert.Empty(NearMisses.OfNeed(Samples.Need(), empty.AllProducts, Samples.Context, 20));
        Assert.Equal(0, MarketRanking.Of(empty, 20, 2).Needs);
    }

    [Fact]
    public void Products_alike_in_all_but_their_id_stand_in_the_order_of_their_ids_whatever_order_they_came_in()
    {
        var products = Enumerable.Range(0, 2_100).Select(i => Samples.Product() with { Product = new(Samples.Id(1_000 + ((i * 577) % 2_100))) }).ToArray();
        var expected = products.Select(p => p.Product).OrderBy(id => id.Value).ToArray();
        foreach (var order in new[] { products, [.. products.Reverse()] })
        {
            var market = new LiveMarket(Samples.Basis, Samples.Policy, [], order).Current;
            var ranking = market.MatchNeed(Samples.Need(), 200);
            Assert.Equal(2_100, ranking.Eligible);
            Assert.Equal(expected.Take(200), ranking.Items.Select(m => m.Product.Product));
            Assert.Equal(expected.Skip(200).Take(200), market.MatchNeed(Samples.Need(), 200, ranking.Last).Items.Select(m => m.Product.Product));
        }
    }

    [Fact]
    public void A_need_that_fits_everything_is_ranked_and_counted_whole()
    {
        var products = Enumerable.Range(0, 3_000).Select(i => (Samples.Product() with { Product = new(Samples.Id(1_000 + i)) })
            .With(t => t with { SpreadMin = new(-60 + (i % 50)) })).ToArray();
        var market = new LiveMarket(Samples.Basis, Samples.Policy, [Samples.Need()], products).Current;
        var ranking = market.MatchNeed(Samples.Need(), 200);
        Assert.Equal(3_000, ranking.Eligible);
        Assert.Equal(Matcher.MatchNeed(Samples.Need(), products, Samples.Context, 200).Items.Select(m => m.Key), ranking.Items.Select(m => m.Key));
        Assert.All(products.Take(50), product => Assert.Equal(Samples.Need().Need, Assert.Single(market.NeedsServedBy(product)).Need));
    }

    [Fact]
    public void The_largest_and_the_smallest_amounts_are_judged_as_any_others()
    {
        foreach (var amount in new[] { 0.01m, Cny.Max })
        {
            var need = Samples.Need() with { Amount = new(amount), AmountLeast = new(amount), Investment = new(Cny.Max), ReductionTco2ePerYear = 1_000_000_000m };
            var product = (Samples.Product() with { QuotaLeft = new(Cny.Max) })
                .With(t => t with { AmountMin = new(0.01m), AmountMax = new(Cny.Max), MaxLoanToInvestmentPercent = null, LeastReductionTco2ePer10kCny = 0m });
            var evaluation = PairEvaluator.Evaluate(need, product, Domain.Pairings.PairHistory.None, Samples.Basis, Samples.Policy);
            Assert.True(evaluation.Eligible);
            Assert.Equal(amount, evaluation.Cover.Value);
            Assert.InRange(evaluation.Score, 0, PieceWeights.Total);
            Assert.All(evaluation.Pieces, piece => Assert.InRange(piece.Value, 0, 10_000));
            var ranked = new LiveMarket(Samples.Basis, Samples.Policy, [need], [product]).Current.MatchNeed(need, 1);
            Assert.Equal(evaluation.Score, Assert.Single(ranked.Items).Evaluation.Score);
        }
    }

    [Fact]
    public void A_policy_that_the_basis_does_not_name_is_refused()
    {
        var other = Samples.Policy with { Version = Samples.Policy.Version + 1 };
        Assert.Throws<ArgumentException>(() => new LiveMarket(Samples.Basis, other, [], []));
        Assert.Throws<ArgumentException>(() => PairEvaluator.Evaluate(Samples.Need(), Samples.Product(), Domain.Pairings.PairHistory.None, Samples.Basis, other));
        Assert.Throws<ArgumentException>(() => Matcher.MatchNeed(Samples.Need(), [], Samples.Context with { Policy = other }, 1));
    }
}
