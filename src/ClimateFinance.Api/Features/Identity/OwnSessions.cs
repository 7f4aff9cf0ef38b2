using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/me/sessions: the caller's own sign-ins that go on, newest first.</summary>
internal static class ListSessions
{
    /// <param name="Agent">What the program called itself when it signed in.</param>
    /// <param name="LastUsedAt">When it last got tokens.</param>
    /// <param name="ExpiresAt">It ends then unless it is used before.</param>
    /// <param name="Current">Whether this call came by it.</param>
    internal sealed record Session(
        Guid SessionId, string? Agent, DateTimeOffset SignedInAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);

    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/me/sessions", Handle)
        .List<Session>(nameof(ListSessions), "Where I am signed in, newest first")
        .Refusing(409)
        .For(Audience.Everyone)
        .Example(null, new Page<Session>(
            [
                new Session(
                    new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d97"), "curl/8.5.0", new DateTimeOffset(2026, 1, 5, 1, 30, 0, TimeSpan.Zero),
                    new DateTimeOffset(2026, 1, 6, 1, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 20, 1, 30, 0, TimeSpan.Zero), true),
            ],
            null));

    private static async Task<Page<Session>> Handle(
        PageRequest page, HttpContext http, IEventStore store, TimeProvider time, CancellationToken cancellation)
    {
        var current = CallerClaims.SessionOf(http.User);
        var rows = await store.QueryAsync(
            new Sql(
                """
                select family, max(agent), min(issued_at), max(issued_at), max(expires_at) from refresh_token
                where user_id = $1 and ($3::uuid is null or family < $3)
                group by family having bool_or(used_at is null and revoked_at is null and expires_at > $2)
                order by family desc limit $4
                """,
                OwnSessions.UserOf(http), time.GetUtcNow(), page.Before, page.Fetch),
            row => new Session(
                row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3),
                row.GetFieldValue<DateTimeOffset>(4), row.GetGuid(0) == current),
            cancellation);
        return page.Page(rows, row => row.SessionId);
    }
}

/// <summary>DELETE /identity/me/sessions/{id}: ends one of the caller's own sign-ins.</summary>
internal static class EndSession
{
    public static void Map(RouteGroupBuilder identity) => identity.MapDelete("/me/sessions/{sessionId:guid}", Handle)
        .Operation(nameof(EndSession), "End one of my sign-ins", "Its tokens are refused: on this node at once, on others within about a second.", 409)
        .Produces(StatusCodes.Status204NoContent)
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid sessionId, HttpContext http, RefreshTokens refresh, CancellationToken cancellation) =>
        await refresh.EndOneAsync(OwnSessions.UserOf(http), sessionId, cancellation)
            ? Results.NoContent()
            : Problem.Of(Refusal.Unknown("session.unknown"));
}

/// <summary>DELETE /identity/me/sessions: ends all of the caller's own sign-ins, this one included.</summary>
internal static class SignOutEverywhere
{
    public static void Map(RouteGroupBuilder identity) => identity.MapDelete("/me/sessions", Handle)
        .Operation(
            nameof(SignOutEverywhere), "Sign out everywhere", "All my tokens are refused, this one too: on this node at once, on others within about a second.", 409)
        .Produces(StatusCodes.Status204NoContent)
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(
        HttpContext http, IdentityActs acts, RefreshTokens refresh, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var own = OwnSessions.UserOf(http);
        await refresh.EndAllAsync(own, null, cancellation);
        await store.QueryAsync(
            acts.With("select id as user_id from market_user where id = $1", caller.Caller, IdentityAct.SignedOutEverywhere, null, own), row => row.GetGuid(0), cancellation);
        return Results.NoContent();
    }
}

internal static class OwnSessions
{
    /// <summary>The caller's id as a user of this installation; a token that names none has no sign-ins.</summary>
    public static Guid UserOf(HttpContext http) => Guid.TryParse(CallerClaims.Of(http.User).Actor, out var id) ? id : Guid.Empty;
}
