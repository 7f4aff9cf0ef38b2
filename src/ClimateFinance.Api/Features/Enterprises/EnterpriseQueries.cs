using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>An enterprise in a list. The operator sees no grade and no penalty.</summary>
/// <param name="Grade">The environmental grade in force.</param>
/// <param name="LastPenaltyOn">The day of the newest penalty that stands.</param>
internal sealed record EnterpriseRow(
    Guid EnterpriseId,
    long Version,
    string Name,
    string Uscc,
    string Region,
    string Industry,
    string Status,
    EnvironmentalGrade? Grade,
    DateOnly? LastPenaltyOn,
    bool Illustrative,
    DateTimeOffset RegisteredAt,
    DateTimeOffset ChangedAt)
{
    public static EnterpriseRow Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6),
        row.IsDBNull(7) ? null : EnumNames.Read<EnvironmentalGrade>(row.GetString(7)),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8),
        row.GetBoolean(9), row.GetFieldValue<DateTimeOffset>(10), row.GetFieldValue<DateTimeOffset>(11));
}

/// <summary>An enterprise in full. For the operator the profile is null and the histories are empty.</summary>
/// <param name="Reasons">Why it was refused or suspended.</param>
/// <param name="Grades">Every grade ever recorded, the newest document first.</param>
/// <param name="Penalties">Every penalty ever recorded, the newest document first.</param>
internal sealed record EnterpriseView(
    Guid EnterpriseId,
    long Version,
    string Name,
    string Uscc,
    string Region,
    string Industry,
    string Status,
    EnvironmentalGrade? Grade,
    DateOnly? LastPenaltyOn,
    bool Illustrative,
    DateTimeOffset RegisteredAt,
    DateTimeOffset ChangedAt,
    IReadOnlyList<string> Reasons,
    EnterpriseProfileBody? Profile,
    IReadOnlyList<GradeEntry> Grades,
    IReadOnlyList<PenaltyEntry> Penalties)
{
    /// <summary>The histories come as JSON in the same row, so that all of it is one query.</summary>
    public const string Columns =
        $"""
        {EnterpriseVisibility.Columns}, e.reasons, case when $1 <> 'operator' then e.profile end,
        coalesce((
            select jsonb_agg(jsonb_build_object(
                'grade', g.grade, 'gradedOn', g.graded_on, 'documentNumber', g.document_number,
                'withdrawn', g.withdrawn, 'withdrawnReason', g.withdrawn_reason) order by g.graded_on desc, g.version desc)
            from enterprise_grade g where g.enterprise_id = e.id and $1 <> 'operator'), '[]'),
        coalesce((
            select jsonb_agg(jsonb_build_object(
                'penalisedOn', p.penalised_on, 'documentNumber', p.document_number, 'kind', p.kind, 'words', p.words, 'amountCny', p.amount_cny,
                'withdrawn', p.withdrawn, 'withdrawnReason', p.withdrawn_reason) order by p.penalised_on desc, p.version desc)
            from enterprise_penalty p where p.enterprise_id = e.id and $1 <> 'operator'), '[]')
        """;

    public static EnterpriseView Map(DbDataReader row)
    {
        var brief = EnterpriseRow.Map(row);
        var profile = row.IsDBNull(13)
            ? null
            : EnterpriseProfileBody.Of(JsonSerializer.Deserialize<EnterpriseProfile>(row.GetString(13), EventJson.Options)!);
        return new(
            brief.EnterpriseId, brief.Version, brief.Name, brief.Uscc, brief.Region, brief.Industry, brief.Status, brief.Grade, brief.LastPenaltyOn,
            brief.Illustrative, brief.RegisteredAt, brief.ChangedAt, row.GetFieldValue<string[]>(12), profile,
            JsonSerializer.Deserialize<GradeEntry[]>(row.GetString(14), ApiJson.Options)!,
            JsonSerializer.Deserialize<PenaltyEntry[]>(row.GetString(15), ApiJson.Options)!);
    }
}

/// <summary>One grade as it was recorded.</summary>
/// <param name="Withdrawn">Recorded wrongly: no longer counts.</param>
internal sealed record GradeEntry(EnvironmentalGrade Grade, DateOnly GradedOn, string DocumentNumber, bool Withdrawn, string? WithdrawnReason);

/// <summary>One penalty as it was recorded.</summary>
/// <param name="Withdrawn">Recorded wrongly, or lifted: no longer counts.</param>
internal sealed record PenaltyEntry(
    DateOnly PenalisedOn, string DocumentNumber, string Kind, string Words, decimal? AmountCny, bool Withdrawn, string? WithdrawnReason);
