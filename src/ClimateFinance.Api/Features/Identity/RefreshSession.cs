using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/refresh: a refresh token for the next pair of tokens.</summary>
internal static class RefreshSession
{
    private const string Description =
        """
        A refresh token is good once. Used a second time it was stolen by somebody, and every token of the same sign-in ends: sign in again.
        An `Idempotency-Key` is passed over: tokens are never stored to be given again.
        """;

    internal sealed record Request(string RefreshToken);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/refresh", Handle)
        .Operation(nameof(RefreshSession), "Go on being signed in", Description, 401, 409)
        .Produces<TokenReply>()
        .ForAnyone()
        .Example(new Request(TokenReply.Example.RefreshToken), TokenReply.Example);

    private static async Task<IResult> Handle(Body<Request> body, RefreshTokens refresh, TokenIssuer issuer, HttpContext http, CancellationToken cancellation) =>
        TokenReply.Of(await refresh.RotateAsync(body.Value.RefreshToken, cancellation), issuer, http, "identity.refresh_refused");
}
