using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

public class NearMissTests
{
    [Fact]
    public void A_term_too_long_names_the_figure_on_each_side()
    {
        var miss = Find(Samples.Need() with { TermMin = new(84), TermMax = new(96) }, Samples.Product());

        Assert.Equal([Criterion.Term], miss.Failed);
        Assert.Equal(
            [
                new FigureChange(ChangeSide.Need, Criterion.Term, "termMinMonths", "84", "72"),
                new FigureChange(ChangeSide.Product, Criterion.Term, "termMaxMonths", "72", "84"),
            ],
            miss.Options.Select(o => Assert.Single(o.Changes)));
    }

    [Fact]
    public void A_penalty_is_mended_by_waiting_or_by_a_milder_product()
    {
        var miss = Find(Samples.Need() with { LastPenaltyOn = Samples.On.AddMonths(-12).AddDays(3) }, Samples.Product());

        Assert.Equal(
            [
                new FigureChange(ChangeSide.Product, Criterion.NotExcluded, "penaltyFreeMonths", "12", "11"),
                new FigureChange(ChangeSide.Time, Criterion.NotExcluded, "on", "2026-11-20", "2026-11-23"),
            ],
            miss.Options.Select(o => Assert.Single(o.Changes)));
    }

    [Fact]
    public void Two_misses_are_mended_together_and_mixed_only_where_no_side_can_alone()
    {
        var need = Samples.Need() with { RateMax = new(Benchmark.Fixed, new(300)), Region = new("140100"), Technology = null, GreenClasses = [] };
        var rateAndRegion = Find(need with { Technology = new("sinter-whr") }, Samples.Product());
        var bothTheirs = Find(need with { Region = new("130481") }, Samples.Product());

        var only = Assert.Single(rateAndRegion.Options);
        Assert.All(only.Changes, c => Assert.Equal(ChangeSide.Product, c.Side));
        Assert.Equal(["regions", "rateMinBp"], only.Changes.Select(c => c.Field));
        Assert.Empty(bothTheirs.Options);
    }

    [Fact]
    public void A_mixture_is_shown_where_one_miss_is_the_needs_and_the_other_the_products_to_mend()
    {
        var need = Samples.Need() with { Region = new("140100"), Investment = Cny.FromWan(1_000) };

        var option = Assert.Single(Find(need, Samples.Product()).Options);

        Assert.Equal([ChangeSide.Product, ChangeSide.Need], option.Changes.Select(c => c.Side));
        Assert.Equal(["regions", "amountLeastCny"], option.Changes.Select(c => c.Field));
    }

    [Fact]
    public void What_may_not_be_changed_is_not_proposed()
    {
        Assert.Empty(Find(Samples.Need() with { Live = false }, Samples.Product()).Options);
        Assert.Empty(NearMisses.Find(Samples.Need(), Samples.Product(), new PairHistory(true, false), Samples.Basis)!.Options);
    }

    [Fact]
    public void Neither_an_eligible_pair_nor_one_with_three_misses_is_a_near_miss()
    {
        var far = Samples.Need() with { TermMin = new(84), TermMax = new(96), Grade = null, Admitted = false };

        Assert.Null(NearMisses.Find(Samples.Need(), Samples.Product(), PairHistory.None, Samples.Basis));
        Assert.Null(NearMisses.Find(far, Samples.Product(), PairHistory.None, Samples.Basis));
    }

    [Fact]
    public void Every_option_shown_makes_the_pair_eligible_and_no_change_in_it_can_be_left_out()
    {
        var options = 0;
        var fields = new HashSet<string>();
        EngineProperties.ForEverySeed(seed =>
        {
            var market = new RandomMarket(seed);
            var context = market.Context();
            for (var i = 0; i < 10; i++)
            {
                var (need, product) = market.NearlyFitting();
                foreach (var option in NearMisses.Find(need, product, PairHistory.None, context.Basis)?.Options ?? [])
                {
                    options++;
                    fields.UnionWith(option.Changes.Select(c => $"{c.Side}.{c.Field}"));
                    Assert.True(Eligible(option, need, product, context.Basis));
                    for (var left = 0; left < option.Changes.Count; left++)
                        Assert.False(Eligible(new([.. option.Changes.Where((_, at) => at != left)]), need, product, context.Basis));
                }
            }
        });

        Assert.True(options > 1_000, $"Only {options} options were judged.");
        Assert.True(fields.Count > 18, $"Only {string.Join(' ', fields)}.");
    }

    [Fact]
    public void A_figure_one_step_short_of_the_proposed_one_would_not_do()
    {
        var judged = new HashSet<string>();
        EngineProperties.ForEverySeed(seed =>
        {
            var market = new RandomMarket(seed);
            var context = market.Context();
            for (var i = 0; i < 10; i++)
            {
                var (need, product) = market.NearlyFitting();
                foreach (var option in NearMisses.Find(need, product, PairHistory.None, context.Basis)?.Options ?? [])
                {
                    if (option.Changes is not [var change] || Short(change) is not { } shorter) continue;
                    judged.Add(change.Field);
                    Assert.False(Eligible(new([change with { To = shorter }]), need, product, context.Basis), $"{change} also at {shorter}");
                }
            }
        });

        Assert.Superset(
            new HashSet<string> { "termMinMonths", "termMaxMonths", "rateMaxBp", "rateMinBp", "amountLeastCny", "quotaLeftCny", "penaltyFreeMonths" }, judged);
    }

