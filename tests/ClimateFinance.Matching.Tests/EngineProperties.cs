using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>What must hold for every market; FsCheck draws the seed, the seed is the market.</summary>
public class EngineProperties
{
    private static readonly Func<ProductTerms, NeedFacts, ProductTerms>[] Relaxations =
    [
        (t, _) => t with { Regions = [] },
        (t, n) => t with { Regions = t.Regions.Count == 0 ? [] : [.. t.Regions, n.Region] },
        (t, _) => t with { Industries = [] },
        (t, _) => t with { GreenClasses = [], Technologies = [] },
        (t, _) => t with { Purposes = [] },
        (t, _) => t with { AmountMax = new(Cny.Max) },
        (t, _) => t with { AmountMin = new(0.01m) },
        (t, _) => t with { MaxLoanToInvestmentPercent = null },
        (t, _) => t with { TermMin = new(1) },
        (t, _) => t with { TermMax = new(360) },
        (t, _) => t with { SpreadMin = t.SpreadMin - new BasisPoints(1) },
        (t, _) => t with { CollateralAccepted = [] },
        (t, _) => t with { LowestGrade = null },
        (t, _) => t with { AdmissionRequired = false },
        (t, _) => t with { LeastReductionTco2ePer10kCny = t.LeastReductionTco2ePer10kCny / 2m },
        (t, _) => t with { PenaltyFreeMonths = 0 },
        (t, _) => t with { ValidFrom = t.ValidFrom.AddDays(-1), ValidTo = t.ValidTo.AddDays(1) },
    ];

    [Fact]
    public void Points_sum_to_the_score_within_its_bounds_and_eligible_is_every_criterion() => ForEverySeed(seed =>
    {
        var market = new RandomMarket(seed);
        var context = market.Context();
        var (need, product) = seed % 2 == 0 ? market.NearlyFitting() : (market.Need(), market.Product());
        var evaluation = PairEvaluator.Evaluate(need, product, context.History(need.Need, product.Product), context.Basis, context.Policy);

        Assert.Equal(evaluation.Score, evaluation.Pieces.Sum(p => p.Points));
        Assert.InRange(evaluation.Score, 0, 10_000);
        Assert.All(evaluation.Pieces, p => Assert.InRange(p.Value, 0, 10_000));
        Assert.Equal(evaluation.Eligible, evaluation.Criteria.All(c => c.Passed));
        Assert.InRange(evaluation.Cover.Value, 0m, need.Amount.Value);
        if (evaluation.Eligible) Assert.True(evaluation.Cover >= need.AmountLeast && evaluation.Cover >= product.Terms.AmountMin);
    });

    [Fact]
    public void Verdicts_values_and_cover_are_those_of_the_reference() => ForEverySeed(seed =>
    {
        var market = new RandomMarket(seed);
        var context = market.Context();
        for (var i = 0; i < 20; i++)
        {
            var (need, product) = i % 2 == 0 ? market.NearlyFitting() : (market.Need(), market.Product());
            var history = context.History(need.Need, product.Product);
            var evaluation = PairEvaluator.Evaluate(need, product, history, context.Basis, context.Policy);

            Assert.Equal(Reference.Criteria(need, product, history, context.Basis), evaluation.Criteria.ToDictionary(c => c.Criterion, c => c.Passed));
            Assert.Equal(Reference.Values(need, product, context.Basis, context.Policy), evaluation.Pieces.ToDictionary(p => p.Piece, p => p.Value));
            Assert.Equal(Reference.Cover(need, product), evaluation.Cover.Value);
            Assert.Equal(Reference.Score(need, product, context.Basis, context.Policy), evaluation.Score);
        }
    });

    [Fact]
    public void Rankings_are_those_of_the_reference_in_its_order_whatever_the_order_of_the_input()
    {
        var matched = 0;
        ForEverySeed(seed =>
        {
            var market = new RandomMarket(seed);
            var context = market.Context();
            List<NeedFacts> needs = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? Fit(market).Need : market.Need())];
            List<ProductFacts> products = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? Fit(market).Product : market.Product())];
            var (need, product) = (needs[0], products[0]);

            var forNeed = Matcher.MatchNeed(need, products, context, 100);
            var forProduct = Matcher.MatchProduct(product, needs, context, 100);
            matched += forNeed.Items.Count + forProduct.Items.Count;

            Assert.Equal(Reference.MatchNeed(need, products, context), forNeed.Items.Select(m => Ranked(m.Key)));
            Assert.Equal(Reference.MatchProduct(product, needs, context), forProduct.Items.Select(m => Ranked(m.Key)));
            products.Reverse();
            Assert.Equal(forNeed.Items.Select(m => m.Key), Matcher.MatchNeed(need, products, context, 100).Items.Select(m => m.Key));
            Assert.All(forNeed.Items, m => Assert.Equal(m.Key.Score, m.Evaluation.Score));
        });
        Assert.True(matched > 500, $"Only {matched} matches were compared.");
    }

    [Fact]
    public void Relaxing_a_demand_never_makes_an_eligible_pair_ineligible()
    {
        var eligible = 0;
        ForEverySeed(seed =>
        {
            var market = new RandomMarket(seed);
            var context = market.Context();
            var (need, product) = market.NearlyFitting();
            if (!PairEvaluator.Failed(need, product, PairHistory.None, context.Basis).IsEmpty) return;

            eligible++;
            foreach (var relax in Relaxations)
            {
                var relaxed = product.With(t => relax(t, need));
                Assert.True(PairEvaluator.Failed(need, relaxed, PairHistory.None, context.Basis).IsEmpty);
            }
        });
        Assert.True(eligible > 20, $"Only {eligible} pairs were eligible.");
    }

    /// <summary>A pair with ids and the figures that are not judged drawn anew, so that a market can hold many.</summary>
    private static (NeedFacts Need, ProductFacts Product) Fit(RandomMarket market)
    {
        var (need, product) = market.NearlyFitting();
        return (need with { Need = market.Need().Need }, product with { Product = market.Product().Product, Responsiveness = market.Of(0, 5_000) });
    }

    private static Reference.Ranked Ranked(RankKey key) => new(key.Id, key.Score, key.LowestAllIn.Value, key.Cover.Value);

    internal static void ForEverySeed(Action<int> holds) => ForEverySeed(300, holds);

    internal static void ForEverySeed(int seeds, Action<int> holds) =>
        Prop.ForAll<int>(holds).Check(Config.QuickThrowOnFailure.WithMaxTest(seeds).WithEndSize(int.MaxValue / 2));
}
