using System.Text.Json;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>What a sign-in gives.</summary>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="AccessToken">For the Authorization header.</param>
/// <param name="ExpiresInSeconds">From now until the access token ends.</param>
/// <param name="RefreshToken">Good once, within 14 days, for the next pair.</param>
internal sealed record TokenReply(string TokenType, string AccessToken, int ExpiresInSeconds, string RefreshToken)
{
    public static TokenReply Example { get; } = new(
        "Bearer", "eyJhbGciOiJFUzI1NiIsImtpZCI6Ij…", (int)TokenIssuer.Lifetime.TotalSeconds, "mB0jcN3o0fyhs2cXQm9o0e3v8x1GkqWlT5uYzR7aBdE");

    /// <summary>The pair of tokens, which nothing on the way may keep; or 401 with the code.</summary>
    public static IResult Of(Session? session, TokenIssuer issuer, HttpContext http, string refusedCode)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (session is null) return Refused(http, refusedCode);

        var access = issuer.Issue(session.Caller, session.Id);
        var reply = new TokenReply("Bearer", access.Value, access.ExpiresInSeconds, session.RefreshToken);
        return new Reply(StatusCodes.Status200OK, null, null, JsonSerializer.SerializeToUtf8Bytes(reply, ApiJson.Options));
    }

    /// <summary>401, with the challenge that RFC 9110 demands with it.</summary>
    public static IResult Refused(HttpContext http, string code)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, code);
    }
}
