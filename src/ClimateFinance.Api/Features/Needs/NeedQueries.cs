using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>
/// A need in full for its own enterprise and the bureau. A bank that has no deal on it sees null for everything that could name the enterprise.
/// </summary>
/// <param name="Region">Down to the county; for a bank without a deal, the city.</param>
/// <param name="Admitted">Whether its project is admitted 入库.</param>
/// <param name="Sheet">The published revision; null before the first.</param>
/// <param name="Draft">The draft of the next revision, if there is one; never for a bank.</param>
internal sealed record NeedView(
    Guid NeedId,
    long Version,
    NeedStatus Status,
    int? Revision,
    Guid? EnterpriseId,
    string? EnterpriseName,
    Guid? ProjectId,
    string? ProjectTitle,
    string Region,
    string Industry,
    EnvironmentalGrade? Grade,
    string? Technology,
    IReadOnlyList<string> GreenClasses,
    decimal? ReductionTco2ePerYear,
    bool Admitted,
    NeedSheetView? Sheet,
    NeedSheetView? Draft,
    DateOnly? ConfirmedOn,
    DateOnly? StaleOn,
    decimal? FundedCny,
    string? Reason,
    bool Illustrative,
    DateTimeOffset ChangedAt)
{
    public static NeedView Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), EnumNames.Read<NeedStatus>(row.GetString(2)), row.IsDBNull(3) ? null : row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetGuid(4), row.IsDBNull(5) ? null : row.GetString(5),
        row.IsDBNull(6) ? null : row.GetGuid(6), row.IsDBNull(7) ? null : row.GetString(7), row.GetString(8), row.GetString(9),
        row.IsDBNull(10) ? null : EnumNames.Read<EnvironmentalGrade>(row.GetString(10)), row.IsDBNull(11) ? null : row.GetString(11),
        row.IsDBNull(12) ? [] : row.GetFieldValue<string[]>(12), row.IsDBNull(13) ? null : row.GetDecimal(13), !row.IsDBNull(14) && row.GetBoolean(14),
        SheetOf(row, 15), SheetOf(row, 16), row.IsDBNull(17) ? null : row.GetFieldValue<DateOnly>(17), row.IsDBNull(18) ? null : row.GetFieldValue<DateOnly>(18),
        row.IsDBNull(19) ? null : row.GetDecimal(19), row.IsDBNull(20) ? null : row.GetString(20), row.GetBoolean(21), row.GetFieldValue<DateTimeOffset>(22));

    private static NeedSheetView? SheetOf(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : NeedSheetView.Of(JsonSerializer.Deserialize<NeedSheet>(row.GetString(column), EventJson.Options)!);
}

/// <summary>What a need asks for. <see cref="ProjectId"/> and <see cref="Description"/> are null for a bank that has no deal on it.</summary>
internal sealed record NeedSheetView(
    FinancingPurpose Purpose,
    Guid? ProjectId,
    decimal AmountCny,
    decimal AmountLeastCny,
    int TermMinMonths,
    int TermMaxMonths,
    RateBody RateMax,
    IReadOnlyList<CollateralKind> CollateralOffered,
    RepaymentPlan RepaymentPlan,
    DateOnly WantedOn,
    string? Description)
{
    public static NeedSheetView Of(NeedSheet sheet) => new(
        sheet.Purpose, sheet.Project?.Value, sheet.Amount.Value, sheet.AmountLeast.Value, sheet.TermMin.Value, sheet.TermMax.Value,
        RateBody.Of(sheet.RateMax), sheet.CollateralOffered, sheet.RepaymentPlan, sheet.WantedOn, sheet.Description.Length == 0 ? null : sheet.Description);
}
