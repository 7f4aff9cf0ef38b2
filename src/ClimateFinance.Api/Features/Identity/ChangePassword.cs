using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/me/password: another password for oneself.</summary>
internal static class ChangePassword
{
    private const string Description =
        """
        Takes the present password once more: five wrong ones lock the account, as at the sign-in. Every other sign-in of the user ends; this one goes on.
        An `Idempotency-Key` is passed over: a repeat is refused, because the present password is another one by then.
        """;

    internal sealed record Request(string CurrentPassword, string NewPassword);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/me/password", Handle)
        .Operation(nameof(ChangePassword), "Change my password", Description, 404, 409)
        .Produces(StatusCodes.Status204NoContent)
        .For(Audience.Everyone)
        .Example(new Request("correct horse battery staple", "a new one, as long as this"), null);

    private static async Task<IResult> Handle(
        Body<Request> body, SignIn signIn, MarketUsers users, IdentityActs acts, IEventStore store, RefreshTokens refresh, TimeProvider time, HttpContext http,
        CancellationToken cancellation)
    {
        var own = OwnSessions.UserOf(http);
        if (await users.FindAsync(own, cancellation) is not { } user) return Problem.Of(Refusal.Unknown("user.unknown"));
        if (PasswordRules.FlawsOf("newPassword", body.Value.NewPassword, user.UserName) is { Count: > 0 } flaws) return Problem.Of(flaws);
        if (!await signIn.IsPasswordAsync(user, body.Value.CurrentPassword, cancellation)) return Problem.Of(Refusal.Forbidden("identity.wrong_password"));

        var hash = users.HashOf(body.Value.NewPassword);
        var commit = new Commit(time.GetUtcNow(), new EventContext(own.ToString(), user.Role, user.OrganisationId))
            .With(new Sql("update market_user set password_hash = $2 where id = $1 and password_hash = $3", own, hash, user.PasswordHash))
            .With(acts.Own(IdentityAct.PasswordChanged, own))
            .Require(new Guard("password", new Sql("select exists (select from market_user where id = $1 and password_hash = $2)", own, hash)));

        // Of two changes at once the later finds that the present password is another.
        if (await store.CommitAsync(commit, cancellation) is not CommitOutcome.Done) return Problem.Of(Refusal.Forbidden("identity.wrong_password"));
        await refresh.EndAllAsync(own, CallerClaims.SessionOf(http.User), cancellation);
        return Results.NoContent();
    }
}
