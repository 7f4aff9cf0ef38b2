using System.Text.Json;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/users/{id}/deactivation: the operator shuts somebody out, for good.</summary>
internal static class DeactivateUser
{
    private const string Description =
        """
        The user signs in no more and no refresh token of it is taken; an access token already given out ends by itself within 15 minutes. It stays
        on record, because the facts name it. The operator's own account is not its own to deactivate, so that one is always left. It goes one way
        and depends on nothing read before: no `If-Match` is asked for.
        """;

    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/users/{userId:guid}/deactivation", Handle)
        .Operation(nameof(DeactivateUser), "Shut a user out", Description, 409)
        .Produces<UserView>()
        .For(Audience.Operator)
        .Example(
            new Request("Left the branch on 2026-03-31."),
            UserView.Example with { DeactivatedAt = new DateTimeOffset(2026, 3, 31, 9, 0, 0, TimeSpan.Zero), DeactivationReason = "Left the branch on 2026-03-31." });

    private static async Task<IResult> Handle(
        Guid userId, Body<Request> body, IdentityDb db, TimeProvider time, HttpContext http, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        if (CallerClaims.Of(http.User).Actor == userId.ToString()) return Problem.Of(Refusal.Rule("user.not_yourself"));

        var now = time.GetUtcNow();
        var deactivated = await db.Users.Where(u => u.Id == userId && u.DeactivatedAt == null).ExecuteUpdateAsync(
            row => row.SetProperty(u => u.DeactivatedAt, now).SetProperty(u => u.DeactivationReason, reason), cancellation);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellation) is not { } user)
            return Problem.Of(Refusal.Unknown("user.unknown"));
        return deactivated == 0
            ? Problem.Of(Refusal.Rule("user.deactivated_already"))
            : new Reply(StatusCodes.Status200OK, null, null, JsonSerializer.SerializeToUtf8Bytes(UserView.Of(user), ApiJson.Options));
    }
}
