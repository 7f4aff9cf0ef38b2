using System.Text.Json;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/users: the operator lets somebody in.</summary>
internal static class CreateUser
{
    private const string Description =
        """
        For demonstrations and tests: whoever adds a user so knows its password, so a production host refuses it with 409 `user.invite_instead`; invite there
        (`/identity/invitations`). A user of an enterprise or a bank acts for `organisationId`, which must be registered; left out, the user gets a new one, under which it
        registers its organisation itself. A user of a bureau acts for a `region`; there is one bureau to a region. The operator has neither.
        A password has 12 to 128 characters of any kind, not the user name in it, and is none of those that are tried first. Names differ in more than case, so a repeat is refused and needs no `Idempotency-Key`.
        """;

    internal sealed record Request(
        string UserName, string DisplayName, UserRole Role, string Password, Guid? OrganisationId = null, string? Region = null);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/users", Handle)
        .Operation(nameof(CreateUser), "Add a user", Description, 409)
        .Produces<UserView>(StatusCodes.Status201Created)
        .For(Audience.Operator)
        .Example(
            new Request("boc.handan", "中国银行邯郸分行 客户经理", UserRole.Bank, "correct horse battery staple", UserView.Example.OrganisationId),
            UserView.Example);

    private static async Task<IResult> Handle(
        Body<Request> body, UserDesk desk, IEventStore store, IdSource ids, Check check, IHostEnvironment environment, CancellationToken cancellation)
    {
        if (environment.IsProduction()) return Problem.Of(Refusal.Rule("user.invite_instead"));
        var given = body.Value;
        var role = UserBodies.RoleOf(given.Role);
        var userName = UserBodies.Name(check, "userName", given.UserName);
        var displayName = check.Text("displayName", given.DisplayName, UserBodies.MaxDisplayName);
        var region = given.Region is { } code ? check.Region("region", code) : (RegionCode?)null;
        if (given.OrganisationId is { } claimed && (role is Role.Enterprise or Role.Bank) && !await IsRegisteredAsync(store, role, claimed, cancellation))
            check.Flawed("organisationId", Refusal.Shape("user.organisation_unknown", ("role", role), ("given", claimed)));
        if (check.Failed) return check.Problem();

        var organisation = given.OrganisationId ?? (role is Role.Enterprise or Role.Bank ? ids.Next() : null);
        var (user, flaws) = await desk.AddAsync(new NewUser(userName, displayName, role, organisation, region, given.Password), cancellation);
        if (flaws.Count > 0) return Problem.Of(flaws);
        return user is null
            ? Problem.Of(Refusal.Rule("user.name_taken"))
            : new Reply(
                StatusCodes.Status201Created, null, $"/api/v1/identity/users/{user.Id}", JsonSerializer.SerializeToUtf8Bytes(UserView.Of(user), ApiJson.Options));
    }

    private static async Task<bool> IsRegisteredAsync(IEventStore store, Role role, Guid organisation, CancellationToken cancellation)
    {
        var table = role == Role.Enterprise ? "enterprise" : "bank";
        return (await store.QueryAsync(new Sql($"select 1 from {table} where id = $1", organisation), _ => 1, cancellation)).Count > 0;
    }
}
