namespace ClimateFinance.Api.Features.Identity;

/// <summary>
/// Whose users a caller looks after, in SQL: the operator all; a bureau those of its region's bureaus, enterprises and banks, and those it invited.
/// Everybody else looks after nobody.
/// </summary>
internal static class UserVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern.</summary>
    public const string Rows =
        """
        ($1 = 'operator' or ($1 = 'bureau' and (u.region like $3 or u.sponsor_id = $2
          or exists (select from enterprise e where e.id = u.organisation_id and e.region like $3)
          or exists (select from bank b where b.id = u.organisation_id and b.region like $3))))
        """;
}
