using System.Reflection;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// Which deals a caller may know, in SQL: its own for an enterprise and for a bank, those of its region for a bureau, none for the operator.
/// No bank ever reaches a row of another bank.
/// </summary>
internal static class DealVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a LIKE pattern.</summary>
    public const string Rows =
        """
        (($1 = 'enterprise' and d.enterprise_id = $2) or ($1 = 'bank' and d.bank_id = $2) or ($1 = 'bureau' and d.region like $3))
        """;

    /// <summary>What the deal holds of the quota is the bank's affair; every other fact is both sides'.</summary>
    /// <param name="fact">The pinned name of the event.</param>
    public static bool Shows(Role role, string fact) => role != Role.Enterprise || fact != QuotaHold;

    private static readonly string QuotaHold = typeof(QuotaHoldChanged).GetCustomAttribute<EventNameAttribute>()!.Name;
}
