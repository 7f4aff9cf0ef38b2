using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/second-factor/enrolment: a secret for an authenticator application.</summary>
internal static class EnrolSecondFactor
{
    private const string Description =
        """
        Name and password once more, and a code where there is a second factor already, which stays good until the new one is confirmed. Type `secret` into an
        authenticator application, or let it read `uri` as a QR code; then send its first code to `/identity/second-factor/confirmation` within an hour. In a
        production host the bureau and the operator sign in with a second factor and not otherwise; for the others it is their choice. Every wrong password
        and every wrong code counts towards the lockout, as at the sign-in.
        """;

    internal sealed record Request(string UserName, string Password, string? Code = null);

    /// <param name="Secret">Base32, 160 bits: shown this once.</param>
    /// <param name="Uri">The same for a QR code.</param>
    internal sealed record Reply(string Secret, string Uri);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/second-factor/enrolment", Handle)
        .Operation(nameof(EnrolSecondFactor), "Begin with a second factor, or another one", Description, 401, 409)
        .Produces<Reply>()
        .ForAnyone()
        .Example(
            new Request("handan.inspector", "correct horse battery staple"),
            new Reply("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "otpauth://totp/ClimateFinance:handan.inspector?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ClimateFinance&algorithm=SHA1&digits=6&period=30"));

    private static async Task<IResult> Handle(
        Body<Request> body, SignIn signIn, SecondFactors factors, HttpContext http, Check check, CancellationToken cancellation)
    {
        var (userName, password, code) = body.Value;
        if (Credentials.Flaws(check, userName, password)) return check.Problem();
        var (user, refused) = await signIn.CheckAsync(userName, password, code, enrolling: true, cancellation);
        if (user is null) return TokenReply.Refused(http, refused!);
        var secret = await factors.BeginAsync(user.Id, cancellation);
        return IdentityReply.Secret(http, StatusCodes.Status200OK, null, new Reply(Totp.Base32(secret), Totp.UriOf(secret, user.UserName!)));
    }
}

/// <summary>POST /identity/second-factor/confirmation: the first code of the new secret.</summary>
internal static class ConfirmSecondFactor
{
    private const string Description =
        """
        From now on a sign-in asks for a code. The ten recovery codes are shown this once: keep them apart from the telephone; each is good once in place of a code.
        """;

    internal sealed record Request(string UserName, string Password, string Code);

    internal sealed record Reply(IReadOnlyList<string> RecoveryCodes);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/second-factor/confirmation", Handle)
        .Operation(nameof(ConfirmSecondFactor), "Confirm the second factor with its first code", Description, 401, 409)
        .Produces<Reply>()
        .ForAnyone()
        .Example(new Request("handan.inspector", "correct horse battery staple", "287082"), new Reply(["K7WQ2M9XH4TRB6ZC", "C3VN8P5YJ2DSG7FA"]));

    private static async Task<IResult> Handle(
        Body<Request> body, SignIn signIn, SecondFactors factors, HttpContext http, Check check, CancellationToken cancellation)
    {
        var (userName, password, code) = body.Value;
        if (Credentials.Flaws(check, userName, password)) return check.Problem();
        var (user, codes) = await signIn.ConfirmAsync(userName, password, code, cancellation);
        if (user is null) return TokenReply.Refused(http, "identity.wrong_credentials");
        return codes is null
            ? TokenReply.Refused(http, "identity.second_factor_wrong")
            : IdentityReply.Secret(http, StatusCodes.Status200OK, null, new Reply(codes));
    }
}

/// <summary>POST /identity/second-factor/removal: signs in without from now on, where the role may.</summary>
internal static class RemoveSecondFactor
{
    internal sealed record Request(string UserName, string Password, string Code);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/second-factor/removal", Handle)
        .Operation(
            nameof(RemoveSecondFactor), "Do without a second factor",
            "With name, password and a code or recovery code. Refused where the role needs one.", 401, 409)
        .Produces(StatusCodes.Status204NoContent)
        .ForAnyone()
        .Example(new Request("boc.handan", "correct horse battery staple", "287082"), null);

    private static async Task<IResult> Handle(
        Body<Request> body, SignIn signIn, SecondFactors factors, HttpContext http, Check check, CancellationToken cancellation)
    {
        var (userName, password, code) = body.Value;
        if (Credentials.Flaws(check, userName, password)) return check.Problem();
        var (user, refused) = await signIn.CheckAsync(userName, password, code, enrolling: true, cancellation);
        if (user is null) return TokenReply.Refused(http, refused!);
        if (factors.IsDemandedOf(user.Role)) return Problem.Of(Domain.Shared.Refusal.Rule("identity.second_factor_demanded"));
        await factors.RemoveOwnAsync(user.Id, cancellation);
        return Results.NoContent();
    }
}

/// <summary>DELETE /identity/users/{id}/second-factor: for a user who lost the telephone and the recovery codes.</summary>
internal static class ResetSecondFactor
{
    private const string Description =
        """
        The factor and its recovery codes are gone, and every sign-in of the user ends. Where its role needs a factor, the user enrols anew at the next sign-in
        with its password: make sure first that it is the user who asks. One's own is not one's own to reset.
        """;

    public static void Map(RouteGroupBuilder identity) => identity.MapDelete("/users/{userId:guid}/second-factor", Handle)
        .Operation(nameof(ResetSecondFactor), "Take a user's second factor away", Description, 409)
        .Produces(StatusCodes.Status204NoContent)
        .For(Audience.Bureau | Audience.Operator);

    private static async Task<IResult> Handle(
        Guid userId, SecondFactors factors, RefreshTokens refresh, Http.Queries.QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        if (caller.Caller.Actor == userId.ToString()) return Problem.Of(Domain.Shared.Refusal.Rule("user.not_yourself"));
        if ((await store.QueryAsync(OneUser.Of(userId, caller), UserView.Map, cancellation)).Count == 0) return Problem.Of(Domain.Shared.Refusal.Unknown("user.unknown"));
        if (!await factors.ResetAsync(userId, caller.Caller, cancellation)) return Problem.Of(Domain.Shared.Refusal.Rule("user.no_second_factor"));
        await refresh.EndAllAsync(userId, null, cancellation);
        return Results.NoContent();
    }
}

/// <summary>The shape of a name and a password that are tried.</summary>
internal static class Credentials
{
    public static bool Flaws(Check check, string userName, string password)
    {
        check.Text("userName", userName, UserBodies.MaxUserName);
        if (password.Length is 0 or > PasswordRules.Max) check.Flawed("password", UserBodies.PasswordLength(1));
        return check.Failed;
    }
}
