namespace ClimateFinance.Matching;

/// <summary>
/// Moves units from the nodes that have too many to those that have too few, always along a path that costs least, which keeps the worths
/// a proof that nothing better exists. One <see cref="Step"/> raises the prices until a cheapest path costs nothing, then moves all it can along
/// such paths. Lengths are whole numbers, so the queue is an array of buckets.
/// </summary>
internal sealed partial class RoundPaths(RoundFlow flow)
{
    private const int Far = int.MaxValue;

    private readonly RoundProblem market = flow.Market;
    private readonly int[] worth = flow.Worth;
    private readonly int[] distance = new int[flow.Hub + 1];
    private int[] bucketHead = new int[256];
    private int[] bucketTail = new int[256];
    private int[] entryNode = new int[1024];
    private int[] entryNext = new int[1024];
    private int entries;
    private int farthest;
    private int bound;

    /// <param name="moved">By how much worths fell at most; no difference of two changed by more.</param>
    /// <returns>False when every node is in balance.</returns>
    public bool Step(out int moved)
    {
        moved = 0;
        if (!Search()) return false;
        for (var node = 0; node < distance.Length; node++)
        {
            if (distance[node] < bound) worth[node] -= bound - distance[node];
        }

        moved = bound;
        Send();
        return true;
    }

    private bool Search()
    {
        Array.Fill(distance, Far);
        Array.Clear(bucketHead, 0, farthest + 1);
        (entries, farthest, bound) = (0, 0, Far);
        var any = false;
        for (var node = flow.Products; node <= flow.Hub; node++)
        {
            if (flow.Excess[node] <= 0) continue;
            any = true;
            Reach(node, 0);
        }

        for (var d = 0; d <= bound && d <= farthest; d++)
        {
            for (; bucketHead[d] is > 0 and var entry; bucketHead[d] = entryNext[entry])
            {
                var node = entryNode[entry];
                if (distance[node] != d) continue;
                if (node < flow.Products) FromNeed(node, d);
                else if (node < flow.Banks) FromProduct(node - flow.Products, d);
                else if (node < flow.Hub) FromBank(node - flow.Banks, d);
                else FromHub(d);
            }
        }

        if (any && bound == Far) throw new InvalidOperationException("A unit has nowhere to go; every market has room for none.");
        return any;
    }

    private void Reach(int node, int d)
    {
        if (d >= distance[node] || d > bound) return;
        distance[node] = d;
        if (flow.Excess[node] < 0)
        {
            bound = d;
            return;
        }

        if (d >= bucketHead.Length)
        {
            Array.Resize(ref bucketHead, Math.Max(d + 1, bucketHead.Length * 2));
            Array.Resize(ref bucketTail, bucketHead.Length);
        }

        if (++entries == entryNode.Length)
        {
            Array.Resize(ref entryNode, entries * 2);
            Array.Resize(ref entryNext, entries * 2);
        }

        (entryNode[entries], entryNext[entries]) = (node, 0);
        if (bucketHead[d] == 0) bucketHead[d] = entries;
        else entryNext[bucketTail[d]] = entries;
        bucketTail[d] = entries;
        farthest = Math.Max(farthest, d);
    }

    private void FromNeed(int need, int d)
    {
        if (flow.Used[need] > 0) Reach(flow.Hub, d + worth[need] - worth[flow.Hub]);
        var (from, first) = (d + worth[need], flow.First[need]);
        var products = flow.Product.AsSpan(first..flow.First[need + 1]);
        var banks = flow.Bank.AsSpan(first, products.Length);
        var scores = flow.Scaled.AsSpan(first, products.Length);
        var prices = worth.AsSpan(flow.Products, market.Products);
        var nearest = distance.AsSpan(flow.Products, market.Products);
        for (var i = 0; i < products.Length; i++)
        {
            var product = products[i];
            var to = from - scores[i] - prices[product];
            if (to < nearest[product] && to <= bound && !flow.Holds(need, banks[i])) Reach(flow.Products + product, to);
        }
    }

    private void FromProduct(int product, int d)
    {
        var bank = market.BankOf[product];
        if (flow.ToBank[product] < market.ProductCapacity[product])
            Reach(flow.Banks + bank, d + worth[flow.Products + product] - worth[flow.Banks + bank]);
        foreach (var unit in flow.UnitsAt(product))
        {
            var (need, pair) = (flow.NeedOf[unit], flow.Held[unit]);
            var from = d + flow.Value(pair);
            Reach(need, from - worth[need]);
            for (var other = pair - 1; other >= flow.First[need] && flow.Bank[other] == bank; other--)
                Reach(flow.Products + flow.Product[other], from - flow.Value(other));
            for (var other = pair + 1; other < flow.First[need + 1] && flow.Bank[other] == bank; other++)
                Reach(flow.Products + flow.Product[other], from - flow.Value(other));
        }
    }

    private void FromBank(int bank, int d)
    {
        var from = d + worth[flow.Banks + bank];
        if (flow.ToHub[bank] < market.BankCapacity[bank]) Reach(flow.Hub, from - worth[flow.Hub]);
        for (var product = flow.ProductFirst[bank]; product < flow.ProductFirst[bank + 1]; product++)
        {
            if (flow.ToBank[product] > 0) Reach(flow.Products + product, from - worth[flow.Products + product]);
        }
    }

    private void FromHub(int d)
    {
        var from = d + worth[flow.Hub];
        for (var need = 0; need < market.Needs; need++)
        {
            if (flow.HasRoom(need)) Reach(need, from - worth[need]);
        }

        for (var bank = 0; bank < market.Banks; bank++)
        {
            if (flow.ToHub[bank] > 0) Reach(flow.Banks + bank, from - worth[flow.Banks + bank]);
        }
    }
}
