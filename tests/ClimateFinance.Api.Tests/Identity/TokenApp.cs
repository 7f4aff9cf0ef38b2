using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

/// <summary>The real wiring of tokens and audiences in front of a few addresses, without a database.</summary>
internal sealed class TokenApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient client;

    private TokenApp(WebApplication app)
    {
        this.app = app;
        client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public SetClock Clock => (SetClock)app.Services.GetRequiredService<TimeProvider>();

    public TokenIssuer Issuer => app.Services.GetRequiredService<TokenIssuer>();

    public InstallationKeys Keys => app.Services.GetRequiredService<InstallationKeys>();

    public static async Task<TokenApp> StartAsync(KeysForTest keys, params string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(
            [$"--Identity:KeyFolder={keys.Folder}", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", .. settings]);
        builder.Services.AddSingleton<TimeProvider>(new SetClock());
        builder.Services.AddMarketIdentity(builder.Configuration);
        builder.Services.AddAudiences();
        var app = builder.Build();
        app.UseProblems();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/who", (HttpContext http) => CallerClaims.Of(http.User).ToString()).For(Audience.Everyone);
        app.MapGet("/enterprise", () => "in").For(Audience.Enterprise);
        app.MapGet("/bank", () => "in").For(Audience.Bank);
        app.MapGet("/bureau", () => "in").For(Audience.Bureau);
        app.MapGet("/operator", () => "in").For(Audience.Operator);
        app.MapGet("/anyone", () => "in").ForAnyone();
        app.MapGet("/unstated", () => "in");

        // As EF wraps what Npgsql throws when the server is gone.
        app.MapGet("/away", IResult () => throw new InvalidOperationException("EF.", new NpgsqlException("Npgsql.", new SocketException()))).ForAnyone();
        await app.StartAsync();
        return new TokenApp(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var response = await GetAsync(path, token);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }
}

/// <summary>One such application for the tests of a class.</summary>
public sealed class TokenAppFixture : IAsyncLifetime
{
    private readonly KeysForTest keys = new();

    internal TokenApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await TokenApp.StartAsync(keys);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        keys.Dispose();
    }
}

/// <summary>A clock that stands until a test moves it.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A folder for keys that is gone after the test.</summary>
internal sealed class KeysForTest : IDisposable
{
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"cf-keys-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
