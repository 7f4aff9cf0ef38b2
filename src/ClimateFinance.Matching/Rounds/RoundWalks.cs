namespace ClimateFinance.Matching;

/// <summary>The sending, once a cheapest path costs nothing.</summary>
internal sealed partial class RoundPaths
{
    private readonly int[] seen = new int[flow.Hub + 1];
    private readonly int[] at = new int[flow.Hub + 1];
    private readonly int[] path = new int[flow.Hub + 1];
    private readonly int[] viaUnit = new int[flow.Hub + 1];
    private readonly int[] viaPair = new int[flow.Hub + 1];
    private int sweep;

    /// <summary>
    /// Depth first along arcs of length zero. A node from which no way was found is not tried again in this sweep; what that overlooks
    /// the next step finds.
    /// </summary>
    private void Send()
    {
        sweep++;
        Array.Clear(at);
        for (var source = flow.Products; source <= flow.Hub; source++)
        {
            while (flow.Excess[source] > 0 && Walk(source))
            {
            }
        }
    }

    private bool Walk(int source)
    {
        path[0] = source;
        seen[source] = sweep;
        for (var depth = 0; depth >= 0;)
        {
            var node = path[depth];
            if (flow.Excess[node] < 0)
            {
                Carry(depth);
                return true;
            }

            var to = node < flow.Products ? AlongNeed(node, depth)
                : node < flow.Banks ? AlongProduct(node - flow.Products, depth)
                : node < flow.Hub ? AlongBank(node - flow.Banks)
                : AlongHub();
            if (to < 0)
            {
                depth--;
                continue;
            }

            seen[to] = sweep;
            path[++depth] = to;
        }

        return false;
    }

    private int AlongNeed(int need, int depth)
    {
        if (flow.Used[need] > 0 && Free(flow.Hub) && worth[need] == worth[flow.Hub]) return flow.Hub;
        for (var end = flow.First[need + 1] - flow.First[need]; at[need] < end; at[need]++)
        {
            var near = flow.First[need] + at[need];
            var node = flow.Products + flow.Product[near];
            if (flow.Value(near) != worth[need] || !Free(node) || flow.Holds(need, flow.Bank[near])) continue;
            viaPair[depth] = near;
            return node;
        }

        return -1;
    }

    private int AlongProduct(int product, int depth)
    {
        var (node, bank) = (flow.Products + product, market.BankOf[product]);
        if (flow.ToBank[product] < market.ProductCapacity[product] && Free(flow.Banks + bank) && worth[node] == worth[flow.Banks + bank])
            return flow.Banks + bank;

        for (; at[node] < flow.Demand[product]; at[node]++)
        {
            var unit = flow.UnitsAt(product)[at[node]];
            var (need, pair) = (flow.NeedOf[unit], flow.Held[unit]);
            var value = flow.Value(pair);
            viaUnit[depth] = unit;
            if (Free(need) && value == worth[need]) return need;
            for (var other = pair - 1; other >= flow.First[need] && flow.Bank[other] == bank; other--)
            {
                if (Shifts(other, value, depth)) return flow.Products + flow.Product[other];
            }

            for (var other = pair + 1; other < flow.First[need + 1] && flow.Bank[other] == bank; other++)
            {
                if (Shifts(other, value, depth)) return flow.Products + flow.Product[other];
            }
        }

        return -1;
    }

    private bool Shifts(int pair, int value, int depth)
    {
        viaPair[depth] = pair;
        return flow.Value(pair) == value && Free(flow.Products + flow.Product[pair]);
    }

    private int AlongBank(int bank)
    {
        var node = flow.Banks + bank;
        if (flow.ToHub[bank] < market.BankCapacity[bank] && Free(flow.Hub) && worth[node] == worth[flow.Hub]) return flow.Hub;
        for (var end = flow.ProductFirst[bank + 1] - flow.ProductFirst[bank]; at[node] < end; at[node]++)
        {
            var product = flow.ProductFirst[bank] + at[node];
            if (flow.ToBank[product] > 0 && Free(flow.Products + product) && worth[node] == worth[flow.Products + product])
                return flow.Products + product;
        }

        return -1;
    }

    private int AlongHub()
    {
        for (var end = market.Needs + market.Banks; at[flow.Hub] < end; at[flow.Hub]++)
        {
            var i = at[flow.Hub];
            var node = i < market.Needs ? i : flow.Banks + i - market.Needs;
            var open = i < market.Needs ? flow.HasRoom(i) : flow.ToHub[i - market.Needs] > 0;
            if (open && Free(node) && worth[node] == worth[flow.Hub]) return node;
        }

        return -1;
    }

    private bool Free(int node) => seen[node] != sweep;

    private void Carry(int depth)
    {
        flow.Excess[path[0]]--;
        flow.Excess[path[depth]]++;
        seen[path[depth]] = 0;
        for (var i = 0; i < depth; i++)
        {
            var (from, to) = (path[i], path[i + 1]);
            seen[from] = 0;
            if (from < flow.Products)
            {
                if (to != flow.Hub) flow.Take(from, viaPair[i]);
            }
            else if (from < flow.Banks)
            {
                if (to >= flow.Banks) flow.ToBank[from - flow.Products]++;
                else if (to >= flow.Products) flow.Move(viaUnit[i], viaPair[i]);
                else flow.Release(viaUnit[i]);
            }
            else if (from < flow.Hub)
            {
                if (to == flow.Hub) flow.ToHub[from - flow.Banks]++;
                else flow.ToBank[to - flow.Products]--;
            }
            else if (to >= flow.Banks)
            {
                flow.ToHub[to - flow.Banks]--;
            }
        }
    }
}
