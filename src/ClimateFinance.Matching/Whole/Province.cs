using ClimateFinance.Domain.Policy;

namespace ClimateFinance.Matching;

/// <summary>
/// The products that the needs of one province may meet, close together, and what many of those needs ask alike, worked out once: what serves their county,
/// what serves their trade, what each product scores without regard to figures. One worker's own, used for one province after the other.
/// </summary>
internal sealed class Province(MarketSnapshot snapshot, ProductShelf shelf)
{
    private readonly CodeBook codes = snapshot.Codes;
    private readonly PieceWeights weights = snapshot.Policy.Weights;
    private readonly int[] members = new int[shelf.Count];
    private readonly ShelfRow[] rows = new ShelfRow[shelf.Count];
    private readonly int[] standing = new int[shelf.Count];
    private readonly Dictionary<int, ulong[]> trades = [];
    private readonly Stack<ulong[]> spare = new();
    private readonly List<(int Member, int RegionList)> partly = [];
    private readonly List<int> near = [];
    private readonly ulong[] wholly = new ulong[ProvinceMaps.WordsOf(shelf.Count)];
    private readonly ulong[] county = new ulong[ProvinceMaps.WordsOf(shelf.Count)];
    private int? number;
    private int region;
    private int industry;
    private ulong[] trade = [];

    public ProvinceMaps Maps { get; } = new(shelf);

    public int Count { get; private set; }

    /// <summary>Its products, by their number here, in the shelf's order.</summary>
    public ReadOnlySpan<ShelfRow> Rows => rows.AsSpan(0, Count);

    /// <summary>What each scores for its bank's record and for where its branch is, seen from the need that was asked for last.</summary>
    public ReadOnlySpan<int> Standing => standing.AsSpan(0, Count);

    /// <summary>Where one of its products stands in the market's table.</summary>
    public int TableRow(int member) => shelf.TableRows[members[member]];

    public ref readonly ProductRow Figures(int member) => ref shelf.Figures[members[member]];

    /// <param name="wanted">The first two digits of a region's code; −1 for codes that have none.</param>
    public void Enter(int wanted)
    {
        if (number == wanted) return;
        (number, region, industry, Count) = (wanted, -1, -1, 0);
        partly.Clear();
        near.Clear();
        foreach (var words in trades.Values) spare.Push(words);
        trades.Clear();
        for (var i = 0; i < shelf.Count; i++)
        {
            if (wanted < 0 || Serves(shelf.TableRows[i], wanted)) members[Count++] = i;
        }

        Maps.Begin(Count);
        wholly.AsSpan(0, Maps.Words).Clear();
        for (var member = 0; member < Count; member++)
        {
            ref readonly var figures = ref Figures(member);
            ref readonly var row = ref shelf.Rows[members[member]];
            (rows[member], standing[member]) = (row, row.ResponsivenessPoints);
            Maps.Add(member, row, codes.SlotsOfListed(figures.GreenList));
            if (codes.CoversProvince(figures.RegionList, wanted)) ProvinceMaps.Set(wholly, member);
            else partly.Add((member, figures.RegionList));
            if (wanted < 0 || row.Branch < 0 || row.Branch >> 16 == wanted) near.Add(member);
        }

        Maps.Finish();
    }

    /// <summary>The products that the need's place and trade do not keep from it.</summary>
    public void Begin(NeedItem need, Span<ulong> survivors)
    {
        if (region != need.Row.Region) EnterCounty(need);
        if (industry != need.Row.Industry) (industry, trade) = (need.Row.Industry, Trade(need.Row.Industry));
        for (var w = 0; w < Maps.Words; w++) survivors[w] = county[w] & trade[w];
    }

    private bool Serves(int row, int province)
    {
        var at = row & (Block<ProductItem, ProductRow>.RowCount - 1);
        var slot = (ProductLayout.Province + (province % Buckets.Provinces)) * Block<ProductItem, ProductRow>.WordsPerSlot;
        return ((snapshot.Products.Blocks[row >> Block<ProductItem, ProductRow>.RowBits].Words[slot + (at >> 6)] >> (at & 63)) & 1) != 0;
    }

    /// <summary>Needs come county by county, so that only the last one is kept.</summary>
    private void EnterCounty(NeedItem need)
    {
        region = need.Row.Region;
        wholly.AsSpan(0, Maps.Words).CopyTo(county);
        var known = codes.RegionByNeed.Row(region);
        foreach (var (member, list) in partly)
        {
            if (CodeBook.Says(codes.RegionByNeed.Answer(known, region, list))) ProvinceMaps.Set(county, member);
        }

        foreach (var member in near)
        {
            var locality = (need.Row.Place | rows[member].Branch) < 0
                ? Pieces.Locality(need.Facts.Region, snapshot.Products[TableRow(member)]!.Facts.BankRegion)
                : Pieces.Locality(need.Row.Place, rows[member].Branch);
            standing[member] = rows[member].ResponsivenessPoints + Pieces.Points(locality, weights.Locality);
        }
    }

    private ulong[] Trade(int wanted)
    {
        if (trades.TryGetValue(wanted, out var words)) return words;
        words = spare.TryPop(out var used) ? used : new ulong[wholly.Length];
        words.AsSpan(0, Maps.Words).Clear();
        var known = codes.IndustryByNeed.Row(wanted);
        for (var member = 0; member < Count; member++)
        {
            if (CodeBook.Says(codes.IndustryByNeed.Answer(known, wanted, Figures(member).IndustryList))) ProvinceMaps.Set(words, member);
        }

        trades.Add(wanted, words);
        return words;
    }
}
