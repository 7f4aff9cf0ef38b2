using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>An access token and how long it is good.</summary>
internal sealed record AccessToken(string Value, int ExpiresInSeconds);

/// <summary>Issues access tokens: JWTs of RFC 9068 (<c>at+jwt</c>), signed ES256. What they carry is trusted until they expire or their sign-in is ended.</summary>
internal sealed class TokenIssuer(InstallationKeys keys, TimeProvider time)
{
    public const string Issuer = "climate-finance";
    public const string Audience = "climate-finance-api";
    public const string TokenType = "at+jwt";

    /// <summary>Short: what a token carries is believed for this long. Who is signed out loses it sooner (<see cref="EndedSessions"/>).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token with which <paramref name="caller"/> acts. Whether its role, organisation and region add up is checked at its use.</summary>
    /// <param name="session">The sign-in, or the client's secret, that it comes from; with its end the token ends.</param>
    /// <param name="scope">To what a client's token is narrowed; null for people.</param>
    public AccessToken Issue(Caller caller, Guid? session = null, string? scope = null)
    {
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            [CallerClaims.Subject] = caller.Actor,
            [CallerClaims.Role] = Audiences.NameOf(caller.Role),
        };
        if (caller.Organisation is { } organisation) claims[CallerClaims.Organisation] = organisation.ToString();
        if (session is { } id) claims[CallerClaims.Session] = id.ToString();
        if (scope is not null) claims[Scopes.Claim] = scope;
        if (caller.Region is { } region) claims[CallerClaims.Region] = region.Value;

        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            TokenType = TokenType,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(keys.Signing, SecurityAlgorithms.EcdsaSha256),
        });
        return new AccessToken(token, (int)Lifetime.TotalSeconds);
    }
}
