using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>
/// A product's quota: what its newest revision allows, what standing offers reserve, what contracts use. One row a product, and so one lock:
/// a change of the quota and an offer on it can never pass each other unseen.
/// </summary>
internal sealed class QuotaProjection : Projection
{
    public override string Name => "product-quotas";

    public override IReadOnlyList<string> Tables => ["product_quota"];

    public override IReadOnlyList<string> Categories => [Product.Category, Deal.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case ProductPublished e:
                statements.Add(new Sql(
                    """
                    insert into product_quota (product_id, quota_cny, reserved_cny, used_cny) values ($1, $2, 0, 0)
                    on conflict (product_id) do update set quota_cny = excluded.quota_cny
                    """,
                    e.Product.Value, e.Terms.Quota.Value));
                break;
            case QuotaHoldChanged e:
                statements.Add(new Sql(
                    "update product_quota set reserved_cny = reserved_cny + $2, used_cny = used_cny + $3 where product_id = $1",
                    e.Product.Value, e.To.Reserved.Value - e.From.Reserved.Value, e.To.Used.Value - e.From.Used.Value));
                break;
            case IEvent<Product> or IEvent<Deal>:
                break;
            default: throw Unknown(happened);
        }
    }
}
