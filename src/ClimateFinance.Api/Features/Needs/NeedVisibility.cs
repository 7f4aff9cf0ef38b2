namespace ClimateFinance.Api.Features.Needs;

/// <summary>
/// Which needs a caller may know, in SQL: its own for an enterprise, those of its region for a bureau; for a bank those on the market that are
/// paired with one of its products, and those it has a deal on. And which columns: until interest is mutual a bank sees no name, no id of the
/// enterprise or its project, no free text, and the region only down to the city. A draft may name any id as its project; only one's own shows.
/// </summary>
internal static class NeedVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a LIKE pattern.</summary>
    public const string Rows =
        """
        (($1 = 'enterprise' and n.enterprise_id = $2)
            or ($1 = 'bureau' and n.region like $3)
            or ($1 = 'bank' and (g.mutual or (g.paired and n.status in ('published', 'stale')))))
        """;

    private const string Named = "($1 <> 'bank' or g.mutual)";

    public const string Columns =
        $$"""
        n.id, n.version, n.status, n.revision,
        case when {{Named}} then n.enterprise_id end, case when {{Named}} then e.name end,
        case when {{Named}} then n.project_id end, case when {{Named}} then p.sheet ->> 'title' end,
        case when {{Named}} then n.region else left(n.region, 4) || '00' end, e.industry, e.grade,
        p.technology, p.green_classes, p.reduction_tco2e_per_year, p.status = 'admitted',
        case when {{Named}} then n.sheet else n.sheet - 'project' || '{"description": ""}' end,
        case when $1 <> 'bank' then n.draft end, n.confirmed_on, n.stale_on,
        case when $1 <> 'bank' then n.funded_cny end, case when $1 <> 'bank' then n.reason end, n.illustrative, n.changed_at
        """;

    public const string From =
        """
        need n join enterprise e on e.id = n.enterprise_id left join project p on p.id = n.project_id and p.enterprise_id = n.enterprise_id
        left join lateral (
            select bool_or(status = 'mutual') as mutual, count(*) > 0 as paired from pairing
            where need_id = n.id and bank_id = $2 and status <> 'superseded') g on $1 = 'bank'
        """;
}
