namespace ClimateFinance.Matching;

/// <summary>
/// Which pairs are held at the moment, how many units each product hands to its bank and each bank to the market, and what a unit is worth
/// at each node. Nodes: needs, products, banks, then the hub, through which unused slots and unused capacity meet. Of all pairs only those lie
/// here that are near enough to be chosen at the present prices.
/// </summary>
internal sealed class RoundFlow
{
    private readonly int[][] unitsOf;
    private readonly int[] placeOf;

    public RoundFlow(RoundProblem market)
    {
        Market = market;
        Products = market.Needs;
        Banks = Products + market.Products;
        Hub = Banks + market.Banks;
        Worth = new int[Hub + 1];
        Excess = new int[Hub + 1];
        UnitFirst = UnitsOf(market);
        Held = new int[UnitFirst[^1]];
        NeedOf = new int[Held.Length];
        for (var need = 0; need < market.Needs; need++) NeedOf.AsSpan(UnitFirst[need]..UnitFirst[need + 1]).Fill(need);
        placeOf = new int[Held.Length];
        Used = new int[market.Needs];
        Demand = new int[market.Products];
        unitsOf = new int[market.Products][];
        Array.Fill(unitsOf, []);
        First = new int[market.Needs + 1];
        (Pair, Product, Bank, Scaled) = (new int[market.Pairs], new int[market.Pairs], new int[market.Pairs], new int[market.Pairs]);
        ToBank = new int[market.Products];
        ToHub = new int[market.Banks];
        ProductFirst = new int[market.Banks + 1];
        foreach (var bank in market.BankOf) ProductFirst[bank + 1]++;
        for (var bank = 0; bank < market.Banks; bank++) ProductFirst[bank + 1] += ProductFirst[bank];
    }

    public RoundProblem Market { get; }

    /// <summary>The node of the first product.</summary>
    public int Products { get; }

    /// <summary>The node of the first bank.</summary>
    public int Banks { get; }

    public int Hub { get; }

    /// <summary>What one more unit at a node is worth, in the scores of the present scale; a product's price is what it falls short of the hub's.</summary>
    public int[] Worth { get; }

    /// <summary>Units that came to a node and did not leave it; negative where some are missing.</summary>
    public int[] Excess { get; }

    /// <summary>Where the near pairs of each need begin in the four lists that follow.</summary>
    public int[] First { get; }

    /// <summary>Which pair of the market it is.</summary>
    public int[] Pair { get; }

    public int[] Product { get; }

    public int[] Bank { get; }

    /// <summary>Its score at the present scale.</summary>
    public int[] Scaled { get; }

    /// <summary>Where the units (slots) of each need begin.</summary>
    public int[] UnitFirst { get; }

    /// <summary>The near pair that a unit holds, −1 for none.</summary>
    public int[] Held { get; }

    public int[] NeedOf { get; }

    /// <summary>How many units of a need hold a pair.</summary>
    public int[] Used { get; }

    /// <summary>How many units hold a product.</summary>
    public int[] Demand { get; }

    public int[] ToBank { get; }

    public int[] ToHub { get; }

    /// <summary>Where the products of each bank begin.</summary>
    public int[] ProductFirst { get; }

    public ReadOnlySpan<int> UnitsAt(int product) => unitsOf[product].AsSpan(0, Demand[product]);

    /// <summary>The worth of a need's unit when it is spent on this near pair.</summary>
    public int Value(int near) => Scaled[near] + Worth[Products + Product[near]];

    public bool HasRoom(int need) => Used[need] < UnitFirst[need + 1] - UnitFirst[need];

    /// <summary>Whether a need holds a product of a bank.</summary>
    public bool Holds(int need, int bank)
    {
        for (var unit = UnitFirst[need]; unit < UnitFirst[need + 1]; unit++)
        {
            if (Held[unit] >= 0 && Bank[Held[unit]] == bank) return true;
        }

        return false;
    }

    /// <summary>Nothing is held any more.</summary>
    public void Clear()
    {
        Array.Fill(Held, -1);
        Array.Clear(Used);
        Array.Clear(Demand);
    }

    public void Take(int need, int near)
    {
        var unit = UnitFirst[need];
        while (Held[unit] >= 0) unit++;
        Used[need]++;
        Hold(unit, near);
    }

    public void Release(int unit)
    {
        Used[NeedOf[unit]]--;
        Drop(unit);
    }

    /// <summary>Another pair of the same bank for a unit.</summary>
    public void Move(int unit, int near)
    {
        Drop(unit);
        Hold(unit, near);
    }

    private void Hold(int unit, int near)
    {
        var product = Product[near];
        Held[unit] = near;
        var at = Demand[product]++;
        if (unitsOf[product].Length == at) Array.Resize(ref unitsOf[product], Math.Max(16, at * 2));
        unitsOf[product][at] = unit;
        placeOf[unit] = at;
    }

    private void Drop(int unit)
    {
        var product = Product[Held[unit]];
        Held[unit] = -1;
        var last = unitsOf[product][--Demand[product]];
        unitsOf[product][placeOf[unit]] = last;
        placeOf[last] = placeOf[unit];
    }

    /// <summary>No need can hold more units than there are banks among its pairs.</summary>
    private static int[] UnitsOf(RoundProblem market)
    {
        var first = new int[market.Needs + 1];
        for (var need = 0; need < market.Needs; need++)
        {
            var banks = 0;
            for (var (pair, last) = (market.First[need], -1); pair < market.First[need + 1]; pair++)
            {
                var bank = market.BankOf[market.Product[pair]];
                if (bank != last) banks++;
                last = bank;
            }

            first[need + 1] = first[need] + Math.Min(market.Slots[need], banks);
        }

        return first;
    }
}
