using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>Combinations of banks, against every combination tried.</summary>
public class SyndicateTests
{
    [Fact]
    public void The_cheapest_combinations_are_those_of_trying_every_set_and_every_split()
    {
        var (covered, partly) = (0, 0);
        EngineProperties.ForEverySeed(250, seed =>
        {
            var (need, products) = Market(seed);
            var answer = Syndicates.Of(need, products, Samples.Context, 6);
            var expected = SyndicateReference.Of(need, products, Samples.Context, 6);

            Assert.Equal(expected.Outcome, answer.Outcome);
            Assert.Equal(expected.TargetWan, answer.Target.Wan);
            Assert.Equal(expected.Items, answer.Items.Select(s => (Ids(s), s.BlendedRateBp)));
            Assert.True(answer.Complete);
            covered += answer.Outcome == SyndicateOutcome.Covered ? 1 : 0;
            partly += answer.Outcome == SyndicateOutcome.CoveredPartly ? 1 : 0;

            products.Reverse();
            Assert.Equal(answer.Items.Select(Ids), Syndicates.Of(need, products, Samples.Context, 6).Items.Select(Ids));
        });
        Assert.True(covered > 30 && partly > 10, $"{covered} were covered, {partly} partly.");
    }

    [Fact]
    public void Every_part_is_within_its_limits_and_the_parts_add_up() => EngineProperties.ForEverySeed(100, seed =>
    {
        var (need, products) = Market(seed);
        foreach (var syndicate in Syndicates.Of(need, products, Samples.Context, 20).Items)
        {
            Assert.InRange(syndicate.Parts.Count, 2, Syndicates.MostBanks);
            Assert.Equal(syndicate.Parts.Count, syndicate.Parts.Select(p => p.Product.Bank).Distinct().Count());
            Assert.Equal(syndicate.Total, syndicate.Parts.Aggregate(Cny.Zero, (sum, p) => sum + p.Amount));
            Assert.True(syndicate.TermMin <= syndicate.TermMax);
            Assert.All(syndicate.Parts, part =>
            {
                Assert.InRange(part.Amount.Value, part.Product.Terms.AmountMin.Value, Math.Min(part.Product.Terms.AmountMax.Value, part.Product.QuotaLeft.Value));
                Assert.True(part.Product.Terms.TermMin <= syndicate.TermMin && syndicate.TermMax <= part.Product.Terms.TermMax);
                Assert.True(need.TermMin <= syndicate.TermMin && syndicate.TermMax <= need.TermMax);
            });
        }
    });

    [Fact]
    public void A_need_that_one_product_covers_gets_no_syndicate()
    {
        var answer = Syndicates.Of(Samples.Need(), [Samples.Product(), Product(2, 2, 10, 2_000, 10)], Samples.Context, 5);
        Assert.Equal((SyndicateOutcome.CoveredAlone, 0), (answer.Outcome, answer.Items.Count));
    }

    [Fact]
    public void The_dear_part_is_as_small_as_it_may_be()
    {
        var answer = Syndicates.Of(Samples.Need(), [Product(1, 1, 500, 2_500, 10), Product(2, 2, 800, 2_500, 50)], Samples.Context, 5);
        var syndicate = Assert.Single(answer.Items);
        Assert.Equal([2_200m, 800m], syndicate.Parts.Select(p => p.Amount.Wan));
        Assert.Equal(((310m * 2_200) + (350m * 800)) / 3_000, syndicate.BlendedRateBp, 4);
    }

    [Fact]
    public void Products_of_one_bank_or_without_a_common_term_do_not_combine()
    {
        ProductFacts[] sameBank = [Product(1, 1, 500, 2_000, 10), Product(2, 1, 500, 2_000, 20)];
        Assert.Equal(SyndicateOutcome.NotCoverable, Syndicates.Of(Whole(), sameBank, Samples.Context, 5).Outcome);

        ProductFacts[] apart =
        [
            Product(1, 1, 500, 2_000, 10).With(t => t with { TermMax = new(40) }), Product(2, 2, 500, 2_000, 20).With(t => t with { TermMin = new(41) }),
        ];
        Assert.Equal(SyndicateOutcome.NotCoverable, Syndicates.Of(Whole(), apart, Samples.Context, 5).Outcome);
    }

