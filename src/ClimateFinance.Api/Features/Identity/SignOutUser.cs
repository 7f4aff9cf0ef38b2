using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>DELETE /identity/users/{id}/sessions: ends every sign-in of a user.</summary>
internal static class SignOutUser
{
    private const string Description =
        "Every refresh and access token of the user is refused: on this node at once, on others within about a second. The password stays good.";

    public static void Map(RouteGroupBuilder identity) => identity.MapDelete("/users/{userId:guid}/sessions", Handle)
        .Operation(nameof(SignOutUser), "Sign a user out everywhere", Description, 409)
        .Produces(StatusCodes.Status204NoContent)
        .For(Audience.Bureau | Audience.Operator);

    private static async Task<IResult> Handle(
        Guid userId, IdentityActs acts, RefreshTokens refresh, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var known = await store.QueryAsync(
            acts.With(
                $"select u.id as user_id from market_user u where {UserVisibility.Rows} and u.id = $4", caller.Caller, IdentityAct.SignedOutEverywhere, null,
                caller.Role, caller.Organisation, caller.RegionPattern, userId),
            row => row.GetGuid(0),
            cancellation);
        if (known.Count == 0) return Problem.Of(Refusal.Unknown("user.unknown"));
        await refresh.EndAllAsync(userId, null, cancellation);
        return Results.NoContent();
    }
}
