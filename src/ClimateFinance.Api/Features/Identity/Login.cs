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
        locked: five failures one after the other lock it for 15 minutes. With a second factor, `code` is the authenticator's or a recovery code: without it
        the right password gets 401 `identity.second_factor_needed`, a wrong or used one `identity.second_factor_wrong`, which counts as a failure too. Where the
        role needs a factor and there is none yet, the right password gets 401 `identity.second_factor_to_enrol`. An `Idempotency-Key` is passed over: tokens are never stored to be given again.
        """;

    internal sealed record Request(string UserName, string Password, string? Code = null);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/login", Handle)
        .Operation(nameof(Login), "Sign in", Description, 401, 409)
        .Produces<TokenReply>()
        .ForAnyone()
        .Example(new Request("boc.handan", "correct horse battery staple"), TokenReply.Example);

    private static async Task<IResult> Handle(
        Body<Request> body, SignIn signIn, RefreshTokens refresh, TokenIssuer issuer, HttpContext http, Check check, CancellationToken cancellation)
    {
        var (userName, password, code) = body.Value;
        if (Credentials.Flaws(check, userName, password)) return check.Problem();

        var (user, refused) = await signIn.CheckAsync(userName, password, code, enrolling: false, cancellation);
        var session = user is not null ? await refresh.BeginAsync(user.Id, http.Request.Headers.UserAgent, cancellation) : null;
        return TokenReply.Of(session, issuer, http, refused ?? "identity.wrong_credentials");
    }
}
