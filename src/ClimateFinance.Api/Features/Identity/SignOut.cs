using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/sign-out: ends a sign-in by one of its refresh tokens.</summary>
internal static class SignOut
{
    private const string Description =
        "Every refresh and access token of the same sign-in is refused: on this node at once, on others within about a second. An unknown token is no error.";

    internal sealed record Request(string RefreshToken);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/sign-out", Handle)
        .Operation(nameof(SignOut), "Sign out", Description, 409)
        .Produces(StatusCodes.Status204NoContent)
        .ForAnyone()
        .Example(new Request(TokenReply.Example.RefreshToken), null);

    private static async Task<IResult> Handle(Body<Request> body, RefreshTokens refresh, CancellationToken cancellation)
    {
        await refresh.EndAsync(body.Value.RefreshToken, cancellation);
        return Results.NoContent();
    }
}
