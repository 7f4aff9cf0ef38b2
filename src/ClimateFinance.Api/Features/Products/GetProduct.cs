using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>GET /products/{id}</summary>
internal static class GetProduct
{
    public static void Map(RouteGroupBuilder products) => products.MapGet("/{productId:guid}", Handle)
        .Query<ProductView>(nameof(GetProduct), "One product")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid productId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select {ProductVisibility.Columns} from {ProductVisibility.From} where {ProductVisibility.Rows} and p.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, productId),
            ProductView.Map,
            cancellation);
        return QueryReply.OneOr404(rows, row => row.Version, "product.unknown");
    }
}
