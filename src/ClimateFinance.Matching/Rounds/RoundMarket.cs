using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// A round's facts as a <see cref="RoundProblem"/>: needs in the order of their ids, products in the order of their banks' ids and their own, every eligible
/// pair from the policy's least score on.
/// </summary>
internal sealed class RoundMarket
{
    private RoundMarket(RoundInput input, RoundNeed[] needs, ProductFacts[] products, BankId[] banks, RoundProblem problem, long[] coverFen, int[] eligible)
    {
        (Input, Needs, Products, Banks) = (input, needs, products, banks);
        (Problem, CoverFen, Eligible) = (problem, coverFen, eligible);
    }

    public RoundInput Input { get; }

    public RoundNeed[] Needs { get; }

    public ProductFacts[] Products { get; }

    public BankId[] Banks { get; }

    public RoundProblem Problem { get; }

    /// <summary>What each pair would cover.</summary>
    public long[] CoverFen { get; }

    /// <summary>The pairs of each product.</summary>
    public int[] Eligible { get; }

    /// <exception cref="ArgumentException">The policy is not the one that the basis names, an id comes twice, or a limit is out of bounds.</exception>
    public static RoundMarket Of(RoundInput input)
    {
        PairEvaluator.RequireNamedPolicy(input.Basis, input.Policy);
        if (input.QuotaPercent is < 1 or > RoundInput.MostQuotaPercent) throw new ArgumentException("The quota's share is out of bounds.", nameof(input));
        RoundNeed[] needs = [.. input.Needs.OrderBy(n => n.Facts.Need.Value)];
        ProductFacts[] products = [.. input.Products.OrderBy(p => p.Bank.Value).ThenBy(p => p.Product.Value)];
        RequireDistinct(needs.Select(n => n.Facts.Need.Value), nameof(input));
        RequireDistinct(products.Select(p => p.Product.Value), nameof(input));

        BankId[] banks = [.. products.Select(p => p.Bank).Distinct()];
        var numberOf = banks.Index().ToDictionary(b => b.Item, b => b.Index);
        int[] bankOf = [.. products.Select(p => numberOf[p.Bank])];
        int[] officers = [.. banks.Select(b => Math.Max(0, input.OfficerCapacity.GetValueOrDefault(b)))];
        int[] slots = [.. needs.Select(n => Math.Max(0, input.Policy.BankSlotsPerNeed - n.InContact.Distinct().Count()))];
        var (first, product, score, cover) = Pairs(input, needs, products, bankOf, slots, officers);

        var (capacity, eligible) = Capacity(input, products, product, cover);
        var places = new long[banks.Length];
        for (var p = 0; p < products.Length; p++) places[bankOf[p]] += capacity[p];
        for (var b = 0; b < banks.Length; b++) officers[b] = (int)Math.Min(officers[b], places[b]);
        return new(input, needs, products, banks, new(slots, capacity, bankOf, officers, first, product, score), cover, eligible);
    }

    private static (int[] First, int[] Product, int[] Score, long[] CoverFen) Pairs(
        RoundInput input, RoundNeed[] needs, ProductFacts[] products, int[] bankOf, int[] slots, int[] officers)
    {
        var scale = new ScoreScale(input.Policy);
        var offered = products.Select(p => new OfferedFigures(p, input.Basis)).ToArray();
        int[] open = [.. Enumerable.Range(0, products.Length).Where(p => offered[p].LiveOn && officers[bankOf[p]] > 0)];
        var (first, product, score, cover) = (new int[needs.Length + 1], new List<int>(), new List<int>(), new List<long>());
        for (var n = 0; n < needs.Length; n++)
        {
            var asked = new AskedFigures(needs[n].Facts, input.Basis);
            foreach (var p in slots[n] > 0 && asked.Facts.Live ? open : [])
            {
                if (!Criteria.AllHold(asked, offered[p], PairHistory.None)) continue;
                if (needs[n].InContact.Count > 0 && needs[n].InContact.Contains(products[p].Bank)) continue;
                var coverFen = Criteria.CoverFen(asked, offered[p]);
                var points = PairEvaluator.Score(asked, offered[p], scale, coverFen);
                if (points < input.Policy.LeastScore || input.History(asked.Facts.Need, products[p].Product) is not { Declined: false, Blocked: false }) continue;
                product.Add(p);
                score.Add(points);
                cover.Add(coverFen);
            }

            first[n + 1] = product.Count;
        }

        return (first, [.. product], [.. score], [.. cover]);
    }

    /// <summary>The largest number of proposals of which even the largest covers fit into the quota.</summary>
    private static (int[] Capacity, int[] Eligible) Capacity(RoundInput input, ProductFacts[] products, int[] product, long[] coverFen)
    {
        var covers = new List<long>[products.Length];
        for (var p = 0; p < products.Length; p++) covers[p] = [];
        for (var pair = 0; pair < product.Length; pair++) covers[product[pair]].Add(coverFen[pair]);
        var capacity = new int[products.Length];
        for (var p = 0; p < products.Length; p++)
        {
            covers[p].Sort();
            var left = Math.Max(0, Measures.Fen(products[p].QuotaLeft)) * input.QuotaPercent / 100;
            while (capacity[p] < covers[p].Count && covers[p][^(capacity[p] + 1)] is var next && next <= left)
            {
                left -= next;
                capacity[p]++;
            }
        }

        return (capacity, [.. covers.Select(c => c.Count)]);
    }

    private static void RequireDistinct(IEnumerable<Guid> inOrder, string parameter)
    {
        Guid? last = null;
        foreach (var id in inOrder.Order())
        {
            if (id == last) throw new ArgumentException($"{id} comes twice.", parameter);
            last = id;
        }
    }
}
