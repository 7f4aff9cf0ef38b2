using System.Numerics;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Matching;

namespace ClimateFinance.Benchmarks;

/// <summary>Other ways to answer the same question, for comparison: plain LINQ, a loop over prepared objects, and reading every column once.</summary>
internal static class MatchingYardsticks
{
    /// <summary>As one would write it first: judge, score, sort all, take some; facts are recast as they come. The formulas are the engine's.</summary>
    public static List<Guid> Linq(NeedFacts need, ProductFacts[] products, EvaluationBasis basis, MarketPolicy policy, int top)
    {
        var (asked, scale) = (new AskedFigures(need, basis), new ScoreScale(policy));
        return
        [
            .. products
                .Select(p => new OfferedFigures(p, basis))
                .Where(p => Criteria.AllHold(asked, p, PairHistory.None))
                .Select(p => (p.Facts.Product, Cover: Criteria.CoverFen(asked, p), Rate: p.RateMinBp, Offered: p))
                .Select(p => (p.Product, p.Cover, p.Rate, Score: PairEvaluator.Score(asked, p.Offered, scale, p.Cover)))
                .OrderByDescending(m => m.Score).ThenBy(m => m.Rate).ThenByDescending(m => m.Cover).ThenBy(m => m.Product.Value)
                .Take(top)
                .Select(m => m.Product.Value),
        ];
    }

    /// <summary>Recast once, then a loop that leaves at the first miss and keeps the best.</summary>
    public static int ObjectLoop(in AskedFigures asked, OfferedFigures[] products, in ScoreScale scale, int top)
    {
        var best = new Best<int>(top, null);
        for (var i = 0; i < products.Length; i++)
        {
            if (!Criteria.AllHold(asked, products[i], PairHistory.None)) continue;
            var cover = Criteria.CoverFen(asked, products[i]);
            var score = PairEvaluator.Score(asked, products[i], scale, cover);
            best.Show(new RankKey(score, new(products[i].RateMinBp), Measures.Yuan(cover), products[i].Facts.Product.Value), i);
        }

        return best.Shown;
    }

    /// <summary>Every figure of every product read once with full registers and added up: what no scan of columns can beat.</summary>
    public static int Stream(int[][] columns)
    {
        var sum = Vector<int>.Zero;
        foreach (var column in columns)
        {
            for (var i = 0; i + Vector<int>.Count <= column.Length; i += Vector<int>.Count) sum += new Vector<int>(column, i);
        }

        return Vector.Sum(sum);
    }

    /// <summary>Ten figures of four bytes.</summary>
    public static int[][] Columns(OfferedFigures[] products)
    {
        Func<OfferedFigures, int>[] figures =
        [
            p => (int)(p.AmountMinFen / 1_000_000), p => (int)(p.AmountMaxFen / 1_000_000), p => (int)(p.QuotaLeftFen / 1_000_000), p => p.SharePercent,
            p => p.TermMin | (p.TermMax << 16), p => p.RateMinBp, p => p.PurposeMask, p => p.CollateralMask, p => p.LowestRank, p => (int)p.LeastGrams,
        ];
        return [.. figures.Select(figure => products.Select(figure).ToArray())];
    }
}
