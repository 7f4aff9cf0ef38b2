namespace ClimateFinance.Api.Features.Inbox;

/// <summary>Everyone's inbox: what waits, what changed, what one wants to be told, and events as they come.</summary>
internal static class InboxRoutes
{
    public static void MapInbox(this RouteGroupBuilder api)
    {
        var inbox = api.MapGroup("/inbox").WithTags("Inbox");
        GetInbox.Map(inbox);
        MarkInboxLooked.Map(inbox);
        FollowInbox.Map(inbox);

        var me = api.MapGroup("/identity/me").WithTags("Inbox");
        GetPreferences.Map(me);
        StatePreferences.Map(me);

        FollowBoard.Map(api.MapGroup("/oversight").WithTags("Oversight"));
    }
}
