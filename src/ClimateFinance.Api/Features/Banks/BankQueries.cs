using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Parties;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>A bank branch as this caller may know it.</summary>
/// <param name="Uscc">For the bank itself, the bureau of its region and the operator; others see null.</param>
/// <param name="Reasons">Why it was refused or suspended, for the same; others see none.</param>
internal sealed record BankView(
    Guid BankId,
    long Version,
    string Name,
    string Region,
    BankGroup Group,
    string Status,
    string? Uscc,
    IReadOnlyList<string> Reasons,
    bool Illustrative,
    DateTimeOffset RegisteredAt,
    DateTimeOffset ChangedAt)
{
    public static BankView Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3), EnumNames.Read<BankGroup>(row.GetString(4)), row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6), row.GetFieldValue<string[]>(7),
        row.GetBoolean(8), row.GetFieldValue<DateTimeOffset>(9), row.GetFieldValue<DateTimeOffset>(10));
}
