namespace ClimateFinance.Api.Features.Banks;

/// <summary>
/// Everyone who is signed in knows the banks by name, region, group and state; the code, and why one was refused or suspended, are for the bank itself,
/// the bureau of its region and the operator.
/// </summary>
internal static class BankVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern.</summary>
    private const string Closely = "(($1 = 'bank' and b.id = $2) or ($1 = 'bureau' and b.region like $3) or $1 = 'operator')";

    public const string Columns =
        $"""
        b.id, b.version, b.name, b.region, b.bank_group, b.status,
        case when {Closely} then b.uscc end, case when {Closely} then b.reasons else array[]::text[] end,
        b.illustrative, b.registered_at, b.changed_at
        """;
}
