namespace ClimateFinance.Api.Features.Meetings;

/// <summary>Matchmaking meetings 对接会.</summary>
internal static class MeetingRoutes
{
    public static void MapMeetings(this RouteGroupBuilder api)
    {
        var meetings = api.MapGroup("/meetings").WithTags("Meetings");
        PlanMeeting.Map(meetings);
        InviteToMeeting.Map(meetings);
        HoldMeeting.Map(meetings);
        RecordAttendance.Map(meetings);
        RecordPresentation.Map(meetings);
        RecordIntention.Map(meetings);
        CloseMeeting.Map(meetings);
        ListMeetings.Map(meetings);
        GetMeeting.Map(meetings);
        GetMeetingFunnel.Map(meetings);
    }
}
