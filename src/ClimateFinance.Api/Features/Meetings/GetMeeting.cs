using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>GET /meetings/{id}: for those who were there and the bureau of its region, who came; for that bureau also what became of it.</summary>
internal static class GetMeeting
{
    private const string FunnelText =
        """
        select (select count(*) from meeting_intention where meeting_id = $1),
               count(contacted_on), count(offered_on), count(agreed_on), count(approved_on), count(signed_on), count(drawn_on),
               count(*) filter (where closed_on is not null and drawn_on is null),
               coalesce(sum(asked_line), 0), coalesce(sum(signed_line), 0), coalesce(sum(drawn_cny), 0),
               (select coalesce(sum(p.reduction_tco2e_per_year), 0) from project p
                where p.id in (select n.project_id from deal_fact f join need n on n.id = f.need_id where f.meeting_id = $1 and f.drawn_on is not null))
        from deal_fact where meeting_id = $1
        """;

    /// <summary>A bureau that writes down an id learns no name of an enterprise that is not of its meeting's region; banks everybody knows by name.</summary>
    private const string Near = "e.region like (select regexp_replace(region, '(00)+$', '') || '%' from meeting where id = $1)";

    public static void Map(RouteGroupBuilder meetings) => meetings.MapGet("/{meetingId:guid}", Handle)
        .Query<MeetingView>(nameof(GetMeeting), "One meeting: who came, what was presented, and for its bureau the funnel of its intentions")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid meetingId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var meeting = load.Rows(new Sql($"select {MeetingSummary.Columns} from meeting m where m.id = $1", meetingId), MeetingSummary.Map);
        var attendance = load.Rows(
            new Sql(
                $"""
                select a.organisation_id, a.side, coalesce(e.name, b.name), a.topics from meeting_attendance a
                left join enterprise e on e.id = a.organisation_id and {Near} left join bank b on b.id = a.organisation_id
                where a.meeting_id = $1
                  and ((select region from meeting where id = $1) like $2 or exists (
                      select from meeting_attendance own where own.meeting_id = $1 and own.organisation_id = $3))
                order by a.side, 3
                """,
                meetingId, caller.RegionPattern, caller.Organisation),
            row => new AttendanceView(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<string[]>(3)));
        var invited = load.Rows(
            new Sql(
                $"""
                select i.organisation_id, i.side, coalesce(e.name, b.name), i.invited_at from meeting_invitation i
                left join enterprise e on e.id = i.organisation_id and {Near} left join bank b on b.id = i.organisation_id
                where i.meeting_id = $1 and ((select region from meeting where id = $1) like $2 or i.organisation_id = $3) order by i.side, 3
                """,
                meetingId, caller.RegionPattern, caller.Organisation),
            row => new InvitationView(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)));
        var presented = load.Rows(
            new Sql("select what, count(*) from meeting_presentation where meeting_id = $1 group by what", meetingId), row => (What: row.GetString(0), Count: row.GetInt64(1)));
        var funnel = load.Rows(new Sql(FunnelText, meetingId), MapFunnel);
        await store.LoadAsync(load, cancellation);

        if (meeting.Rows.Count == 0) return Problem.Of(Refusal.Unknown("meeting.unknown"));
        var bureau = caller.Caller.Oversees(RegionCode.Hydrate(meeting.One.Region));
        return new QueryReply<MeetingView>(
            new MeetingView(meeting.One, attendance.Rows, Count("product"), Count("project"), bureau ? funnel.One : null, invited.Rows), meeting.One.Version);

        long Count(string what) => presented.Rows.FirstOrDefault(p => p.What == what).Count;
    }

    private static MeetingFunnel MapFunnel(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7),
        row.GetDecimal(8), row.GetDecimal(9), row.GetDecimal(10), row.GetDecimal(11));
}
