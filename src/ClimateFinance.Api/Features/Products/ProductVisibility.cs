
namespace ClimateFinance.Api.Features.Products;

/// <summary>
/// Which products a caller may know, in SQL: the published ones for everybody, all of its own for a bank, all for the bureau; the operator
/// sees none by name. And which columns: drafts and quota use only for the owner and the bureau.
/// </summary>
internal static class ProductVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation.</summary>
    public const string Rows =
        """
        (($1 = 'bureau') or ($1 = 'bank' and p.bank_id = $2) or ($1 in ('bank', 'enterprise') and p.status in ('published', 'suspended')))
        """;

    public const string Columns =
        """
        p.id, p.version, p.bank_id, b.name, p.status, p.revision, p.terms,
        case when $1 = 'bureau' or p.bank_id = $2 then p.draft end, p.reason,
        case when $1 = 'bureau' or p.bank_id = $2 then q.quota_cny - q.reserved_cny - q.used_cny end,
        p.illustrative, p.changed_at
        """;

    public const string From = "product p join bank b on b.id = p.bank_id left join product_quota q on q.product_id = p.id";
}
