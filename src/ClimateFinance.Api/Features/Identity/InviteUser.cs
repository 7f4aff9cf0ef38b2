using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/invitations: lets somebody in, who chooses the password.</summary>
internal static class InviteUser
{
    private const string Description =
        """
        The answer holds a token, shown this once: give it to the invited, who spends it within 7 days on a password (`/identity/invitations/acceptance`).
        Nobody else ever knows that password. A user of an enterprise or a bank acts for `organisationId`, which must be registered; left out, the user
        gets a new one, under which it registers its organisation itself. A user of a bureau acts for a `region`. The operator invites anybody, a bureau
        people of its region: of its bureaus, and the first user of an enterprise or a bank there, or of a new one. More of them the operator invites: whoever holds
        the token could sign in by it, and a bureau must never be able to act as a bank or an enterprise that is at work. A name that another user has or that is invited already
        is refused, so a repeat needs no `Idempotency-Key`; a token is never stored to be given again.
        """;

    internal sealed record Request(string UserName, string DisplayName, UserRole Role, Guid? OrganisationId = null, string? Region = null);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/invitations", Handle)
        .Operation(nameof(InviteUser), "Invite a user", Description, 409)
        .Produces<InvitationReceipt>(StatusCodes.Status201Created)
        .For(Audience.Bureau | Audience.Operator)
        .Example(new Request("boc.handan", "中国银行邯郸分行 客户经理", UserRole.Bank, UserView.Example.OrganisationId), InvitationReceipt.Example);

    private static async Task<IResult> Handle(
        Body<Request> body, Invitations invitations, IEventStore store, IdSource ids, QueryCaller caller, Check check, HttpContext http, CancellationToken cancellation)
    {
        var given = body.Value;
        var (role, by) = (UserBodies.RoleOf(given.Role), caller.Caller);
        var userName = UserBodies.Name(check, "userName", given.UserName);
        var displayName = check.Text("displayName", given.DisplayName, UserBodies.MaxDisplayName);
        var region = given.Region is { } code ? check.Region("region", code) : (RegionCode?)null;
        if (given.OrganisationId is { } claimed && (role is Role.Enterprise or Role.Bank) && !await IsThereAsync(store, caller, role, claimed, cancellation))
            check.Flawed("organisationId", Refusal.Shape("user.organisation_unknown", ("role", role), ("given", claimed)));
        var organisation = given.OrganisationId ?? (role is Role.Enterprise or Role.Bank ? ids.Next() : null);
        if (check.Failed) return check.Problem();
        if (UserDesk.FlawsOf(role, organisation, region) is { Count: > 0 } flaws) return Problem.Of(flaws);
        if (by.Role == Role.Bureau && !IsOwn(by, role, region)) return Problem.Of(Refusal.Forbidden("invitation.not_yours_to_give"));

        if (by.Role == Role.Bureau && given.OrganisationId is { } there && await HasUsersAsync(store, there, cancellation)) return Problem.Of(Refusal.Forbidden("invitation.has_users"));

        var acts = region is { } own ? CallerClaims.BureauOf(own) : organisation;
        var who = new Invited(userName, displayName, role, acts, region?.Value, by.Actor, by.Role == Role.Bureau ? by.Organisation : null);
        return await invitations.MakeAsync(who, Invitations.Lifetime, cancellation) is { } made
            ? IdentityReply.Secret(http, StatusCodes.Status201Created, $"/api/v1/identity/invitations/{made.Invitation.Id}", InvitationReceipt.Of(made))
            : Problem.Of(Refusal.Rule("user.name_taken"));
    }

    private static bool IsOwn(Caller bureau, Role role, RegionCode? region) => role switch
    {
        Role.Enterprise or Role.Bank => true,
        Role.Bureau => region!.Value.Value.StartsWith(bureau.Region!.Value.Prefix, StringComparison.Ordinal),
        _ => false,
    };

    private static async Task<bool> HasUsersAsync(IEventStore store, Guid organisation, CancellationToken cancellation) =>
        (await store.QueryAsync(new Sql("select 1 from market_user where organisation_id = $1 and deactivated_at is null limit 1", organisation), _ => 1, cancellation)).Count > 0;

    /// <summary>Registered; for a bureau, in its region.</summary>
    private static async Task<bool> IsThereAsync(IEventStore store, QueryCaller caller, Role role, Guid organisation, CancellationToken cancellation)
    {
        var table = role == Role.Enterprise ? "enterprise" : "bank";
        var there = new Sql($"select 1 from {table} where id = $1 and ($2::text is null or region like $2)", organisation, caller.RegionPattern);
        return (await store.QueryAsync(there, _ => 1, cancellation)).Count > 0;
    }
}
