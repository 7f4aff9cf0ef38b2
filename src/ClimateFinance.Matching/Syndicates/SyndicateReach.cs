using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>How much candidates can cover at most.</summary>
internal static class SyndicateReach
{
    /// <summary>
    /// The largest sum, below a limit, of the most of two to five banks' products that share a term, in fen; 0 where there is none. False when the search
    /// stopped at its bound on steps.
    /// </summary>
    public static bool MostBelow(IReadOnlyList<SyndicateCandidate> parts, long limitFen, out long mostFen)
    {
        var search = new Below([.. parts.Where(p => p.MostFen < limitFen).OrderByDescending(p => p.MostFen)], limitFen);
        search.Extend(0, 0, int.MinValue, int.MaxValue, []);
        mostFen = search.Best;
        return search.Steps < SyndicateSearch.MostSteps;
    }

    private sealed class Below(SyndicateCandidate[] parts, long limit)
    {
        public long Best { get; private set; }

        public int Steps { get; private set; }

        public void Extend(int from, long sum, int termMin, int termMax, List<BankId> banks)
        {
            if (banks.Count > 1) Best = Math.Max(Best, sum);
            if (banks.Count == Syndicates.MostBanks) return;
            for (var i = from; i < parts.Length && Steps++ < SyndicateSearch.MostSteps; i++)
            {
                var part = parts[i];
                if (sum + (part.MostFen * (Syndicates.MostBanks - banks.Count)) <= Best) return;
                var (low, high) = (Math.Max(termMin, part.TermMin), Math.Min(termMax, part.TermMax));
                if (low > high || sum + part.MostFen >= limit || banks.Contains(part.Product.Bank)) continue;
                banks.Add(part.Product.Bank);
                Extend(i + 1, sum + part.MostFen, low, high, banks);
                banks.RemoveAt(banks.Count - 1);
            }
        }
    }
}
