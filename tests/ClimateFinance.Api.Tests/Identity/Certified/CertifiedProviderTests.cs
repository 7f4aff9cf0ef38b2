using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity.Certified;

/// <summary>A whole host that takes the tokens of a certified OpenID Connect provider instead of its own, by configuration alone.</summary>
public sealed class CertifiedProviderTests(TestPostgres postgres)
{
    private const string Audience = "urn:climate-finance:marketplace";

    [Fact]
    public async Task A_host_takes_the_tokens_of_a_certified_provider_by_configuration()
    {
        var bank = Guid.CreateVersion7();
        await using var provider = await CertifiedProvider.StartAsync(new JsonObject
        {
            ["boc-system"] = new JsonObject { ["cf_role"] = new JsonArray("offline", "bank"), ["cf_org"] = bank.ToString() },
            ["inspector"] = new JsonObject { ["cf_role"] = "bureau", ["cf_region"] = "130400" },
            ["nobody"] = new JsonObject(),
        });
        await using var app = new MarketApp(postgres)
        {
            Settings =
            [
                $"--Identity:Authority={provider.Address}", "--Identity:RequireHttpsMetadata=false", $"--Identity:Audience={Audience}",
                "--Identity:Claims:Role=cf_role", "--Identity:Claims:Organisation=cf_org", "--Identity:Claims:Region=cf_region",
            ],
        };
        await app.InitializeAsync();
        var (boc, inspector) = (await provider.TokenAsync("boc-system", Audience), await provider.TokenAsync("inspector", Audience));

        var me = (await CallAsync(boc, HttpMethod.Get, "identity/me")).Expect(200);
        Assert.Equal(("boc-system", "bank", bank), (me.Str("userId"), me.Str("role"), me.Id("organisationId")));
        Assert.Equal("邯郸市", (await CallAsync(inspector, HttpMethod.Get, "identity/me")).Expect(200).Str("regionName"));

        var profile = new { name = "中国银行邯郸分行", uscc = Scenario.NewUscc(), region = "130400", group = "state" };
        var registered = await CallAsync(boc, HttpMethod.Post, "banks", new { profile });
        registered.Expect(201);
        (await CallAsync(inspector, HttpMethod.Post, $"banks/{bank}/verification", new { verified = true }, registered.ETag)).Expect(200);
        (await CallAsync(boc, HttpMethod.Post, $"banks/{bank}/verification", new { verified = true }, registered.ETag)).ExpectProblem(403, "http.forbidden");

        (await CallAsync(await provider.TokenAsync("nobody", Audience), HttpMethod.Get, "identity/me")).ExpectProblem(401, "http.unauthorized");
        (await CallAsync(await provider.TokenAsync("boc-system", "urn:elsewhere"), HttpMethod.Get, "identity/me")).ExpectProblem(401, "http.unauthorized");
        (await CallAsync($"{boc[..^4]}AAAA", HttpMethod.Get, "identity/me")).ExpectProblem(401, "http.unauthorized");
        (await app.AsBank(bank).GetAsync("identity/me")).ExpectProblem(401, "http.unauthorized");
        (await app.Anonymous().PostAsync("identity/login", new { userName = "someone", password = "whatever it is" })).ExpectProblem(409, "identity.other_authority");
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        (await CallAsync(boc, HttpMethod.Get, "identity/me")).ExpectProblem(401, "http.unauthorized");

        Task<ApiAnswer> CallAsync(string token, HttpMethod method, string path, object? body = null, string? ifMatch = null) => app.Anonymous().SendAsync(
            method, path, body is null ? null : JsonContent.Create(body, body.GetType()), headers =>
            {
                headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                if (ifMatch is not null) headers.TryAddWithoutValidation("If-Match", ifMatch);
            });
    }
}
