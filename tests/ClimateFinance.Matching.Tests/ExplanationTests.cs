using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

public class ExplanationTests
{
    [Fact]
    public void A_missed_term_reads_with_both_sides_figures()
    {
        var verdict = Samples.Judge(Samples.Need() with { TermMin = new(84), TermMax = new(96) }, Samples.Product()).Criteria[(int)Criterion.Term];

        Assert.Equal("Term fails: offers 12 months to 72 months, asked 84 months to 96 months.", Explanation.Of(verdict, Language.English));
        Assert.Equal("期限不符合：产品期限 12 个月 至 72 个月，需求 84 个月 至 96 个月。", Explanation.Of(verdict, Language.Chinese));
    }

    [Fact]
    public void Money_rates_and_kinds_carry_their_units_and_words()
    {
        var criteria = Samples.Judge(Samples.Need(), Samples.Product()).Criteria;

        Assert.Equal(
            "Amount holds: lends 5,000,000 yuan to 42,000,000 yuan here, asked 20,000,000 yuan to 30,000,000 yuan.",
            Explanation.Of(criteria[(int)Criterion.Amount], Language.English));
        Assert.Equal("利率符合：产品综合年利率最低 3.20%，需求可接受最高 3.80%。", Explanation.Of(criteria[(int)Criterion.Rate], Language.Chinese));
        Assert.Equal("担保方式符合：产品接受 抵押，需求提供 抵押、设备抵押。", Explanation.Of(criteria[(int)Criterion.Collateral], Language.Chinese));
    }

    [Fact]
    public void A_piece_reads_with_value_weight_and_points()
    {
        var cost = Samples.Judge(Samples.Need(), Samples.Product()).Pieces[0];

        Assert.EndsWith("6000 of 10000 at weight 3000 gives 1800 points.", Explanation.Of(cost, Language.English), StringComparison.Ordinal);
        Assert.EndsWith("得分 6000/10000，权重 3000，计 1800 分。", Explanation.Of(cost, Language.Chinese), StringComparison.Ordinal);
    }

    [Fact]
    public void A_near_miss_says_what_would_have_done()
    {
        var need = Samples.Need() with { RateMax = new(Benchmark.Fixed, new(310)) };
        var miss = NearMisses.Find(need, Samples.Product(), PairHistory.None, Samples.Basis)!;

        Assert.Equal("Misses by Rate; eligible with the need: highest all-in rate from 3.10% to 3.20%.", Explanation.Of(miss, Language.English)[0]);
        Assert.Equal("不符合项：利率；如 产品方：最低综合利率 由 3.20% 改为 3.10%，即可匹配。", Explanation.Of(miss, Language.Chinese)[1]);
    }

    [Fact]
    public void Every_sentence_has_words_for_every_figure_in_both_languages()
    {
        var market = new RandomMarket(11);
        var sentences = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var evaluation = Samples.Judge(market.Need(), market.Product());
            foreach (var language in Enum.GetValues<Language>())
            {
                sentences.UnionWith(evaluation.Criteria.Select(c => Explanation.Of(c, language)));
                sentences.UnionWith(evaluation.Pieces.Select(p => Explanation.Of(p, language)));
            }
        }

        Assert.True(sentences.Count > 1_000);
        Assert.All(sentences, s => Assert.DoesNotContain('{', s));
        Assert.All(sentences.Where(s => s.EndsWith('.')), s => Assert.DoesNotContain(s, c => c >= 0x4E00));
    }

    [Fact]
    public void Every_figure_that_a_change_can_touch_has_a_name_in_both_languages()
    {
        var market = new RandomMarket(12);
        var changes = Enumerable.Range(0, 3_000)
            .Select(_ => market.NearlyFitting())
            .SelectMany(p => NearMisses.Find(p.Need, p.Product, PairHistory.None, Samples.Basis)?.Options ?? [])
            .SelectMany(o => o.Changes)
            .DistinctBy(c => (c.Side, c.Field))
            .ToList();

        Assert.True(changes.Count > 18);
        Assert.All(changes, c => Assert.NotEqual(c.Field, Words.Field(c.Field, Language.Chinese)));
        Assert.All(changes, c => Assert.False(string.IsNullOrWhiteSpace(Explanation.Of(c, Language.English))));
    }
}