    [Fact]
    public void A_product_that_misses_another_criterion_or_was_declined_takes_no_part()
    {
        ProductFacts[] products = [Product(1, 1, 500, 2_000, 10), Product(2, 2, 500, 2_000, 20)];
        Assert.Equal(SyndicateOutcome.Covered, Syndicates.Of(Whole(), products, Samples.Context, 5).Outcome);
        Assert.Equal(SyndicateOutcome.NotCoverable, Syndicates.Of(Whole() with { RateMax = new(Benchmark.Lpr1y, new(15)) }, products, Samples.Context, 5).Outcome);
        var declined = Samples.Context with { History = (_, product) => new PairHistory(product == products[0].Product, false) };
        Assert.Equal(SyndicateOutcome.NotCoverable, Syndicates.Of(Whole(), products, declined, 5).Outcome);
        Assert.Equal(SyndicateOutcome.NotLive, Syndicates.Of(Whole() with { Live = false }, products, Samples.Context, 5).Outcome);
    }

    [Fact]
    public void Of_many_like_products_the_first_by_id_are_taken_and_the_search_ends()
    {
        var products = Enumerable.Range(1, 400).Select(i => Product(i, i, 100, 700, 20)).ToList();
        var answer = Syndicates.Of(Whole(), products, Samples.Context, 3);
        Assert.True(answer.Complete);
        Assert.Equal(5, answer.Items[0].Parts.Count);
        Assert.Equal(products.Take(5).Select(p => p.Product.Value), Ids(answer.Items[0]));
    }

    [Fact]
    public void A_syndicate_explains_itself_in_both_languages()
    {
        var answer = Syndicates.Of(Samples.Need(), [Product(1, 1, 500, 2_500, 10), Product(2, 2, 800, 2_500, 50)], Samples.Context, 5);
        var syndicate = answer.Items[0];
        Assert.Equal(
            "2 banks lend 30,000,000 yuan together at a blended lowest all-in rate of 3.206667 %, each for 36 to 60 months.",
            SyndicateWords.Of(syndicate, Language.English));
        Assert.StartsWith("2家银行共同提供30,000,000元", SyndicateWords.Of(syndicate, Language.Chinese), StringComparison.Ordinal);
        Assert.Contains("what the cheaper parts leave", SyndicateWords.Of(syndicate.Parts[0], Language.English), StringComparison.Ordinal);
        Assert.Contains("最低单笔金额", SyndicateWords.Of(syndicate.Parts[1], Language.Chinese), StringComparison.Ordinal);
        foreach (var outcome in Enum.GetValues<SyndicateOutcome>())
        {
            Assert.NotEmpty(SyndicateWords.Of(outcome, Language.English));
            Assert.NotEqual(SyndicateWords.Of(outcome, Language.English), SyndicateWords.Of(outcome, Language.Chinese));
        }
    }

    private static NeedFacts Whole() => Samples.Need() with { AmountLeast = Samples.Need().Amount };

    private static Guid[] Ids(Syndicate syndicate) => [.. syndicate.Parts.Select(p => p.Product.Product.Value)];

    private static ProductFacts Product(int number, int bank, int minWan, int maxWan, int spread) => Samples.Product() with
    {
        Product = new(Samples.Id(number)),
        Bank = new(Samples.Id(1_000 + bank)),
        QuotaLeft = Cny.FromWan(1_000_000),
        Terms = Samples.Product().Terms with
        {
            AmountMin = Cny.FromWan(minWan),
            AmountMax = Cny.FromWan(maxWan),
            SpreadMin = new(spread),
            MaxLoanToInvestmentPercent = null,
        },
    };

    /// <summary>Amounts in few whole steps, so that every split can be tried; rates and terms that tie often.</summary>
    private static (NeedFacts Need, List<ProductFacts> Products) Market(int seed)
    {
        var random = new Random(seed);
        var amount = random.Next(4, 16);
        var need = Samples.Need() with { Amount = Cny.FromWan(amount), AmountLeast = Cny.FromWan(random.Next(1, amount + 1)), ReductionTco2ePerYear = 1_000_000m };
        List<ProductFacts> products =
        [
            .. Enumerable.Range(1, random.Next(1, 9)).Select(i =>
            {
                var min = random.Next(1, 4);
                var most = min + random.Next(5);
                return Product(i, random.Next(1, 7), min, most, random.Next(1, 5) * 10) with { QuotaLeft = Cny.FromWan(random.Next(5) > 0 ? 100 : random.Next(6)) };
            }).Select(p => random.Next(4) > 0 ? p : p.With(t => t with { TermMin = new(random.Next(30, 60)), TermMax = new(random.Next(60, 72)) }))
                .Select(p => random.Next(6) > 0 ? p : p.With(t => t with { TermMin = new(12), TermMax = new(random.Next(30, 50)) })),
        ];
        return (need, products);
    }
}
