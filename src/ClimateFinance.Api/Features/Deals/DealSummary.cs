using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>A deal in a list.</summary>
/// <param name="Credit">Line, term and rate at the highest rung reached: signed, approved, agreed, offered, indicated.</param>
/// <param name="OfficerId">The bank's officer who answers for it: of the first visit until another is named.</param>
/// <param name="InspectorId">The user of the bureau who watches it, if one was named.</param>
internal sealed record DealSummary(
    Guid DealId,
    long Version,
    Guid NeedId,
    Guid ProductId,
    string ProductName,
    Guid EnterpriseId,
    string EnterpriseName,
    Guid BankId,
    string BankName,
    Guid? MeetingId,
    DealStage Stage,
    CreditBody Credit,
    decimal DrawnConfirmedCny,
    DeadlineBody? Next,
    bool Overdue,
    DealOutcome? Outcome,
    string? ReasonCode,
    bool Illustrative,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    Guid? OfficerId,
    string? InspectorId)
{
    /// <summary><c>$4</c> is today in Shanghai.</summary>
    public const string Columns =
        """
        d.id, d.version, d.need_id, d.product_id, p.name, d.enterprise_id, e.name, d.bank_id, b.name, d.meeting_id, d.stage,
        t.line, t.term, t.benchmark, t.bp, d.drawn_confirmed_cny,
        d.owing, d.step, d.since, d.due_on, d.due_provisional, coalesce(d.due_on < $4, false), d.outcome, d.reason_code,
        p.illustrative or e.illustrative, d.opened_at, d.changed_at, d.officer_id, d.inspector_id
        """;

    public const string From =
        """
        deal d
        join product p on p.id = d.product_id
        join enterprise e on e.id = d.enterprise_id
        join bank b on b.id = d.bank_id
        join deal_fact t on t.id = d.id
        """;

    public static DealSummary Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.GetGuid(5), row.GetString(6), row.GetGuid(7),
        row.GetString(8), row.IsDBNull(9) ? null : row.GetGuid(9), EnumNames.Read<DealStage>(row.GetString(10)), CreditOf(row, 11), row.GetDecimal(15),
        DeadlineOf(row, 16), row.GetBoolean(21), row.IsDBNull(22) ? null : EnumNames.Read<DealOutcome>(row.GetString(22)), row.IsDBNull(23) ? null : row.GetString(23),
        row.GetBoolean(24), row.GetFieldValue<DateTimeOffset>(25), row.GetFieldValue<DateTimeOffset>(26),
        row.IsDBNull(27) ? null : row.GetGuid(27), row.IsDBNull(28) ? null : row.GetString(28));

    public static CreditBody CreditOf(DbDataReader row, int column) => new(
        row.GetDecimal(column), row.GetInt32(column + 1), new RateBody(EnumNames.Read<Benchmark>(row.GetString(column + 2)), row.GetInt32(column + 3)));

    public static DeadlineBody? DeadlineOf(DbDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new DeadlineBody(
            EnumNames.Read<Owing>(row.GetString(column)), EnumNames.Read<DealStep>(row.GetString(column + 1)), row.GetFieldValue<DateOnly>(column + 2),
            row.GetFieldValue<DateOnly>(column + 3), row.GetBoolean(column + 4));
}
