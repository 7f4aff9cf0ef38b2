using System.Data.Common;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>A meeting in a list.</summary>
/// <param name="On">The day it is planned for, or was held on.</param>
/// <param name="Status">planned, held or closed.</param>
internal sealed record MeetingSummary(
    Guid MeetingId, long Version, string Title, DateOnly On, string Place, string Region, IReadOnlyList<string> Organisers,
    IReadOnlyList<string> Supporters, string Status, bool Illustrative)
{
    public const string Columns = "m.id, m.version, m.title, m.held_on, m.place, m.region, m.organisers, m.supporters, m.status, m.illustrative";

    public static MeetingSummary Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.GetString(4), row.GetString(5),
        row.GetFieldValue<string[]>(6), row.GetFieldValue<string[]>(7), row.GetString(8), row.GetBoolean(9));
}

/// <summary>An organisation that came.</summary>
internal sealed record AttendanceView(Guid OrganisationId, string Side, string? Name, IReadOnlyList<string> Topics);

/// <summary>An organisation that was asked to come.</summary>
internal sealed record InvitationView(Guid OrganisationId, string Side, string? Name, DateTimeOffset InvitedAt);

/// <summary>How far the intentions of a meeting came. Each number is of those before it.</summary>
/// <param name="Intentions">Pairs that said yes at the meeting: the denominator.</param>
/// <param name="Offered">Of them, with a bank's offer.</param>
/// <param name="Signed">Of them, signed by both.</param>
/// <param name="Drawn">Of them, with money confirmed by both.</param>
/// <param name="ReductionTco2ePerYear">Σ estimated reduction of the projects behind deals with drawn money; not what was measured.</param>
internal sealed record MeetingFunnel(
    long Intentions, long Contacted, long Offered, long Agreed, long Approved, long Signed, long Drawn, long ClosedWithoutMoney,
    decimal AskedCny, decimal SignedCny, decimal DrawnConfirmedCny, decimal ReductionTco2ePerYear);

/// <summary>A meeting in full.</summary>
/// <param name="Attendance">For who was there and the bureau of its region; empty for others.</param>
/// <param name="Funnel">For the bureau of its region; null for others.</param>
/// <param name="Invitations">For the bureau of its region all, for others their own.</param>
internal sealed record MeetingView(
    MeetingSummary Meeting, IReadOnlyList<AttendanceView> Attendance, long ProductsPresented, long ProjectsPresented, MeetingFunnel? Funnel,
    IReadOnlyList<InvitationView> Invitations);
