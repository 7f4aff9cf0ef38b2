using System.Net;
using System.Security.Cryptography;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class BearerTokenTests(TokenAppFixture fixture) : IClassFixture<TokenAppFixture>
{
    private static readonly Caller Bank = new("u1", Role.Bank, new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90"), null);
    private readonly TokenApp app = fixture.App;

    [Fact]
    public async Task A_token_we_issued_says_who_acts()
    {
        using var response = await app.GetAsync("/who", app.Issuer.Issue(Bank).Value);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Bank.ToString(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_bureau_without_an_organisation_of_its_own_is_its_regions()
    {
        var officer = new Caller("u2", Role.Bureau, null, new RegionCode("130400"));
        using var response = await app.GetAsync("/who", app.Issuer.Issue(officer).Value);
        Assert.Equal((officer with { Organisation = CallerClaims.BureauOf(new RegionCode("130400")) }).ToString(), await response.Content.ReadAsStringAsync());
        Assert.NotEqual(CallerClaims.BureauOf(new RegionCode("130400")), CallerClaims.BureauOf(new RegionCode("130000")));
    }

    [Fact]
    public async Task Each_role_enters_its_own_address_and_no_other()
    {
        foreach (var role in new[] { "enterprise", "bank", "bureau", "operator" })
        {
            var token = app.Issuer.Issue(Someone(role)).Value;
            foreach (var address in new[] { "enterprise", "bank", "bureau", "operator" })
                Assert.Equal(address == role ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await app.StatusAsync($"/{address}", token));
        }
    }

    [Fact]
    public async Task An_address_that_states_no_audience_is_nobodys()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/unstated", null));
        foreach (var role in new[] { "enterprise", "bank", "bureau", "operator" })
            Assert.Equal(HttpStatusCode.Forbidden, await app.StatusAsync("/unstated", app.Issuer.Issue(Someone(role)).Value));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/anyone", null));
    }

    [Theory]
    [InlineData(-31, HttpStatusCode.Unauthorized)]
    [InlineData(-30, HttpStatusCode.OK)]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(15 * 60 + 29, HttpStatusCode.OK)]
    [InlineData(15 * 60 + 30, HttpStatusCode.Unauthorized)]
    public async Task A_token_is_good_from_its_issue_to_its_end_by_the_hosts_clock_give_or_take_30_seconds(int secondsLater, HttpStatusCode expected)
    {
        var (token, issuedAt) = (app.Issuer.Issue(Bank).Value, app.Clock.Now);
        app.Clock.Now = issuedAt + TimeSpan.FromSeconds(secondsLater);
        var status = await app.StatusAsync("/bank", token);
        app.Clock.Now = issuedAt;
        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task A_refused_token_gets_a_problem_and_a_challenge()
    {
        using var response = await app.GetAsync("/bank", "nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var challenge = Assert.Single(response.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.Contains("invalid_token", challenge.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_during_a_sign_in_is_503_and_not_500()
    {
        using var response = await app.GetAsync("/away", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task The_forger_below_forges_well_when_it_forges_nothing() => Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/bank", Forged()));

    [Fact]
    public async Task Another_issuer_audience_or_kind_of_token_is_refused()
    {
        await RefusedAsync(Forged(d => d.Issuer = "elsewhere"));
        await RefusedAsync(Forged(d => d.Audience = "elsewhere"));
        await RefusedAsync(Forged(d => d.TokenType = "JWT"));
        await RefusedAsync(Forged(d => d.Expires = null));
    }

    [Fact]
    public async Task No_signature_another_key_or_another_algorithm_is_refused()
    {
        await RefusedAsync(Forged(d => d.SigningCredentials = null));

        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusedAsync(Forged(d => d.SigningCredentials = new SigningCredentials(
            new ECDsaSecurityKey(strange) { KeyId = app.Keys.Signing.KeyId }, SecurityAlgorithms.EcdsaSha256)));

        // The classic confusion: a MAC under the public key, which everybody may know.
        var publicKey = app.Keys.Signing.ECDsa.ExportSubjectPublicKeyInfo();
        await RefusedAsync(Forged(d => d.SigningCredentials = new SigningCredentials(
            new SymmetricSecurityKey(publicKey) { KeyId = app.Keys.Signing.KeyId }, SecurityAlgorithms.HmacSha256)));
    }

    [Fact]
    public async Task A_token_whose_content_was_changed_is_refused()
    {
        var parts = app.Issuer.Issue(Bank).Value.Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("\"bank\"", "\"operator\"", StringComparison.Ordinal);
        await RefusedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}");
    }

    [Theory]
    [InlineData("role", null)]
    [InlineData("role", "system")]
    [InlineData("role", "1")]
    [InlineData("role", "Bank")]
    [InlineData("organisation", null)]
    [InlineData("organisation", "00000000-0000-0000-0000-000000000000")]
    [InlineData("organisation", "ours")]
    [InlineData("sub", null)]
    [InlineData("sub", " ")]
    [InlineData("region", "13")]
    public async Task A_bank_whose_claims_do_not_add_up_is_refused(string claim, string? value) => await RefusedAsync(Forged(d =>
    {
        if (value is null) d.Claims.Remove(claim);
        else d.Claims[claim] = value;
    }));

    [Fact]
    public async Task Two_roles_two_organisations_or_a_bureau_without_a_region_are_refused()
    {
        await RefusedAsync(Forged(d => d.Claims["role"] = new[] { "bank", "operator" }));
        await RefusedAsync(Forged(d => d.Claims["organisation"] = new[] { Guid.NewGuid().ToString(), Guid.NewGuid().ToString() }));
        await RefusedAsync(app.Issuer.Issue(new Caller("u", Role.Bureau, Guid.NewGuid(), null)).Value);
        await RefusedAsync(app.Issuer.Issue(new Caller("u", Role.Enterprise, null, null)).Value);
        await RefusedAsync(app.Issuer.Issue(new Caller("u", Role.Operator, Guid.NewGuid(), null)).Value);
        await RefusedAsync(app.Issuer.Issue(Caller.System("clock")).Value);
    }

    private static Caller Someone(string role) => role switch
    {
        "enterprise" => new Caller("u", Role.Enterprise, Guid.NewGuid(), null),
        "bank" => new Caller("u", Role.Bank, Guid.NewGuid(), null),
        "bureau" => new Caller("u", Role.Bureau, null, new RegionCode("130400")),
        _ => new Caller("u", Role.Operator, null, null),
    };

    private async Task RefusedAsync(string token) => Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/who", token));

    /// <summary>A token as the issuer makes it, but for what <paramref name="change"/> changes.</summary>
    private string Forged(Action<SecurityTokenDescriptor>? change = null)
    {
        var now = app.Clock.Now.UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = TokenIssuer.Issuer,
            Audience = TokenIssuer.Audience,
            TokenType = TokenIssuer.TokenType,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + TokenIssuer.Lifetime,
            SigningCredentials = new SigningCredentials(app.Keys.Signing, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = Bank.Actor, ["role"] = "bank", ["organisation"] = Bank.Organisation.ToString()! },
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }
}
