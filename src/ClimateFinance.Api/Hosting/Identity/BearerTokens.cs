using System.Security.Claims;
using ClimateFinance.Api.Http.Security;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Which bearer tokens are taken: our own, or those of the configured authority; never both.</summary>
internal static class BearerTokens
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>What a public authority may sign with. No symmetric algorithm: a public key is no secret to compute a MAC with.</summary>
    private static readonly string[] AsymmetricAlgorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];

    public static void Configure(JwtBearerOptions bearer, MarketIdentityOptions options, InstallationKeys keys, EndedSessions ended, TimeProvider time)
    {
        bearer.TimeProvider = time;
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        var expected = bearer.TokenValidationParameters;
        expected.ValidateIssuer = true;
        expected.ValidateAudience = true;
        expected.RequireSignedTokens = true;
        expected.RequireExpirationTime = true;
        expected.NameClaimType = CallerClaims.Subject;
        expected.RoleClaimType = CallerClaims.Role;
        expected.LifetimeValidator = (from, until, _, _) => IsInForce(time.GetUtcNow().UtcDateTime, from, until);

        if (options.Authority is { } authority)
        {
            bearer.Authority = authority;
            bearer.RequireHttpsMetadata = options.RequireHttpsMetadata;
            expected.ValidAudience = options.Audience;
            expected.ValidAlgorithms = AsymmetricAlgorithms;
        }
        else
        {
            expected.ValidIssuer = TokenIssuer.Issuer;
            expected.ValidAudience = TokenIssuer.Audience;
            expected.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256];
            expected.ValidTypes = [TokenIssuer.TokenType];
            expected.IssuerSigningKeyResolver = (_, _, keyId, _) => keys.Tokens.For(keyId);
        }

        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                // Memory only: no request waits for the database to be believed.
                var identity = Ours(context.Principal!, options);
                if (CallerClaims.FlawOf(identity) is { } flaw) context.Fail(flaw);
                else if (ended.Holds(CallerClaims.SessionOf(context.Principal!))) context.Fail("The sign-in was ended.");
                else context.Principal = new ClaimsPrincipal(identity);
                return Task.CompletedTask;
            },
        };
    }

    // With the host's clock, so that a test sets it.
    private static bool IsInForce(DateTime now, DateTime? from, DateTime? until)
    {
        if (until is not { } end) throw new SecurityTokenNoExpirationException("The token has no end.");
        if (from is { } begin && begin > now + ClockSkew) throw new SecurityTokenNotYetValidException("The token is not valid yet.") { NotBefore = begin };
        if (end <= now - ClockSkew) throw new SecurityTokenExpiredException("The token has expired.") { Expires = end };
        return true;
    }

    /// <summary>The claims that the marketplace reads, under its own names; no other claim goes further than this.</summary>
    private static ClaimsIdentity Ours(ClaimsPrincipal token, MarketIdentityOptions options)
    {
        var names = options.Authority is null ? new MarketIdentityOptions.ClaimNames() : options.Claims;
        var ours = new ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme, CallerClaims.Subject, CallerClaims.Role);
        Take(names.Subject, CallerClaims.Subject);
        Take(names.Role, CallerClaims.Role, only: CallerClaims.IsRole);
        Take(names.Organisation, CallerClaims.Organisation);
        Take(names.Region, CallerClaims.Region);
        if (options.Authority is null)
        {
            Take(CallerClaims.Session, CallerClaims.Session);
            Take(Scopes.Claim, Scopes.Claim);
        }

        return ours;

        void Take(string theirs, string name, Func<string, bool>? only = null) =>
            ours.AddClaims(token.FindAll(theirs).Where(c => only is null || only(c.Value)).Select(c => new Claim(name, c.Value)));
    }
}
