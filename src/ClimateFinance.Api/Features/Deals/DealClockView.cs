using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>The clock of a deal: what was recorded on the next step, what comes if nobody moves, and what stands still.</summary>
/// <param name="RemindedOn">The day the reminder belongs to.</param>
/// <param name="MissedOn">The first day that was too late; null while the step is in time.</param>
/// <param name="EscalatedOn">The day the bureau was told.</param>
/// <param name="EscalatesOn">The day on which the bureau is told if nobody moves; null when it was told or nothing is owed.</param>
/// <param name="LapsesOn">The day on which the deal lapses if nobody moves; null when nothing is owed, in a dispute, and while an offer stands.</param>
/// <param name="Paused">The bank's clock that stands still while the enterprise owes papers.</param>
/// <param name="PausedOn">The day it was stopped.</param>
internal sealed record DealClockView(
    DateOnly? RemindedOn, DateOnly? MissedOn, DateOnly? EscalatedOn, DateOnly? EscalatesOn, DateOnly? LapsesOn, DeadlineBody? Paused, DateOnly? PausedOn)
{
    public const string Columns =
        """
        d.reminded_on, d.missed_on, d.escalated_on, d.due_on, d.stage,
        d.paused_owing, d.paused_step, d.paused_since, d.paused_due_on, d.paused_provisional, d.paused_on
        """;

    public static DealClockView Map(DbDataReader row, Rulebook rules)
    {
        var (escalated, due) = (Day(row, 2), Day(row, 3));
        var steps = rules.DealClock.Steps;
        return new DealClockView(
            Day(row, 0), Day(row, 1), escalated,
            escalated is null ? Late(due, steps.EscalateAfter) : null,
            EnumNames.Read<DealStage>(row.GetString(4)) is DealStage.Disputed or DealStage.Offered ? null : Late(due, steps.LapseAfter),
            DealSummary.DeadlineOf(row, 5), Day(row, 10));

        DateOnly? Late(DateOnly? from, int days) => from is { } on ? rules.Calendar.AddWorkingDays(on, days).Date : null;
    }

    private static DateOnly? Day(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
}

/// <summary>A visit of the bank, as it is recorded now.</summary>
/// <param name="OfficerId">The officer who went; contact persons are under /persons.</param>
/// <param name="CorrectedBecause">Why the record was corrected, if it was; the timeline has what it said before.</param>
internal sealed record VisitView(int Number, Guid OfficerId, DateOnly VisitedOn, string Record, string? CorrectedBecause, DateTimeOffset RecordedAt)
{
    public const string Columns = "v.number, v.officer_id, v.visited_on, v.record, v.corrected_because, v.recorded_at";

    public static VisitView Map(DbDataReader row) => new(
        row.GetInt32(0), row.GetGuid(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), DealView.Text(row, 4), row.GetFieldValue<DateTimeOffset>(5));
}
