namespace ClimateFinance.Api.Features.Projects;

/// <summary>
/// Which projects a caller may know, in SQL: its own for an enterprise, those of its region for the bureau; for a bank those in the library
/// of enterprises it shares a deal with; none for the operator.
/// </summary>
internal static class ProjectVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern.</summary>
    public const string Rows =
        """
        (($1 = 'enterprise' and p.enterprise_id = $2) or ($1 = 'bureau' and p.region like $3)
          or ($1 = 'bank' and p.status in ('admitted', 'completed')
            and exists (select from deal d where d.enterprise_id = p.enterprise_id and d.bank_id = $2)))
        """;

    public const string From = "project p join enterprise e on e.id = p.enterprise_id";

    public const string RowColumns =
        """
        p.id, p.version, p.enterprise_id, e.name, p.status, p.title, p.region, p.industry, p.technology, p.green_classes,
        p.total_investment_cny, p.own_capital_cny, p.reduction_tco2e_per_year, p.illustrative, p.drafted_at, p.changed_at
        """;

    public const string Columns = $"{RowColumns}, p.sheet, p.own_capital_floor_percent, p.reasons, p.withdrawn_reason, p.completed_on, "
        + "p.flags, p.submitted_on, p.review_due_on, p.decided_on, p.decided_late, case when $1 = 'bureau' then p.reviewers else '{}' end, p.checks";
}
