namespace ClimateFinance.Api.Features.Persons;

/// <summary>Which people a caller may know, in SQL: its own; for the bureau those of its region; those of the other side of a shared deal; none for the operator.</summary>
internal static class PersonVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern.</summary>
    public const string Rows =
        """
        (($1 = 'enterprise' and p.kind = 'contact' and p.organisation_id = $2)
          or ($1 = 'bank' and p.kind = 'officer' and p.organisation_id = $2)
          or ($1 = 'bureau' and (exists (select from bank b where b.id = p.organisation_id and b.region like $3)
            or exists (select from enterprise e where e.id = p.organisation_id and e.region like $3)))
          or ($1 = 'enterprise' and exists (select from deal d where d.bank_id = p.organisation_id and d.enterprise_id = $2))
          or ($1 = 'bank' and exists (select from deal d where d.enterprise_id = p.organisation_id and d.bank_id = $2)))
        """;
}
