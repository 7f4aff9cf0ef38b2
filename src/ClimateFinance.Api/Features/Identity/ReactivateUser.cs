using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/users/{id}/reactivation: a deactivated user may sign in again, with the old password.</summary>
internal static class ReactivateUser
{
    private const string Description =
        "No sign-in of before comes back. The user's record keeps both, with their reasons. Depends on nothing read before: no `If-Match` is asked for.";

    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/users/{userId:guid}/reactivation", Handle)
        .Operation(nameof(ReactivateUser), "Let a deactivated user in again", Description, 409)
        .Produces<UserView>()
        .For(Audience.Bureau | Audience.Operator)
        .Example(new Request("Back from leave."), UserView.Example);

    private static async Task<IResult> Handle(
        Guid userId, Body<Request> body, IdentityActs acts, QueryCaller caller, IEventStore store, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        var done = await store.QueryAsync(
            acts.With(
                $"""
                update market_user u set deactivated_at = null, deactivation_reason = null, access_failed_count = 0, lockout_end = null
                where {UserVisibility.Rows} and u.id = $4 and u.deactivated_at is not null returning u.id as user_id
                """,
                caller.Caller, IdentityAct.Reactivated, reason, caller.Role, caller.Organisation, caller.RegionPattern, userId),
            row => row.GetGuid(0),
            cancellation);
        return await OneUser.AfterAsync(userId, done.Count > 0, "user.active_already", caller, store, cancellation);
    }
}
