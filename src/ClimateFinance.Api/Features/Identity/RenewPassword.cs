using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/users/{id}/password-renewal: a token with which a user who forgot the password chooses a new one.</summary>
internal static class RenewPassword
{
    private const string Description =
        """
        Gives a token, shown this once, that the user spends on a new password (`/identity/invitations/acceptance`). Until then the old one works; where it
        is in wrong hands, end the user's sign-ins or deactivate the user. A newer renewal takes an older one's place. Whoever holds the token could sign in as the
        user, so a bureau, which must never be able to act as a bank or an enterprise, asks for it for users of bureaus alone; the operator, who runs the
        installation, for everybody. Nobody renews the own password without knowing it. The user's record tells who asked, and so does `GET /identity/me` for 90 days.
        """;

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/users/{userId:guid}/password-renewal", Handle)
        .Operation(nameof(RenewPassword), "Let a user choose a new password", Description, 409)
        .Produces<InvitationReceipt>(StatusCodes.Status201Created)
        .For(Audience.Bureau | Audience.Operator)
        .Example(null, InvitationReceipt.Example);

    private static async Task<IResult> Handle(
        Guid userId, Invitations invitations, IdentityActs acts, QueryCaller caller, IEventStore store, HttpContext http, CancellationToken cancellation)
    {
        var by = caller.Caller;
        var users = await store.QueryAsync(
            new Sql($"select {UserView.Columns} from market_user u where {UserVisibility.Rows} and u.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, userId),
            UserView.Map,
            cancellation);
        if (users is not [var user]) return Problem.Of(Refusal.Unknown("user.unknown"));
        if (by.Role == Role.Bureau && user.Role != UserRole.Bureau) return Problem.Of(Refusal.Forbidden("user.not_yours_to_renew"));
        if (by.Actor == userId.ToString()) return Problem.Of(Refusal.Forbidden("user.renews_itself"));
        if (user.DeactivatedAt is not null) return Problem.Of(Refusal.Rule("user.deactivated_already"));

        var who = new Invited(
            user.UserName, user.DisplayName, UserBodies.RoleOf(user.Role), user.OrganisationId, user.Region, by.Actor,
            by.Role == Role.Bureau ? by.Organisation : null, userId);
        if (await invitations.MakeAsync(who, Invitations.RenewalLifetime, cancellation) is not { } made) return Problem.Of(Refusal.Rule("user.name_taken"));
        await store.QueryAsync(acts.With("select $1::uuid as user_id", by, IdentityAct.PasswordRenewalAsked, null, userId), row => row.GetGuid(0), cancellation);
        return IdentityReply.Secret(http, StatusCodes.Status201Created, $"/api/v1/identity/invitations/{made.Invitation.Id}", InvitationReceipt.Of(made));
    }
}
