
namespace ClimateFinance.Api.Features.Products;

/// <summary>
/// Which products a caller may know, in SQL: the published ones for everybody, all of its own for a bank, all of the banks of its region for
/// the bureau; the operator sees none by name. And which columns: drafts, quota use and why one is off the market only for those last two.
/// </summary>
internal static class ProductVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern; needs the bank as <c>b</c>.</summary>
    public const string Closely = "(($1 = 'bank' and p.bank_id = $2) or ($1 = 'bureau' and b.region like $3))";

    /// <summary>Arguments as for <see cref="Closely"/>.</summary>
    public const string Rows = $"({Closely} or ($1 <> 'operator' and p.status in ('published', 'suspended')))";

    public const string Columns =
        $"""
        p.id, p.version, p.bank_id, b.name, p.status, p.revision, p.terms,
        case when {Closely} then p.draft end, case when {Closely} then p.reason end,
        case when {Closely} then q.quota_cny - q.reserved_cny - q.used_cny end,
        p.illustrative, p.changed_at
        """;

    public const string From = "product p join bank b on b.id = p.bank_id left join product_quota q on q.product_id = p.id";
}
