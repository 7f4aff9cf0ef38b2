namespace ClimateFinance.Matching;

/// <summary>
/// Branch and bound over sets of candidates, smaller sets first, each in the order of the list, so that of equal cost the first found stays.
/// The list ascends by rate: whatever is added later costs at least the rate of where the search stands.
/// </summary>
internal sealed class SyndicateSearch
{
    /// <summary>After so many steps the search stops and says so.</summary>
    public const int MostSteps = 3_000_000;

    private readonly SyndicateCandidate[] parts;
    private readonly int[] bankOf;
    private readonly long[] leastFrom;
    private readonly long[][] mostFrom;
    private readonly long target;
    private readonly int top;
    private readonly List<SyndicateFound> found = [];
    private readonly int[] chosen = new int[Syndicates.MostBanks];
    private int steps;

    public SyndicateSearch(IReadOnlyList<SyndicateCandidate> parts, long targetFen, int top)
    {
        (this.parts, target, this.top) = ([.. parts], targetFen, top);
        var banks = parts.Select(p => p.Product.Bank).Distinct().Index().ToDictionary(b => b.Item, b => b.Index);
        bankOf = [.. parts.Select(p => banks[p.Product.Bank])];
        leastFrom = new long[parts.Count + 1];
        mostFrom = new long[parts.Count + 1][];
        leastFrom[^1] = long.MaxValue / (Syndicates.MostBanks + 1);
        mostFrom[^1] = new long[Syndicates.MostBanks + 1];
        var largest = new List<long>();
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            leastFrom[i] = Math.Min(leastFrom[i + 1], parts[i].LeastFen);
            largest.Add(parts[i].MostFen);
            largest.Sort((a, b) => b.CompareTo(a));
            if (largest.Count > Syndicates.MostBanks) largest.RemoveAt(Syndicates.MostBanks);
            mostFrom[i] = new long[Syndicates.MostBanks + 1];
            for (var m = 1; m <= Syndicates.MostBanks; m++) mostFrom[i][m] = mostFrom[i][m - 1] + (m <= largest.Count ? largest[m - 1] : 0);
        }
    }

    public IReadOnlyList<SyndicateFound> Found => found;

    public bool Complete => steps < MostSteps;

    public void Run()
    {
        for (var size = 2; size <= Syndicates.MostBanks && top > 0; size++) Extend(0, size, 0, 0, 0, 0, int.MinValue, int.MaxValue);
    }

    /// <summary>The cheapest amounts: every part its least, then the cheapest filled first. Members ascend by rate; their limits enclose the target.</summary>
    public static long[] Amounts(ReadOnlySpan<SyndicateCandidate> members, long targetFen)
    {
        var amounts = new long[members.Length];
        var left = targetFen;
        for (var i = 0; i < members.Length; i++) left -= amounts[i] = members[i].LeastFen;
        for (var i = 0; i < members.Length; i++)
        {
            var more = Math.Min(left, members[i].MostFen - members[i].LeastFen);
            amounts[i] += more;
            left -= more;
        }

        return amounts;
    }

    /// <param name="count">How many are chosen.</param>
    /// <param name="size">How many there shall be.</param>
    /// <param name="from">Where the next may be found.</param>
    /// <param name="least">The sum of the chosen ones' least.</param>
    /// <param name="most">The sum of their most.</param>
    /// <param name="fullCost">What they cost when full.</param>
    private void Extend(int count, int size, int from, long least, long most, Int128 fullCost, int termMin, int termMax)
    {
        var missing = size - count;
        for (var i = from; i <= parts.Length - missing && steps < MostSteps; i++)
        {
            steps++;
            if (most + mostFrom[i][missing] < target || Beaten(most, fullCost, parts[i].RateBp)) return;
            if (least + (missing * leastFrom[i]) > target) return;

            var part = parts[i];
            var (low, high) = (Math.Max(termMin, part.TermMin), Math.Min(termMax, part.TermMax));
            if (low > high || least + part.LeastFen > target || Taken(count, bankOf[i])) continue;
            chosen[count] = i;
            if (missing > 1)
                Extend(count + 1, size, i + 1, least + part.LeastFen, most + part.MostFen, fullCost + ((Int128)part.MostFen * part.RateBp), low, high);
            else if (most + part.MostFen >= target)
                Offer(size);
        }
    }

    /// <summary>
    /// Whether no set that goes on from here can be cheaper than the worst that is kept: what the chosen cannot cover costs at least this rate. What they
    /// could cover alone is left open.
    /// </summary>
    private bool Beaten(long most, Int128 fullCost, int rateBp) =>
        found.Count == top && most <= target && fullCost + ((Int128)(target - most) * rateBp) >= found[^1].Cost;

    private bool Taken(int count, int bank)
    {
        for (var i = 0; i < count; i++)
        {
            if (bankOf[chosen[i]] == bank) return true;
        }

        return false;
    }

    private void Offer(int size)
    {
        var members = new SyndicateCandidate[size];
        for (var i = 0; i < size; i++) members[i] = parts[chosen[i]];
        var amounts = Amounts(members, target);
        Int128 cost = 0;
        for (var i = 0; i < size; i++) cost += (Int128)amounts[i] * members[i].RateBp;

        var place = found.Count;
        while (place > 0 && found[place - 1].Cost > cost) place--;
        if (place == top) return;
        if (found.Count == top) found.RemoveAt(top - 1);
        found.Insert(place, new SyndicateFound(chosen[..size], cost));
    }
}
