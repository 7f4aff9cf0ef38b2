using ClimateFinance.Domain.Products;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>One row a product, one a published revision.</summary>
internal sealed class ProductProjection : Projection
{
    public override string Name => "products";

    public override IReadOnlyList<string> Tables => ["product", "product_revision"];

    public override IReadOnlyList<string> Categories => [Product.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        var id = happened.Stream;
        switch (happened.Data)
        {
            case ProductDrafted e:
                statements.Add(new Sql(
                    """
                    insert into product (id, version, bank_id, status, name, kind, draft, illustrative, drafted_at, changed_at)
                    values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $8)
                    """,
                    id, happened.Version, e.Bank.Value, e.Terms.Name, e.Terms.Kind, SqlArgument.Json(e.Terms), e.Illustrative, happened.At));
                break;
            case ProductRevised e:
                Set(statements, happened, "draft = $4", SqlArgument.Json(e.Terms));
                break;
            case ProductPublished e:
                statements.Add(new Sql(
                    """
                    update product set version = $2, changed_at = $3, status = 'published', revision = $4, name = $5, kind = $6, terms = $7, draft = null,
                        valid_from = $8, valid_to = $9
                    where id = $1
                    """,
                    id, happened.Version, happened.At, e.Revision, e.Terms.Name, e.Terms.Kind, SqlArgument.Json(e.Terms), e.Terms.ValidFrom, e.Terms.ValidTo));
                statements.Add(new Sql(
                    "insert into product_revision (product_id, revision, terms, published_at) values ($1, $2, $3, $4)",
                    id, e.Revision, SqlArgument.Json(e.Terms), happened.At));
                break;
            case ProductSuspended e:
                Set(statements, happened, "status = 'suspended', reason = $4", e.Reason);
                break;
            case ProductResumed:
                Set(statements, happened, "status = 'published', reason = $4", (string?)null);
                break;
            case ProductRetired e:
                Set(statements, happened, "status = 'retired', reason = $4", e.Reason);
                break;
            default: throw Unknown(happened);
        }
    }

    private static void Set(ICollection<Sql> statements, RecordedEvent happened, string what, SqlArgument value) =>
        statements.Add(new Sql($"update product set version = $2, changed_at = $3, {what} where id = $1", happened.Stream, happened.Version, happened.At, value));
}
