using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

public class RankingTests
{
    [Fact]
    public void Score_then_rate_then_cover_then_id_decide()
    {
        RankKey best = new(5_000, new(300), new(10m), Samples.Id(1));
        RankKey[] inOrder =
        [
            best with { Score = 5_001, LowestAllIn = new(900), Cover = new(1m), Id = Samples.Id(9) },
            best,
            best with { Id = Samples.Id(2) },
            best with { Cover = new(9.99m), Id = Samples.Id(0) },
            best with { LowestAllIn = new(301), Cover = new(11m), Id = Samples.Id(0) },
            best with { Score = 4_999, LowestAllIn = new(1) },
        ];

        Assert.Equal(inOrder, inOrder.Reverse().Order());
        Assert.True(inOrder[0] < inOrder[1] && inOrder[1] <= inOrder[1] && inOrder[2] > inOrder[1] && inOrder[2] >= inOrder[2]);
    }

    [Fact]
    public void Ids_compare_as_their_text_does()
    {
        RankKey key = new(1, new(1), new(1m), new("00000000-0000-0000-0000-000000000080"));

        Assert.True(key < key with { Id = new("01000000-0000-0000-0000-000000000000") });
        Assert.True(key > key with { Id = new("00000000-0000-0000-0000-00000000007f") });
    }

    [Fact]
    public void Products_alike_in_score_are_ranked_by_rate_when_cost_weighs_nothing()
    {
        var context = Samples.Context with { Policy = Samples.Policy with { Weights = new PieceWeights(0, 5_000, 5_000, 0, 0, 0, 0) } };
        var dear = Samples.Product() with { Product = new(Samples.Id(10)) };
        var cheap = (Samples.Product() with { Product = new(Samples.Id(11)) }).With(t => t with { SpreadMin = new(10) });

        var ranking = Matcher.MatchNeed(Samples.Need(), [dear, cheap], context, 10);

        Assert.Equal([cheap.Product, dear.Product], ranking.Items.Select(m => m.Product.Product));
    }

    [Fact]
    public void Pages_by_cursor_join_into_the_whole_ranking()
    {
        var market = new RandomMarket(5);
        var context = market.Context();
        ProductFacts[] products = [.. Enumerable.Range(0, 4_000).Select(_ => market.Product())];
        var need = Samples.Need() with { RateMax = new(Benchmark.Fixed, new(600)), TermMin = new(1), TermMax = new(360), AmountLeast = new(0.01m) };
        var whole = Matcher.MatchNeed(need, products, context, 4_000);
        Assert.InRange(whole.Eligible, 8, 4_000);

        List<Match> joined = [];
        RankKey? after = null;
        while (Matcher.MatchNeed(need, products, context, 3, after) is { Items.Count: > 0 } page)
        {
            Assert.Equal(whole.Eligible, page.Eligible);
            joined.AddRange(page.Items);
            after = page.Last;
        }

        Assert.Equal(whole.Items.Select(m => m.Key), joined.Select(m => m.Key));
        Assert.Equal(whole.Eligible, joined.Count);
    }

    [Fact]
    public void Asking_for_none_still_counts_the_eligible()
    {
        var ranking = Matcher.MatchNeed(Samples.Need(), [Samples.Product()], Samples.Context, 0);

        Assert.Empty(ranking.Items);
        Assert.Equal(1, ranking.Eligible);
        Assert.Throws<ArgumentOutOfRangeException>(() => Matcher.MatchNeed(Samples.Need(), [], Samples.Context, -1));
    }

    [Fact]
    public void Proposals_stop_at_the_least_score_and_at_the_number_per_need()
    {
        ProductFacts[] products = [.. Enumerable.Range(10, 6).Select(i =>
            (Samples.Product() with { Product = new(Samples.Id(i)), Responsiveness = i * 100 }))];
        var policy = Samples.Policy with { ProposalsPerNeed = 4 };
        var scores = Matcher.MatchNeed(Samples.Need(), products, Samples.Context, 6).Items.Select(m => m.Evaluation.Score).ToList();

        var byNumber = Matcher.Propose(Samples.Need(), products, Samples.Context with { Policy = policy });
        var byScore = Matcher.Propose(Samples.Need(), products, Samples.Context with { Policy = policy with { LeastScore = scores[1] } });
        var none = Matcher.Propose(Samples.Need(), products, Samples.Context with { Policy = policy with { LeastScore = scores[0] + 1 } });

        Assert.Equal(scores.Take(4), byNumber.Select(m => m.Evaluation.Score));
        Assert.Equal(scores.Take(2), byScore.Select(m => m.Evaluation.Score));
        Assert.Empty(none);
    }

    [Fact]
    public void A_product_ranks_the_needs_it_could_serve()
    {
        var small = Samples.Need() with { Need = new(Samples.Id(20)), AmountLeast = Cny.FromWan(600), Amount = Cny.FromWan(600) };
        var poor = Samples.Need() with { Need = new(Samples.Id(21)), ReductionTco2ePerYear = 6_000m };
        var elsewhere = Samples.Need() with { Need = new(Samples.Id(22)), Region = new("140100") };

        var ranking = Matcher.MatchProduct(Samples.Product(), [elsewhere, poor, small], Samples.Context, 5);

        Assert.Equal([small.Need, poor.Need], ranking.Items.Select(m => m.Need.Need));
        Assert.All(ranking.Items, m => Assert.True(m.Evaluation.Eligible));
    }
}
