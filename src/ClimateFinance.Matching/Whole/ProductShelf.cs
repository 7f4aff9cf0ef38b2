using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// Every open product of a market in the order in which equals are ranked, lower rate first and then the smaller id. Laid out once for a ranking of the
/// whole market; then only read.
/// </summary>
internal sealed class ProductShelf
{
    /// <summary>How many bits <see cref="ShelfRow.Serves"/> has.</summary>
    public const int Services = ProductLayout.Purposes + ProductLayout.Grades + 1;

    private const int CreditBit = 1 << (int)CollateralKind.Credit;
    private const int NoAdmission = 1 << (ProductLayout.Purposes + ProductLayout.Grades);

    /// <param name="workers">So many threads at once.</param>
    public ProductShelf(Table<ProductItem, ProductRow> products, int workers)
    {
        TableRows = InOrder(products);
        (Rows, Figures) = (new ShelfRow[TableRows.Length], new ProductRow[TableRows.Length]);
        for (var i = 0; i < Rows.Length; i++)
        {
            var item = products[TableRows[i]]!;
            (Rows[i], Figures[i]) = (new ShelfRow(item.Row, Served(item)), item.Row);
        }

        Parallel.For(
            0, ShelfRow.Figures, new ParallelOptions { MaxDegreeOfParallelism = workers },
            figure => Bounds[figure] = new Thresholds(Rows.Select(row => row[figure])));
    }

    /// <summary>Where each product stands in the market's table.</summary>
    public int[] TableRows { get; }

    public ShelfRow[] Rows { get; }

    public ProductRow[] Figures { get; }

    /// <summary>Where the figures of the rows are cut into bitmaps.</summary>
    public Thresholds[] Bounds { get; } = new Thresholds[ShelfRow.Figures];

    public int Count => Rows.Length;

    /// <summary>The bits of <see cref="ShelfRow.Serves"/> that a need wants.</summary>
    public static int Wanted(NeedItem need) =>
        (1 << (int)need.Purpose) | (1 << (ProductLayout.Purposes + need.Asked.GradeRank)) | (need.Admitted ? 0 : NoAdmission);

    /// <summary>The kinds of collateral of which a product must take one: those that a need offers, and none at all.</summary>
    public static int Offered(NeedItem need) => need.Row.CollateralMask | CreditBit;

    private static int Served(ProductItem item)
    {
        var bits = item.Offered.PurposeMask & ((1 << ProductLayout.Purposes) - 1);
        for (var rank = item.Offered.LowestRank; rank < ProductLayout.Grades; rank++) bits |= 1 << (ProductLayout.Purposes + rank);
        return item.Facts.Terms.AdmissionRequired ? bits : bits | NoAdmission;
    }

    private static int[] InOrder(Table<ProductItem, ProductRow> products)
    {
        var order = new List<Ordered>();
        for (var b = 0; b < products.Blocks.Length; b++)
        {
            var items = products.Blocks[b].Items;
            for (var at = 0; at < items.Length; at++)
            {
                if (items[at] is { Open: true } item) order.Add(new(item.Row.RateMinBp, item.Facts.Product.Value, (b << Block<ProductItem, ProductRow>.RowBits) + at));
            }
        }

        order.Sort();
        return [.. order.Select(it => it.Row)];
    }

    private readonly record struct Ordered(int RateBp, Guid Id, int Row) : IComparable<Ordered>
    {
        public int CompareTo(Ordered other) => RateBp != other.RateBp ? RateBp.CompareTo(other.RateBp) : Id.CompareTo(other.Id);
    }
}
