using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>Rounds over facts: what they keep to, that they can be checked, and whom they serve.</summary>
public class MarketRoundTests
{
    [Fact]
    public void Every_random_round_keeps_every_limit_is_proved_and_does_not_hang_on_the_order_of_the_input()
    {
        var proposals = 0;
        EngineProperties.ForEverySeed(60, seed =>
        {
            var input = RandomInput(seed);
            var exact = MarketRound.Run(input, RoundMode.Exact);
            var verdict = MarketRound.Verify(input, exact);
            Assert.Null(verdict.Flaw);
            Assert.Equal((exact.Total, exact.Total), (verdict.Total, verdict.Bound));
            Assert.True(verdict.Optimal);
            proposals += exact.Proposals.Count;

            var shuffled = input with { Needs = [.. input.Needs.Reverse()], Products = [.. input.Products.Reverse()] };
            Assert.Equal(exact.Proposals, MarketRound.Run(shuffled, RoundMode.Exact).Proposals);

            var quota = input.Products.ToDictionary(p => p.Product, p => p.QuotaLeft);
            Assert.All(exact.Proposals.GroupBy(p => p.Product), g => Assert.True(g.Sum(p => p.Cover.Value) <= quota[g.Key].Value));
            Assert.All(exact.Proposals, p =>
            {
                var need = input.Needs.Single(n => n.Facts.Need == p.Need).Facts;
                var product = input.Products.Single(x => x.Product == p.Product);
                var judged = PairEvaluator.Evaluate(need, product, input.History(p.Need, p.Product), input.Basis, input.Policy);
                Assert.True(judged.Eligible);
                Assert.Equal((judged.Score, judged.Cover), (p.Score, p.Cover));
                Assert.True(p.Score >= input.Policy.LeastScore);
            });
        });
        Assert.True(proposals > 300, $"Only {proposals} pairs were proposed.");
    }

    [Fact]
    public void The_best_whole_gives_one_need_its_second_choice()
    {
        // Both needs like product A best; only one place there. First come would give it to the need that loses less elsewhere.
        var (a, b) = (Product(1, 1), Product(2, 2) with { Responsiveness = 0 });
        var picky = Need(1) with { RateMax = new(Benchmark.Lpr1y, new(30)) };
        var easy = Need(2);
        b = b.With(t => t with { SpreadMin = new(30) });
        var input = Input([easy, picky], [a with { QuotaLeft = Cny.FromWan(3_000) }, b with { QuotaLeft = Cny.FromWan(3_000) }]) with
        {
            Policy = Samples.Policy with { BankSlotsPerNeed = 1, LeastScore = 0 },
        };

        var round = MarketRound.Run(input, RoundMode.Exact);

        Assert.Equal(2, round.Proposals.Count);
        Assert.Equal(round.Total, round.Bound);
        Assert.All(round.Products, p => Assert.Equal((1, 1), (p.Capacity, p.Proposals)));
    }

    [Fact]
    public void A_bank_is_proposed_once_a_need_and_takes_one_slot()
    {
        var input = Input([Need(1)], [Product(1, 1), Product(2, 1), Product(3, 1)]);
        Assert.Single(MarketRound.Run(input, RoundMode.Exact).Proposals);
    }

    [Fact]
    public void A_bank_in_contact_takes_a_slot_and_is_not_proposed_again()
    {
        ProductFacts[] products = [Product(1, 1), Product(2, 2), Product(3, 3), Product(4, 4)];
        var input = Input([], products) with { Needs = [new RoundNeed(Need(1), [products[0].Bank, products[1].Bank])] };

        var one = Assert.Single(MarketRound.Run(input, RoundMode.Exact).Proposals);

        Assert.DoesNotContain(one.Product, products.Take(2).Select(p => p.Product));
    }

    [Fact]
    public void Officers_bound_what_a_bank_is_proposed_over_all_its_products()
    {
        var input = Input([Need(1), Need(2), Need(3)], [Product(1, 1), Product(2, 1)], officers: 2);
        var round = MarketRound.Run(input, RoundMode.Exact);
        Assert.Equal(2, round.Proposals.Count);
        Assert.True(Assert.Single(round.Banks).Price > 0);
    }

    [Fact]
    public void A_bank_without_officers_is_proposed_nothing()
    {
        var input = Input([Need(1)], [Product(1, 1)]) with { OfficerCapacity = new Dictionary<BankId, int>() };
        Assert.Empty(MarketRound.Run(input, RoundMode.Exact).Proposals);
    }

    [Theory]
    [InlineData(100, 2)]
    [InlineData(150, 3)]
    [InlineData(49, 0)]
    public void Proposals_fit_into_the_share_of_the_quota_that_the_round_may_promise(int percent, int expected)
    {
        var product = Product(1, 1) with { QuotaLeft = Cny.FromWan(6_000) };
        var input = Input([Need(1), Need(2), Need(3)], [product]) with { QuotaPercent = percent };
        Assert.Equal(expected, MarketRound.Run(input, RoundMode.Exact).Proposals.Count);
    }

    [Fact]
    public void What_was_declined_or_scores_below_the_least_is_not_proposed()
    {
        var input = Input([Need(1)], [Product(1, 1)]);
        Assert.Single(MarketRound.Run(input, RoundMode.Exact).Proposals);
        Assert.Empty(MarketRound.Run(input with { History = (_, _) => new PairHistory(true, false) }, RoundMode.Exact).Proposals);
        Assert.Empty(MarketRound.Run(input with { Policy = Samples.Policy with { LeastScore = 10_000 } }, RoundMode.Exact).Proposals);
    }

