using ClimateFinance.Api.Features.Oversight;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>
/// GET /meetings/{id}/funnel: what became of a meeting, for ever after: intention → credit → signed → drawn, with denominators and amounts, and why the
/// rest stopped. For the bureau of its region.
/// </summary>
internal static class GetMeetingFunnel
{
    /// <param name="Invited">Organisations that were asked to come.</param>
    /// <param name="InvitedWhoCame">Of them, those that came.</param>
    /// <param name="Attended">Organisations that came, asked or not.</param>
    /// <param name="IntentionsRecorded">Intentions recorded on the spot: each opened a deal.</param>
    internal sealed record Reply(
        Guid MeetingId, string Title, DateOnly On, long Invited, long InvitedWhoCame, long Attended, long ProductsPresented, long ProjectsPresented,
        long IntentionsRecorded, FunnelLine Funnel, IReadOnlyList<ReasonLine> Reasons);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapGet("/{meetingId:guid}/funnel", Handle)
        .Query<Reply>(nameof(GetMeetingFunnel), "What became of a meeting: intention, credit, signature, money")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(Guid meetingId, QueryCaller caller, Rulebook rules, IEventStore store, CancellationToken cancellation)
    {
        // A meeting's deals are its bureau's to know wherever their enterprise lies.
        var filter = new CellFilter(string.Empty, meetingId);
        var load = new Load();
        var meeting = load.Rows(
            new Sql(
                """
                select m.title, m.held_on, m.region, m.version, (select count(*) from meeting_invitation where meeting_id = $1),
                    (select count(*) from meeting_invitation i join meeting_attendance a using (meeting_id, organisation_id) where meeting_id = $1),
                    (select count(*) from meeting_attendance where meeting_id = $1),
                    (select count(*) from meeting_presentation where meeting_id = $1 and what = 'product'),
                    (select count(*) from meeting_presentation where meeting_id = $1 and what = 'project'),
                    (select count(*) from meeting_intention where meeting_id = $1)
                from meeting m where m.id = $1
                """,
                meetingId),
            row => (Title: row.GetString(0), On: row.GetFieldValue<DateOnly>(1), Region: row.GetString(2), Version: row.GetInt64(3),
                Counts: Enumerable.Range(4, 6).Select(row.GetInt64).ToArray()));
        var sums = MarketCells.Ask(load, CellBy.Total, filter, Measures.OfFunnel);
        await store.LoadAsync(load, cancellation);
        if (meeting.Rows.Count == 0) return Problem.Of(Refusal.Unknown("meeting.unknown"));
        if (!caller.Caller.Oversees(RegionCode.Hydrate(meeting.One.Region))) return Problem.Of(Refusal.Forbidden("meeting.bureau_only"));

        var (it, counts) = (meeting.One, meeting.One.Counts);
        var reasons = await ListReasons.ReadAsync(store, filter, cancellation);
        return new QueryReply<Reply>(
            new Reply(
                meetingId, it.Title, it.On, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5],
                FunnelLine.Of(sums.Total, meetingId.ToString(), it.Title, rules.Lpr()), reasons),
            it.Version);
    }
}
