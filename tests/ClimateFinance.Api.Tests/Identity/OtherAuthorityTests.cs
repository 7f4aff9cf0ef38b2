using System.Net;
using System.Security.Cryptography;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

/// <summary>Tokens of an OpenID Connect authority that calls its claims by other names and signs with RSA.</summary>
public sealed class OtherAuthorityTests : IAsyncLifetime
{
    private static readonly Guid Bank = new("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90");
    private readonly KeysForTest keys = new();
    private readonly RsaSecurityKey signing = new(RSA.Create(2048)) { KeyId = "theirs" };
    private WebApplication authority = null!;
    private TokenApp app = null!;

    private string Address => authority.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        authority = builder.Build();
        authority.MapGet("/.well-known/openid-configuration", () => Results.Text(
            $$"""{"issuer":"{{Address}}","jwks_uri":"{{Address}}/keys","authorization_endpoint":"{{Address}}/a","token_endpoint":"{{Address}}/t"}""", "application/json"));
        authority.MapGet("/keys", () =>
        {
            var open = signing.Rsa.ExportParameters(includePrivateParameters: false);
            return Results.Text(
                $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"theirs","n":"{{Base64UrlEncoder.Encode(open.Modulus)}}","e":"{{Base64UrlEncoder.Encode(open.Exponent)}}"}]}""",
                "application/json");
        });
        await authority.StartAsync();
        app = await TokenApp.StartAsync(
            keys,
            $"--Identity:Authority={Address}",
            "--Identity:RequireHttpsMetadata=false",
            "--Identity:Audience=marketplace",
            "--Identity:Claims:Role=roles",
            "--Identity:Claims:Organisation=org_id");
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await authority.DisposeAsync();
        signing.Rsa.Dispose();
        keys.Dispose();
    }

    [Fact]
    public async Task Its_tokens_are_taken_under_its_names_and_its_other_roles_passed_over()
    {
        using var response = await app.GetAsync("/who", Theirs(new() { ["sub"] = "zhang", ["roles"] = new[] { "offline_access", "bank" }, ["org_id"] = Bank.ToString() }));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(new Caller("zhang", Role.Bank, Bank, null).ToString(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Its_tokens_have_to_add_up_as_ours_do()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/who", Theirs(new() { ["sub"] = "zhang", ["roles"] = "bank" })));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/who", Theirs(new() { ["sub"] = "zhang", ["role"] = "operator" })));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/who", Theirs(new() { ["sub"] = "zhang", ["roles"] = new[] { "operator", "bank" }, ["org_id"] = Bank.ToString() })));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/who", Theirs(new() { ["sub"] = "zhang", ["roles"] = "operator" }, audience: "another")));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/who", Theirs(new() { ["sub"] = "zhang", ["roles"] = "operator" })));
    }

    [Fact]
    public async Task Our_own_tokens_are_taken_no_more() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/who", app.Issuer.Issue(new Caller("u", Role.Operator, null, null)).Value));

    [Theory]
    [InlineData("ftp://elsewhere", false)]
    [InlineData("http://elsewhere", true)]
    public void An_authority_that_cannot_be_trusted_stops_the_start(string address, bool https) =>
        Assert.Contains("Identity__Authority", Assert.Throws<IdentitySetupException>(
            () => new MarketIdentityOptions { Authority = address, RequireHttpsMetadata = https }.Checked()).Message, StringComparison.Ordinal);

    private string Theirs(Dictionary<string, object> claims, string audience = "marketplace")
    {
        var now = app.Clock.Now.UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = audience,
            NotBefore = now,
            Expires = now + TimeSpan.FromMinutes(5),
            Claims = claims,
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
        });
    }
}
