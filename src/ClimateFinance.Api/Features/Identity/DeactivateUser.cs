using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/users/{id}/deactivation: shuts somebody out until further notice.</summary>
internal static class DeactivateUser
{
    private const string Description =
        """
        The user signs in no more; its refresh and access tokens are refused, on this node at once, on others within about a second. It stays on record,
        because the facts name it, and may be let in again (`/reactivation`). One's own account is not one's own to deactivate, so that one operator is
        always left. It depends on nothing read before: no `If-Match` is asked for.
        """;

    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/users/{userId:guid}/deactivation", Handle)
        .Operation(nameof(DeactivateUser), "Shut a user out", Description, 409)
        .Produces<UserView>()
        .For(Audience.Bureau | Audience.Operator)
        .Example(
            new Request("Left the branch on 2026-03-31."),
            UserView.Example with { DeactivatedAt = new DateTimeOffset(2026, 3, 31, 9, 0, 0, TimeSpan.Zero), DeactivationReason = "Left the branch on 2026-03-31." });

    private static async Task<IResult> Handle(
        Guid userId, Body<Request> body, IdentityActs acts, RefreshTokens refresh, QueryCaller caller, IEventStore store, TimeProvider time, Check check,
        CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        if (caller.Caller.Actor == userId.ToString()) return Problem.Of(Refusal.Rule("user.not_yourself"));

        var done = await store.QueryAsync(
            acts.With(
                $"""
                update market_user u set deactivated_at = $5, deactivation_reason = $6
                where {UserVisibility.Rows} and u.id = $4 and u.deactivated_at is null returning u.id as user_id
                """,
                caller.Caller, IdentityAct.Deactivated, reason, caller.Role, caller.Organisation, caller.RegionPattern, userId, time.GetUtcNow(), reason),
            row => row.GetGuid(0),
            cancellation);
        if (done.Count > 0) await refresh.EndAllAsync(userId, null, cancellation);
        return await OneUser.AfterAsync(userId, done.Count > 0, "user.deactivated_already", caller, store, cancellation);
    }
}
