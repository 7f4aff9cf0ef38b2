using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>Where a product stands.</summary>
internal enum ProductStatus
{
    /// <summary>Known to its own bank and the bureau of the bank's region only.</summary>
    Draft,

    /// <summary>In force: needs are matched with it.</summary>
    Published,

    /// <summary>Out of matching for a while.</summary>
    Suspended,

    /// <summary>Over, for good.</summary>
    Retired,
}

/// <summary>GET /products: the products this caller may know, newest first.</summary>
internal static class ListProducts
{
    public static void Map(RouteGroupBuilder products) => products.MapGet("/", Handle)
        .List<ProductView>(nameof(ListProducts), "Products, newest first", "bankId", "status", "kind")
        .For(Audience.PartiesAndBureau);

    private static async Task<Page<ProductView>> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation, Guid? bankId = null, Choice<ProductStatus>? status = null, string? kind = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {ProductVisibility.Columns} from {ProductVisibility.From}
                where {ProductVisibility.Rows}
                  and ($4::uuid is null or p.bank_id = $4) and ($5::text is null or p.status = $5) and ($6::text is null or p.kind = $6)
                  and ($7::uuid is null or p.id < $7)
                order by p.id desc limit $8
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, bankId, status?.Wire(), kind, page.Before, page.Fetch),
            ProductView.Map,
            cancellation);
        return page.Page(rows, row => row.ProductId);
    }
}
