using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>
/// GET /inbox/events: what others do in the caller's deals, pairings and projects, as it happens (server-sent events). It tells what and where, and shows no
/// terms. An <c>event: reset</c> says that too much was missed: read the inbox anew.
/// </summary>
internal static class FollowInbox
{
    public static void Map(RouteGroupBuilder inbox) => inbox.MapGet("/events", Handle)
        .Events(nameof(FollowInbox), "What others do that concerns me, as it happens")
        .For(Audience.PartiesAndBureau);

    private static IResult Handle(QueryCaller caller, LiveFeed feed, TimeProvider time, IHostApplicationLifetime host) => feed.Full
        ? Problem.Unavailable("live.too_many", 30)
        : new LiveReply(feed, caller.Caller, happened => happened.Actor != caller.Caller.Actor, time, host.ApplicationStopping);
}

/// <summary>
/// GET /oversight/board/events: every move in the deals of the bureau's region, as it happens (server-sent events): what moved and where it stands now. An
/// <c>event: reset</c> says that too much was missed: read the board anew.
/// </summary>
internal static class FollowBoard
{
    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/board/events", Handle)
        .Events(nameof(FollowBoard), "Moves in the region's deals, as they happen")
        .For(Audience.Bureau);

    private static IResult Handle(QueryCaller caller, LiveFeed feed, TimeProvider time, IHostApplicationLifetime host) => feed.Full
        ? Problem.Unavailable("live.too_many", 30)
        : new LiveReply(feed, caller.Caller, happened => happened.Subject is "deal" or "pairing", time, host.ApplicationStopping);
}
