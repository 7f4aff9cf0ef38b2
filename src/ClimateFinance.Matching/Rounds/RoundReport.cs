using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>A solution in the words of the market: proposals, and whom they serve.</summary>
internal static class RoundReport
{
    private sealed class Sum
    {
        public int Proposals;
        public long Score;
        public long CoverFen;

        public int AverageScore => Proposals == 0 ? 0 : (int)(Score / Proposals);

        public void Add(int score, long coverFen)
        {
            Proposals++;
            Score += score;
            CoverFen += coverFen;
        }
    }

    public static RoundOutcome Of(RoundMarket market, RoundSolution solved)
    {
        var problem = market.Problem;
        var proposals = new List<RoundProposal>(solved.Pairs.Length);
        var (products, banks) = (Sums(problem.Products), Sums(problem.Banks));
        var needs = Sums(problem.Needs);
        var largest = new long[problem.Needs];
        for (var (at, need) = (0, 0); at < solved.Pairs.Length; at++)
        {
            var pair = solved.Pairs[at];
            while (pair >= problem.First[need + 1]) need++;
            var (product, score, cover) = (problem.Product[pair], problem.Score[pair], market.CoverFen[pair]);
            var (asked, offered) = (market.Needs[need].Facts, market.Products[product]);
            proposals.Add(new RoundProposal(asked.Need, asked.Revision, offered.Product, offered.Revision, score, Measures.Yuan(cover)));
            products[product].Add(score, cover);
            banks[problem.BankOf[product]].Add(score, cover);
            needs[need].Add(score, cover);
            largest[need] = Math.Max(largest[need], cover);
        }

        return new RoundOutcome(
            [.. proposals.OrderBy(p => p.Need.Value).ThenBy(p => p.Product.Value)], solved.Total, solved.Bound, problem.Pairs,
            [.. market.Products.Select((p, i) => new RoundProduct(
                p.Product, p.Revision, p.Bank, problem.ProductCapacity[i], market.Eligible[i], products[i].Proposals, Measures.Yuan(products[i].CoverFen),
                solved.Prices.Products[i]))],
            [.. market.Banks.Select((b, i) => Bank(market, solved, b, i, banks[i]))],
            [.. Enum.GetValues<Ownership>().Select(kind => OfOwnership(market, kind, needs, largest))]);
    }

    private static RoundBank Bank(RoundMarket market, RoundSolution solved, BankId bank, int number, Sum sum)
    {
        int[] own = [.. Enumerable.Range(0, market.Products.Length).Where(p => market.Problem.BankOf[p] == number)];
        return new RoundBank(
            bank, Math.Max(0, market.Input.OfficerCapacity.GetValueOrDefault(bank)), own.Length, own.Sum(p => market.Eligible[p]), sum.Proposals,
            Measures.Yuan(sum.CoverFen), sum.AverageScore, solved.Prices.Banks[number]);
    }

    private static RoundOwnership OfOwnership(RoundMarket market, Ownership kind, Sum[] sums, long[] largest)
    {
        int[] own = [.. Enumerable.Range(0, market.Needs.Length).Where(n => market.Needs[n].Facts.Ownership == kind)];
        var eligible = own.Count(n => market.Problem.First[n + 1] > market.Problem.First[n]);
        var served = own.Count(n => sums[n].Proposals > 0);
        var (proposals, score) = (own.Sum(n => sums[n].Proposals), own.Sum(n => sums[n].Score));
        return new RoundOwnership(
            kind, own.Length, eligible, served, eligible == 0 ? 0 : (int)((long)served * PieceWeights.Total / eligible), proposals,
            own.Aggregate(Cny.Zero, (sum, n) => sum + market.Needs[n].Facts.Amount), Measures.Yuan(own.Sum(n => largest[n])),
            proposals == 0 ? 0 : (int)(score / proposals));
    }

    private static Sum[] Sums(int count) => [.. Enumerable.Range(0, count).Select(_ => new Sum())];
}