    [Fact]
    public void Fairness_counts_needs_by_ownership_and_what_the_largest_proposal_covers()
    {
        var state = Need(1) with { Ownership = Ownership.State };
        var unserved = Need(2) with { Ownership = Ownership.State, Region = new("110000") };
        var input = Input([state, unserved, Need(3)], [Product(1, 1), Product(2, 2)]);

        var round = MarketRound.Run(input, RoundMode.Exact);

        var fared = round.Ownership.Single(o => o.Ownership == Ownership.State);
        Assert.Equal((2, 1, 1, 10_000, 2), (fared.Needs, fared.Eligible, fared.Served, fared.ServedParts, fared.Proposals));
        Assert.Equal((Cny.FromWan(6_000), Cny.FromWan(3_000)), (fared.Asked, fared.Covered));
        Assert.Equal((0, 0, 0), round.Ownership.Where(o => o.Ownership == Ownership.Foreign).Select(o => (o.Needs, o.Served, o.ServedParts)).Single());
        Assert.Equal(2, round.Banks.Count);
        Assert.Equal(round.Proposals.Count, round.Banks.Sum(b => b.Proposals));
    }

    [Fact]
    public void A_check_notices_a_pair_too_many_a_false_score_and_false_prices()
    {
        var input = Input([Need(1), Need(2)], [Product(1, 1) with { QuotaLeft = Cny.FromWan(3_000) }]);
        var round = MarketRound.Run(input, RoundMode.Exact);
        var other = round.Proposals[0] with { Need = input.Needs.Select(n => n.Facts.Need).First(n => n != round.Proposals[0].Need) };

        Assert.NotNull(MarketRound.Verify(input, round with { Proposals = [.. round.Proposals, other] }).Flaw);
        Assert.NotNull(MarketRound.Verify(input, round with { Proposals = [round.Proposals[0] with { Score = 1 }] }).Flaw);
        Assert.NotNull(MarketRound.Verify(input, round with { Proposals = [round.Proposals[0] with { Product = new(Samples.Id(999)) }] }).Flaw);
        Assert.NotNull(MarketRound.Verify(input, round with { Products = [round.Products[0] with { Price = -1 }] }).Flaw);
        Assert.False(MarketRound.Verify(input, round with { Proposals = [] }).Optimal);
    }

    [Fact]
    public void An_empty_market_is_a_round_of_nothing()
    {
        var round = MarketRound.Run(Input([], []), RoundMode.Exact);
        Assert.Equal((0, 0L, 0L, 0), (round.Proposals.Count, round.Total, round.Bound, round.GapParts()));
    }

    [Fact]
    public void Ids_that_come_twice_and_a_policy_that_the_basis_does_not_name_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MarketRound.Run(Input([Need(1), Need(1)], []), RoundMode.Exact));
        Assert.Throws<ArgumentException>(() => MarketRound.Run(Input([], [Product(1, 1), Product(1, 2)]), RoundMode.Exact));
        Assert.Throws<ArgumentException>(() => MarketRound.Run(Input([], []) with { Policy = Samples.Policy with { Version = 9 } }, RoundMode.Exact));
        Assert.Throws<ArgumentException>(() => MarketRound.Run(Input([], []) with { QuotaPercent = 0 }, RoundMode.Exact));
    }

    private static NeedFacts Need(int number) => Samples.Need() with { Need = new(Samples.Id(100 + number)) };

    private static ProductFacts Product(int number, int bank) =>
        Samples.Product() with { Product = new(Samples.Id(200 + number)), Bank = new(Samples.Id(300 + bank)) };

    private static RoundInput Input(NeedFacts[] needs, ProductFacts[] products, int officers = 10) => new()
    {
        Basis = Samples.Basis,
        Policy = Samples.Policy,
        Needs = [.. needs.Select(n => new RoundNeed(n, []))],
        Products = products,
        OfficerCapacity = products.Select(p => p.Bank).Distinct().ToDictionary(b => b, _ => officers),
    };

    private static RoundInput RandomInput(int seed)
    {
        var market = new RandomMarket(seed);
        var context = market.Context();
        BankId[] banks = [.. Enumerable.Range(1, 6).Select(i => new BankId(Samples.Id(i)))];
        NeedFacts[] needs = [.. Enumerable.Range(0, 25).Select(i => i % 4 > 0 ? market.NearlyFitting().Need with { Need = market.Need().Need } : market.Need())];
        ProductFacts[] products =
        [
            .. Enumerable.Range(0, 25).Select(i => i % 4 > 0 ? market.NearlyFitting().Product with { Product = market.Product().Product } : market.Product())
                .Select(p => p with { Bank = market.Of(banks), Responsiveness = market.Next(10_001) }),
        ];
        return new RoundInput
        {
            Basis = context.Basis,
            Policy = context.Policy with { BankSlotsPerNeed = 1 + market.Next(4), LeastScore = market.Next(4_000) },
            Needs = [.. needs.Select(n => new RoundNeed(n, market.Next(5) == 0 ? [market.Of(banks)] : []))],
            Products = products,
            OfficerCapacity = banks.ToDictionary(b => b, _ => market.Next(12)),
            History = context.History,
        };
    }
}
