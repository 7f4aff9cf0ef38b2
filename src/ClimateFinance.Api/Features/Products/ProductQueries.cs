using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Domain.Products;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>A product in full. <see cref="Draft"/>, <see cref="Reason"/> and the quota's use are for its own bank and the bureau of the bank's region; others see null.</summary>
internal sealed record ProductView(
    Guid ProductId,
    long Version,
    Guid BankId,
    string BankName,
    string Status,
    int? Revision,
    ProductTermsBody? Terms,
    ProductTermsBody? Draft,
    string? Reason,
    decimal? QuotaLeftCny,
    bool Illustrative,
    DateTimeOffset ChangedAt)
{
    public static ProductView Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetInt32(5),
        TermsOf(row, 6), TermsOf(row, 7), row.IsDBNull(8) ? null : row.GetString(8), row.IsDBNull(9) ? null : row.GetDecimal(9),
        row.GetBoolean(10), row.GetFieldValue<DateTimeOffset>(11));

    private static ProductTermsBody? TermsOf(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : ProductTermsBody.Of(JsonSerializer.Deserialize<ProductTerms>(row.GetString(column), EventJson.Options)!);
}
