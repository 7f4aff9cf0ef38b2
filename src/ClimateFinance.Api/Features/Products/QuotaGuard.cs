using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>
/// A product's offers and contracts never hold more than its quota, whoever writes at the same time: the projection locks the quota's row,
/// and this holds at the end of the transaction or the transaction does not happen.
/// </summary>
internal static class QuotaGuard
{
    public const string Name = "quota";

    public static Guard Of(ProductId product) => new(
        Name,
        new Sql("select not exists (select from product_quota where product_id = $1 and quota_cny < reserved_cny + used_cny)", product.Value));
}
