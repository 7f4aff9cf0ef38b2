namespace ClimateFinance.Api.Features.Pairings;

/// <summary>
/// Which pairings a caller may know, in SQL: its own for an enterprise and for a bank, those of its region for a bureau, none for the operator.
/// And which columns: until interest is mutual a bank sees nothing that could name the enterprise; an enterprise never sees a product's quota.
/// </summary>
internal static class PairingVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a LIKE pattern.</summary>
    public const string Rows =
        """
        (($1 = 'enterprise' and g.enterprise_id = $2) or ($1 = 'bank' and g.bank_id = $2) or ($1 = 'bureau' and g.region like $3))
        """;

    /// <summary>Whether the enterprise may be named to the caller.</summary>
    public const string Named = "($1 <> 'bank' or g.status = 'mutual')";

    /// <summary>What both the list and the single pairing show; see <see cref="PairingSummary.Map"/>.</summary>
    public const string Columns =
        $"""
        g.id, g.version, g.status, g.origin, g.meeting_id, g.need_id, g.need_revision, g.product_id, g.product_revision, r.terms ->> 'name',
        g.bank_id, b.name, case when {Named} then g.enterprise_id end, case when {Named} then e.name end,
        g.score, g.cover_cny, g.policy_version, (g.basis ->> 'on')::date, g.deal_id, g.declined_by, g.reason_code,
        case when {Named} or g.declined_by = 'bank' then g.reason_words end, n.illustrative or p.illustrative, g.proposed_at, g.changed_at,
        g.slot, {Place}, g.reason_criteria
        """;

    /// <summary>The place of a waiting claim <c>g</c> in the line: one more than the banks that wait before its own.</summary>
    public const string Place =
        """
        case when g.slot = 'waiting' then 1 + (
            select count(distinct w.bank_id)::int from pairing w
            where w.need_id = g.need_id and w.slot = 'waiting' and w.bank_id <> g.bank_id and (w.claimed_at, w.id) < (g.claimed_at, g.id)) end
        """;

    /// <summary>The engine's answer as the caller may see it.</summary>
    public const string Evaluation =
        $"case when not {Named} then g.evaluation_for_bank when $1 = 'enterprise' then g.evaluation_for_enterprise else g.evaluation end";

    public const string NeedFacts = $"case when {Named} then g.need_facts else g.need_facts_for_bank end";

    public const string From =
        """
        pairing g join need n on n.id = g.need_id join product p on p.id = g.product_id
        join product_revision r on r.product_id = g.product_id and r.revision = g.product_revision
        join bank b on b.id = g.bank_id join enterprise e on e.id = g.enterprise_id
        """;
}
