using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Http;

/// <summary>Who asks too much is told to wait and nobody else is; what is too large or too slow is ended; browsers are told what to do with answers.</summary>
public sealed class TrafficTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_caller_over_the_limit_waits_as_long_as_it_is_told_and_no_other_does()
    {
        await using var app = Limited("CallerBurst=5", "CallerPerSecond=1");
        await app.InitializeAsync();
        var (bank, other) = (app.AsBank(Guid.CreateVersion7()), app.AsBank(Guid.CreateVersion7()));
        for (var i = 0; i < 5; i++) (await bank.GetAsync("identity/me")).Expect(200);

        var refused = await UntilRefusedAsync(() => bank.GetAsync("identity/me"));

        refused.ExpectProblem(429, "http.too_many_requests");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        (await other.GetAsync("identity/me")).Expect(200);
    }

    [Fact]
    public async Task An_address_over_the_limit_waits_whoever_asks_from_it()
    {
        await using var app = Limited("AddressBurst=20", "AddressPerSecond=1");
        await app.InitializeAsync();
        (await UntilRefusedAsync(() => app.AsBank(Guid.CreateVersion7()).GetAsync("identity/me"))).ExpectProblem(429, "http.too_many_requests");
    }

    [Fact]
    public async Task Guessing_passwords_under_ever_other_names_is_slowed_down()
    {
        await using var app = Limited("SignInsPerMinute=10");
        await app.InitializeAsync();
        var tries = 0;
        var refused = await UntilRefusedAsync(() => app.Anonymous().PostAsync("identity/login", new { userName = $"name{tries++}", password = "a-guess-of-a-password" }));
        refused.ExpectProblem(429, "http.too_many_requests");
        Assert.InRange(tries, 10, 20);
        (await app.AsOperator().GetAsync("identity/me")).Expect(200);
    }

    [Fact]
    public async Task A_command_over_the_limit_did_nothing_and_its_key_is_free()
    {
        await using var app = Limited("CallerBurst=3", "CallerPerSecond=1");
        await app.InitializeAsync();
        var enterprise = app.AsEnterprise(Guid.CreateVersion7());
        var person = new { kind = "enterpriseFinance", name = "王会计", position = "财务", phone = "0310-1234567", email = "wang@example.com" };
        ApiAnswer? refused = null;
        for (var i = 0; i < 30 && refused is null; i++)
        {
            var answer = await enterprise.PostAsync("persons", person, key: $"key-{i:00000000}");
            if (answer.Status == 429) refused = answer;
        }

        Assert.NotNull(refused);
        Assert.Null(refused.ETag);
    }

    [Theory]
    [InlineData("CallerBurst", 0)]
    [InlineData("AddressPerSecond", -1)]
    [InlineData("SignInsPerMinute", 1_000_001)]
    public void A_limit_that_is_none_stops_the_start_and_is_named(string name, int value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create($"Traffic:{name}", (string?)$"{value}")]).Build();
        Assert.Contains(name, Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTraffic(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_all_measure_are_refused_before_anything_reads_them()
    {
        await using var app = Limited();
        await app.InitializeAsync();
        using var client = new HttpClient { BaseAddress = app.Address };
        using var large = new HttpRequestMessage(HttpMethod.Get, "api/v1/identity/me");
        large.Headers.Add("X-Large", new string('x', 17_000));
        using var many = new HttpRequestMessage(HttpMethod.Get, "api/v1/identity/me");
        for (var i = 0; i < 70; i++) many.Headers.Add($"X-{i}", "x");

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await client.SendAsync(large, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await client.SendAsync(many, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Who_sends_half_a_request_is_sent_away()
    {
        await using var app = Limited();
        await app.InitializeAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /api/v1/identity/me HTTP/1.1\r\nHost: x\r\nX-Slow: "), TestContext.Current.CancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var reader = new StreamReader(stream);
        Assert.Contains("408", await reader.ReadToEndAsync(patience.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/v1/identity/me", "no-store")]
    [InlineData("swagger/index.html", null)]
    [InlineData("openapi/climate-finance.v1.json", null)]
    [InlineData("nowhere", "no-store")]
    public async Task Every_answer_tells_a_browser_to_be_careful(string path, string? cacheControl)
    {
        await using var app = Limited();
        await app.InitializeAsync();
        using var client = new HttpClient { BaseAddress = app.Address };
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        string Header(string name) => string.Join(',', answer.Headers.TryGetValues(name, out var values) ? values : []);
        Assert.Equal(("nosniff", "DENY", "no-referrer", "same-origin"), (Header("X-Content-Type-Options"), Header("X-Frame-Options"), Header("Referrer-Policy"), Header("Cross-Origin-Resource-Policy")));
        Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        if (cacheControl is not null) Assert.Equal(cacheControl, Header("Cache-Control"));
        Assert.Equal("", Header("Server"));

        // No script stands in the page itself: the policy would not run it.
        if (path.EndsWith(".html", StringComparison.Ordinal))
            Assert.DoesNotMatch("<script(?![^>]*src=)[^>]*>\\s*\\S", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_read_anything()
    {
        await using var app = Limited();
        await app.InitializeAsync();
        using var client = new HttpClient { BaseAddress = app.Address };
        using var asked = new HttpRequestMessage(HttpMethod.Options, "api/v1/deals");
        asked.Headers.Add("Origin", "https://elsewhere.example");
        asked.Headers.Add("Access-Control-Request-Method", "GET");
        using var plain = new HttpRequestMessage(HttpMethod.Get, "api/v1/reference/industries");
        plain.Headers.Add("Origin", "https://elsewhere.example");

        foreach (var request in new[] { asked, plain })
        {
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
    }

    private MarketApp Limited(params string[] limits) =>
        new(postgres) { Quiet = true, Settings = ["--Traffic:Limited=true", .. limits.Select(limit => $"--Traffic:{limit}")] };

    private static async Task<ApiAnswer> UntilRefusedAsync(Func<Task<ApiAnswer>> ask)
    {
        for (var i = 0; i < 200; i++)
        {
            var answer = await ask();
            if (answer.Status == 429) return answer;
        }

        throw new InvalidOperationException("Nobody was refused.");
    }
}
