using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/login: name and password for an access token and a refresh token.</summary>
internal static class Login
{
    private const string Description =
        """
        Every failure is the same 401 `identity.wrong_credentials`, whether the name is unknown, the password wrong, the account deactivated, or
        locked: five failures one after the other lock it for 15 minutes. An `Idempotency-Key` is passed over: tokens are never stored to be given again.
        """;

    internal sealed record Request(string UserName, string Password);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/login", Handle)
        .Operation(nameof(Login), "Sign in", Description, 401, 409)
        .Produces<TokenReply>()
        .ForAnyone()
        .Example(new Request("boc.handan", "correct horse battery staple"), TokenReply.Example);

    private static async Task<IResult> Handle(
        Body<Request> body, SignIn signIn, RefreshTokens refresh, TokenIssuer issuer, HttpContext http, Check check, CancellationToken cancellation)
    {
        var (userName, password) = body.Value;
        check.Text("userName", userName, UserBodies.MaxUserName);
        if (password.Length is 0 or > PasswordRules.Max) check.Flawed("password", UserBodies.PasswordLength(1));
        if (check.Failed) return check.Problem();

        var session = await signIn.CheckAsync(userName, password) is { } user ? await refresh.BeginAsync(user.Id, http.Request.Headers.UserAgent, cancellation) : null;
        return TokenReply.Of(session, issuer, http, "identity.wrong_credentials");
    }
}