    [Fact]
    public void Near_misses_of_a_need_come_with_the_fewest_failures_first()
    {
        var one = (Samples.Product() with { Product = new(Samples.Id(30)) }).With(t => t with { TermMax = new(35) });
        var two = (Samples.Product() with { Product = new(Samples.Id(31)) }).With(t => t with { TermMax = new(35), SpreadMin = new(-10), Regions = [new("140000")] });
        var dead = Samples.Product() with { Live = false };

        var found = NearMisses.OfNeed(Samples.Need(), [two, dead, Samples.Product(), one], Samples.Context, 5);

        Assert.Equal([one.Product, two.Product], found.Select(m => m.Product.Product));
    }

    [Fact]
    public void Near_misses_of_a_product_are_those_that_each_pair_has_of_itself()
    {
        var compared = 0;
        EngineProperties.ForEverySeed(20, seed =>
        {
            var market = new RandomMarket(seed);
            var context = market.Context();
            NeedFacts[] needs = [.. Enumerable.Range(0, 40).Select(_ => market.NearlyFitting().Need with { Need = market.Need().Need })];
            var product = market.NearlyFitting().Product;

            var found = NearMisses.OfProduct(product, needs, context, 200);
            var expected = needs
                .Select(n => (Need: n, Miss: NearMisses.Find(n, product, context.History(n.Need, product.Product), context.Basis)))
                .Where(pair => pair.Miss is { Options.Count: > 0 }).ToArray();
            Assert.Equal(expected.Select(e => e.Need.Need.Value).Order(), found.Select(m => m.Need.Need.Value).Order());
            Assert.Equal(found.OrderBy(m => m.Miss.Failed.Count).ThenBy(m => m.Key).Select(m => m.Need.Need), found.Select(m => m.Need.Need));
            Assert.Equal(
                found.Take(3).Select(m => m.Need.Need), NearMisses.OfProduct(product, needs, context, 3).Select(m => m.Need.Need));
            foreach (var option in found.SelectMany(m => m.Miss.Options.Select(o => (m.Need, Option: o))))
            {
                var (n, p, b) = NearMisses.Apply(option.Option, option.Need, product, context.Basis);
                Assert.True(PairEvaluator.Failed(n, p, context.History(n.Need, p.Product), b).IsEmpty);
            }

            compared += found.Count;
        });
        Assert.True(compared > 50, $"Only {compared} near misses were compared.");
    }

    private static NearMiss Find(NeedFacts need, ProductFacts product)
    {
        var miss = NearMisses.Find(need, product, PairHistory.None, Samples.Basis);
        Assert.NotNull(miss);
        return miss;
    }

    private static bool Eligible(ChangeOption option, NeedFacts need, ProductFacts product, EvaluationBasis basis)
    {
        var (changedNeed, changedProduct, changedBasis) = NearMisses.Apply(option, need, product, basis);
        return PairEvaluator.Failed(changedNeed, changedProduct, PairHistory.None, changedBasis).IsEmpty;
    }

    /// <summary>The figure one smallest step back towards where it came from; null for lists, flags and grades.</summary>
    private static string? Short(FigureChange change)
    {
        var step = change.Field switch
        {
            _ when change.Field.EndsWith("Months", StringComparison.Ordinal) || change.Field.EndsWith("Bp", StringComparison.Ordinal) => 1m,
            _ when change.Field.EndsWith("10kCny", StringComparison.Ordinal) || change.Field.EndsWith("PerYear", StringComparison.Ordinal) => 0.000001m,
            _ when change.Field.EndsWith("Cny", StringComparison.Ordinal) => 0.01m,
            _ => 0m,
        };
        if (step == 0m) return null;
        decimal from = change.From.Length == 0 ? 0m : Text.Decimal(change.From), to = Text.Decimal(change.To);
        return Text.Of(from < to ? to - step : to + step);
    }

    [Fact]
    public void Near_misses_among_a_market_that_is_laid_out_are_those_among_its_facts()
    {
        var found = 0;
        EngineProperties.ForEverySeed(40, seed =>
        {
            var (market, context, needs, products) = ColumnsProperties.Market(seed, 40, 40);
            var snapshot = new LiveMarket(context.Basis, context.Policy, needs, products).Current;
            foreach (var need in needs.Take(10))
            {
                var expected = NearMisses.OfNeed(need, products, context, 7);
                found += expected.Count;
                Assert.Equal(expected.Select(Told), NearMisses.OfNeed(need, snapshot, context, 7).Select(Told));
            }

            foreach (var product in products.Take(10))
            {
                var known = needs.Where(n => n.Region.Value[1] == '3').ToList();
                Assert.Equal(
                    NearMisses.OfProduct(product, known, context, 7).Select(Told),
                    NearMisses.OfProduct(product, snapshot, context, 7, n => n.Region.Value[1] == '3').Select(Told));
            }
        });
        Assert.True(found > 500, $"Only {found} near misses were compared.");

        static (RankKey Key, Guid Need, Guid Product, int Options) Told(MissedMatch miss) =>
            (miss.Key, miss.Need.Need.Value, miss.Product.Product.Value, miss.Miss.Options.Sum(option => option.Changes.Count));
    }

    [Fact]
    public void Near_misses_of_a_market_are_refused_under_another_basis()
    {
        var snapshot = new LiveMarket(Samples.Basis, Samples.Policy, [Samples.Need()], [Samples.Product()]).Current;
        var other = Samples.Context with { Basis = Samples.Basis with { On = Samples.On.AddDays(1) } };
        Assert.Throws<ArgumentException>(() => NearMisses.OfNeed(Samples.Need(), snapshot, other, 5));
        Assert.Throws<ArgumentException>(() => NearMisses.OfProduct(Samples.Product(), snapshot, other, 5));
    }
}
