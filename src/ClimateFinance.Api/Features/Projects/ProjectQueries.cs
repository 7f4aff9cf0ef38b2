using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>A project in a list.</summary>
/// <param name="ReductionTco2ePerYear">What the inputs give; null before it is submitted.</param>
internal sealed record ProjectRow(
    Guid ProjectId,
    long Version,
    Guid EnterpriseId,
    string EnterpriseName,
    string Status,
    string Title,
    string Region,
    string Industry,
    string Technology,
    IReadOnlyList<string> GreenClasses,
    decimal TotalInvestmentCny,
    decimal OwnCapitalCny,
    decimal? ReductionTco2ePerYear,
    bool Illustrative,
    DateTimeOffset DraftedAt,
    DateTimeOffset ChangedAt)
{
    public static ProjectRow Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7),
        row.GetString(8), row.GetFieldValue<string[]>(9), row.GetDecimal(10), row.GetDecimal(11), row.IsDBNull(12) ? null : row.GetDecimal(12),
        row.GetBoolean(13), row.GetFieldValue<DateTimeOffset>(14), row.GetFieldValue<DateTimeOffset>(15));
}

/// <summary>A project in full.</summary>
/// <param name="ReductionTco2ePerYear">What the inputs give; its working is at <c>/reduction</c>. Null before it is submitted.</param>
/// <param name="FinancingGapCny">Investment less own capital: what needs may ask in all.</param>
/// <param name="OwnCapitalFloorPercent">The floor that the own capital was held against at submission.</param>
/// <param name="Reasons">What the bureau wants mended; null unless it came back.</param>
/// <param name="Flags">What looked wrong at submission, with figures and the enterprise's words; null before it is submitted.</param>
/// <param name="Review">How the review stands; null before it is submitted.</param>
internal sealed record ProjectView(
    Guid ProjectId,
    long Version,
    Guid EnterpriseId,
    string EnterpriseName,
    string Status,
    ProjectSheetBody Sheet,
    decimal FinancingGapCny,
    decimal? ReductionTco2ePerYear,
    int? OwnCapitalFloorPercent,
    IReadOnlyList<ReturnReasonBody>? Reasons,
    string? WithdrawnReason,
    DateOnly? CompletedOn,
    bool Illustrative,
    DateTimeOffset DraftedAt,
    DateTimeOffset ChangedAt,
    IReadOnlyList<ChallengeFlag>? Flags,
    ProjectReviewBody? Review)
{
    public static ProjectView Map(DbDataReader row)
    {
        var brief = ProjectRow.Map(row);
        var sheet = JsonSerializer.Deserialize<ProjectSheet>(row.GetString(16), EventJson.Options)!;
        var reasons = row.IsDBNull(18) ? null : JsonSerializer.Deserialize<ReturnReason[]>(row.GetString(18), EventJson.Options);
        return new(
            brief.ProjectId, brief.Version, brief.EnterpriseId, brief.EnterpriseName, brief.Status,
            ProjectSheetBody.Of(sheet), sheet.FinancingGap().Value, brief.ReductionTco2ePerYear, row.IsDBNull(17) ? null : row.GetInt32(17),
            reasons is null ? null : [.. reasons.Select(r => new ReturnReasonBody(r.Code, r.Field, r.Words))],
            row.IsDBNull(19) ? null : row.GetString(19), row.IsDBNull(20) ? null : row.GetFieldValue<DateOnly>(20),
            brief.Illustrative, brief.DraftedAt, brief.ChangedAt,
            row.IsDBNull(21) ? null : JsonSerializer.Deserialize<ChallengeFlag[]>(row.GetString(21), EventJson.Options),
            ProjectReviewBody.Map(row));
    }
}

/// <summary>How the bureau's review stands.</summary>
/// <param name="DueOn">The last of the three working days; null for projects from before it was counted.</param>
/// <param name="DecidedOn">Admitted or sent back on this day.</param>
/// <param name="Late">Whether that was after the last day.</param>
/// <param name="Reviewers">For the bureau only.</param>
/// <param name="Checks">Verdicts so far.</param>
internal sealed record ProjectReviewBody(
    DateOnly? SubmittedOn, DateOnly? DueOn, DateOnly? DecidedOn, bool? Late, IReadOnlyList<string> Reviewers, IReadOnlyList<CheckVerdict> Checks)
{
    public static ProjectReviewBody? Map(DbDataReader row) => row.IsDBNull(22)
        ? null
        : new(
            row.GetFieldValue<DateOnly>(22),
            row.IsDBNull(23) ? null : row.GetFieldValue<DateOnly>(23),
            row.IsDBNull(24) ? null : row.GetFieldValue<DateOnly>(24),
            row.IsDBNull(25) ? null : row.GetBoolean(25),
            row.GetFieldValue<string[]>(26),
            row.IsDBNull(27) ? [] : [.. JsonSerializer.Deserialize<Dictionary<string, CheckVerdict>>(row.GetString(27), EventJson.Options)!.Values.OrderBy(v => v.Item, StringComparer.Ordinal)]);
}
