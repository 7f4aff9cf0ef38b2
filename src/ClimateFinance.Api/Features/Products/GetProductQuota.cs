using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>GET /products/{id}/quota: for its own bank and the bureau of the bank's region.</summary>
internal static class GetProductQuota
{
    /// <param name="QuotaCny">What the bank is ready to lend under this product in all.</param>
    /// <param name="ReservedCny">Held by standing offers, agreements and approvals.</param>
    /// <param name="UsedCny">Held by signed contracts.</param>
    /// <param name="LeftCny">What no one holds.</param>
    internal sealed record Reply(Guid ProductId, decimal QuotaCny, decimal ReservedCny, decimal UsedCny, decimal LeftCny);

    public static void Map(RouteGroupBuilder products) => products.MapGet("/{productId:guid}/quota", Handle)
        .Query<Reply>(nameof(GetProductQuota), "The quota: allowed, reserved, used, left")
        .For(Audience.Bank | Audience.Bureau);

    private static async Task<IResult> Handle(Guid productId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select q.product_id, q.quota_cny, q.reserved_cny, q.used_cny
                from product_quota q join product p on p.id = q.product_id join bank b on b.id = p.bank_id
                where q.product_id = $4 and {ProductVisibility.Closely}
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, productId),
            row => new Reply(row.GetGuid(0), row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3), row.GetDecimal(1) - row.GetDecimal(2) - row.GetDecimal(3)),
            cancellation);
        return QueryReply.OneOr404(rows, _ => 0, "product.unknown");
    }
}
