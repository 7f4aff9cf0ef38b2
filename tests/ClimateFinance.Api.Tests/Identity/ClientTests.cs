using System.Net.Http.Headers;
using System.Text;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class ClientTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly Scenario scenario = new(app);

    [Fact]
    public async Task A_banks_system_gets_tokens_and_acts_for_the_bank_under_its_own_name()
    {
        var bank = await scenario.BankAsync();
        var made = await MakeAsync(bank, "read", "products:write");
        Assert.Equal("no-store", made.Headers["Cache-Control"]);
        var token = (await TokenAsync(made)).Expect(200);
        Assert.Equal(("Bearer", 900m, "read products:write"), (token.Str("token_type"), token.Num("expires_in"), token.Str("scope")));

        var me = (await CallAsync(token, HttpMethod.Get, "identity/me")).Expect(200);
        Assert.Equal(($"client:{made.Str("clientId")}", "信贷系统", "bank", bank.Organisation), (me.Str("userId"), me.Str("displayName"), me.Str("role"), me.Id("organisationId")));

        var product = (await CallAsync(token, HttpMethod.Post, "products", new { terms = scenario.ProductTerms() })).Expect(201).Id("productId");
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"select user_name from market.mt_events where stream_id = '{product}'", connection);
        Assert.Equal($"client:{made.Str("clientId")}", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_no_scope_is_for_is_refused()
    {
        var desk = await scenario.DealAsync();
        var reading = (await TokenAsync(await MakeAsync(desk.Bank, "read"))).Expect(200);
        (await CallAsync(reading, HttpMethod.Get, desk.Path)).Expect(200);
        (await CallAsync(reading, HttpMethod.Post, $"{desk.Path}/notes", new { words = "x" })).ExpectProblem(403, "scope.missing");
        (await CallAsync(reading, HttpMethod.Post, "products", new { terms = scenario.ProductTerms() })).ExpectProblem(403, "scope.missing");

        var writing = (await TokenAsync(await MakeAsync(desk.Bank, "deals:write", "products:read"))).Expect(200);
        (await CallAsync(writing, HttpMethod.Get, desk.Path)).ExpectProblem(403, "scope.missing");
        (await CallAsync(writing, HttpMethod.Get, "products")).Expect(200);
        (await CallAsync(writing, HttpMethod.Get, "pairings")).ExpectProblem(403, "scope.missing");
        var etag = (await desk.Bank.GetAsync(desk.Path)).Expect(200).ETag;
        (await CallAsync(writing, HttpMethod.Post, $"{desk.Path}/notes", new { words = "由系统记录" }, etag)).Expect(200);

        var timeline = (await desk.Bank.GetAsync($"{desk.Path}/timeline")).Expect(200)["entries"]!.AsArray()[^1]!;
        Assert.StartsWith("client:", timeline["actor"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null((await desk.Enterprise.GetAsync($"{desk.Path}/timeline")).Expect(200)["entries"]!.AsArray()[^1]!["actor"]);
    }

    [Fact]
    public async Task A_system_manages_neither_systems_nor_people_whatever_its_scopes()
    {
        var bank = await scenario.BankAsync();
        var made = await MakeAsync(bank, "read", "write");
        var token = (await TokenAsync(made)).Expect(200);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "identity/clients"), (HttpMethod.Post, "identity/clients"), (HttpMethod.Post, $"identity/clients/{made.Str("clientId")}/secrets"),
            (HttpMethod.Get, "identity/me/sessions"), (HttpMethod.Delete, "identity/me/sessions"), (HttpMethod.Post, "identity/me/password"),
        })
            (await CallAsync(token, method, path, method == HttpMethod.Post ? new { } : null)).ExpectProblem(403, "scope.missing");
        (await bank.PostAsync("identity/clients", new { name = "x", scopes = new[] { "identity:write" } })).ExpectFlaw("scopes[0]", "client.scope_unknown");
    }

    [Fact]
    public async Task A_token_may_be_asked_for_with_less_and_never_with_more()
    {
        var made = await MakeAsync(await scenario.BankAsync(), "read", "deals:write");
        Assert.Equal("read", (await TokenAsync(made, scope: "read")).Expect(200).Str("scope"));
        var more = (await TokenAsync(made, scope: "read write")).ExpectProblem(400, "token.scope_refused");
        Assert.Equal("invalid_scope", more.Str("error"));
    }

    [Fact]
    public async Task The_token_endpoint_is_that_of_RFC_6749()
    {
        var made = await MakeAsync(await scenario.BankAsync(), "read");
        var (id, secret) = (made.Str("clientId"), made.Str("clientSecret"));
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{id}:{secret}"));
        (await FormAsync(new() { ["grant_type"] = "client_credentials", ["resource"] = "passed over" }, basic)).Expect(200);

        await RefusedAsync(401, "token.client_refused", "invalid_client", new() { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = "wrong" });
        await RefusedAsync(401, "token.client_refused", "invalid_client", new() { ["grant_type"] = "client_credentials", ["client_id"] = Guid.NewGuid().ToString(), ["client_secret"] = secret });
        await RefusedAsync(401, "token.client_refused", "invalid_client", new() { ["grant_type"] = "client_credentials" });
        await RefusedAsync(401, "token.client_refused", "invalid_client", new() { ["grant_type"] = "client_credentials" }, "not base64");
        await RefusedAsync(400, "token.two_ways", "invalid_request", new() { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret }, basic);
        await RefusedAsync(400, "token.grant_unsupported", "unsupported_grant_type", new() { ["grant_type"] = "password", ["client_id"] = id, ["client_secret"] = secret });
        var twice = await app.Anonymous().PostRawAsync("identity/token", "grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded");
        Assert.Equal("invalid_request", twice.ExpectProblem(400, "token.parameter_twice").Str("error"));
        (await app.Anonymous().PostRawAsync("identity/token", "{}")).ExpectProblem(415, "http.unsupported_media_type");

        async Task RefusedAsync(int status, string code, string error, Dictionary<string, string> form, string? header = null) =>
            Assert.Equal(error, (await FormAsync(form, header)).ExpectProblem(status, code).Str("error"));
    }

    [Fact]
    public async Task Secrets_follow_one_another_without_a_pause_and_a_revoked_one_ends_its_tokens_at_once()
    {
        var bank = await scenario.BankAsync();
        var first = await MakeAsync(bank, "read");
        var address = $"identity/clients/{first.Str("clientId")}";
        var second = (await bank.PostAsync($"{address}/secrets")).Expect(201);
        var (old, recent) = ((await TokenAsync(first)).Expect(200), (await TokenAsync(second)).Expect(200));

        var seen = (await bank.GetAsync(address)).Expect(200);
        Assert.Equal(2, seen.Count("secrets"));
        Assert.All(seen["secrets"]!.AsArray(), s => Assert.NotNull(s!["lastUsedAt"]));
        Assert.DoesNotContain(first.Str("clientSecret"), seen.Text, StringComparison.Ordinal);

        (await bank.PostAsync($"{address}/secrets/{first.Str("secretId")}/revocation")).Expect(200);
        (await TokenAsync(first)).ExpectProblem(401, "token.client_refused");
        (await CallAsync(old, HttpMethod.Get, "products")).ExpectProblem(401, "http.unauthorized");
        (await CallAsync(recent, HttpMethod.Get, "products")).Expect(200);

        for (var i = 0; i < 4; i++) (await bank.PostAsync($"{address}/secrets")).Expect(201);
        (await bank.PostAsync($"{address}/secrets")).ExpectProblem(409, "client.too_many_secrets");

        Assert.NotNull((await bank.PostAsync($"{address}/revocation")).Expect(200)["revokedAt"]);
        (await CallAsync(recent, HttpMethod.Get, "products")).ExpectProblem(401, "http.unauthorized");
        (await TokenAsync(second)).ExpectProblem(401, "token.client_refused");
        (await bank.PostAsync($"{address}/secrets")).ExpectProblem(409, "client.revoked_already");
        (await bank.PostAsync($"{address}/revocation")).Expect(200);
    }

    [Fact]
    public async Task Clients_are_their_organisations_and_their_bureaus_and_nobody_elses()
    {
        var (bank, enterprise) = (await scenario.BankAsync(), await scenario.EnterpriseAsync());
        var made = await MakeAsync(bank, "read");
        var address = $"identity/clients/{made.Str("clientId")}";
        foreach (var other in new[] { await scenario.BankAsync(), enterprise, app.AsBureau("130100"), app.AsEnterprise(bank.Organisation) })
        {
            (await other.GetAsync(address)).ExpectProblem(404, "client.unknown");
            (await other.PostAsync($"{address}/secrets")).ExpectProblem(other.Caller!.Role == Domain.Shared.Role.Bureau ? 403 : 404, other.Caller.Role == Domain.Shared.Role.Bureau ? "http.forbidden" : "client.unknown");
            (await other.PostAsync($"{address}/secrets/{made.Str("secretId")}/revocation")).ExpectProblem(404, "client.unknown");
            (await other.PostAsync($"{address}/revocation")).ExpectProblem(404, "client.unknown");
            Assert.DoesNotContain(made.Str("clientId"), (await other.GetAsync("identity/clients")).Expect(200).Text, StringComparison.Ordinal);
        }

        (await app.AsOperator().GetAsync("identity/clients")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().GetAsync(address)).Expect(200);
        Assert.Equal(1, (await app.AsBureau().GetAsync($"identity/clients?organisationId={bank.Organisation}")).Expect(200).Count());
        var body = new { name = "排放数据", scopes = new[] { "projects:write" }, organisationId = enterprise.Organisation, role = "enterprise" };
        Assert.Equal("enterprise", (await enterprise.GetAsync($"identity/clients/{(await enterprise.PostAsync("identity/clients", body)).Expect(201).Str("clientId")}")).Expect(200).Str("role"));

        // Who holds a secret acts for the organisation: its bureau sees and takes back, and is given none.
        (await app.AsBureau().PostAsync("identity/clients", body)).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().PostAsync($"{address}/secrets")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().PostAsync($"{address}/secrets/{made.Str("secretId")}/revocation")).Expect(200);
        (await bank.PostAsync("identity/clients", body)).ExpectFlaw("organisationId", "client.not_your_organisation");
        (await bank.PostAsync("identity/clients", new { name = "", scopes = Array.Empty<string>() })).ExpectFlaw("name", "text.empty").ExpectFlaw("scopes", "list.wrong_length");
        (await app.AsBank(Guid.NewGuid()).PostAsync("identity/clients", new { name = "x", scopes = new[] { "read" } })).ExpectProblem(404, "bank.unknown");
    }

    [Fact]
    public void Every_area_of_the_routes_has_its_scopes_and_no_other()
    {
        var areas = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!).Where(r => r.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(r => r.Split('/')[3]).Distinct().Where(a => a is not ("identity" or "operations")).Order(StringComparer.Ordinal);
        Assert.Equal(Scopes.Areas.Order(StringComparer.Ordinal), areas);
    }

    private static async Task<ApiAnswer> MakeAsync(MarketClient by, params string[] scopes) =>
        (await by.PostAsync("identity/clients", new { name = "信贷系统", scopes })).Expect(201);

    private Task<ApiAnswer> TokenAsync(ApiAnswer secret, string? scope = null)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = secret.Str("clientId"),
            ["client_secret"] = secret.Str("clientSecret"),
        };
        if (scope is not null) form["scope"] = scope;
        return FormAsync(form);
    }

    private Task<ApiAnswer> FormAsync(Dictionary<string, string> form, string? basic = null) => app.Anonymous().SendAsync(
        HttpMethod.Post, "identity/token", new FormUrlEncodedContent(form),
        headers => headers.Authorization = basic is null ? null : new AuthenticationHeaderValue("Basic", basic));

    private Task<ApiAnswer> CallAsync(ApiAnswer token, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body, body.GetType());
        return app.Anonymous().SendAsync(method, path, content, headers =>
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Str("access_token"));
            if (ifMatch is not null) headers.TryAddWithoutValidation("If-Match", ifMatch);
        });
    }
}
