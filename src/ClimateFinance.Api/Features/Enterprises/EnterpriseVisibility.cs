namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>
/// Which enterprises a caller may know, in SQL: itself, for the bureau those of its region, for the operator all by name and state alone.
/// Banks learn of an enterprise through a need, and by name only once they share a deal with it.
/// </summary>
internal static class EnterpriseVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern.</summary>
    public const string Rows =
        """
        (($1 = 'enterprise' and e.id = $2) or ($1 = 'bureau' and e.region like $3) or $1 = 'operator'
          or ($1 = 'bank' and exists (select from deal d where d.enterprise_id = e.id and d.bank_id = $2)))
        """;

    public const string Columns =
        """
        e.id, e.version, e.name, e.uscc, e.region, e.industry, e.status,
        case when $1 <> 'operator' then e.grade end, case when $1 <> 'operator' then e.last_penalty_on end,
        e.illustrative, e.registered_at, e.changed_at
        """;
}
