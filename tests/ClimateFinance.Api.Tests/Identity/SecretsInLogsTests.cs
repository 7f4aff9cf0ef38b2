using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class SecretsInLogsTests(TestPostgres postgres)
{
    [Fact]
    public async Task No_password_and_no_token_is_logged_at_any_level()
    {
        const string password = "purple kettle 17 north";
        const string given = "green lantern 23 south";
        using var keys = new KeysForTest();
        var log = new Written();
        var database = await postgres.CreateDatabaseAsync();
        var secrets = new List<string> { password, given };
        await using (var app = await MarketHost.BuildAsync(
            [
                "--urls=http://127.0.0.1:0", "--environment=Testing", $"--Identity:KeyFolder={keys.Folder}", "--Logging:LogLevel:Default=Trace",
                "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:Console:LogLevel:Default=None",
            ],
            database,
            services => services.AddSingleton<ILoggerProvider>(log)))
        {
            await app.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

            async Task<JsonNode> PostAsync(string path, object body)
            {
                using var response = await http.PostAsJsonAsync($"/api/v1/identity/{path}", body);
                var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                foreach (var name in new[] { "accessToken", "refreshToken", "token" })
                {
                    if (json[name] is { } token) secrets.Add(token.GetValue<string>());
                }

                return json;
            }

            var oneTime = (await File.ReadAllTextAsync(Path.Combine(keys.Folder, FirstOperator.File))).Trim();
            secrets.Add(oneTime);
            Assert.Equal("operator", (await PostAsync("invitations/acceptance", new { token = oneTime, password }))["userName"]!.GetValue<string>());
            var tokens = await PostAsync("login", new { userName = "operator", password });
            await PostAsync("login", new { userName = "operator", password = given });
            await PostAsync("refresh", new { refreshToken = tokens["refreshToken"]!.GetValue<string>() });
            await PostAsync("refresh", new { refreshToken = tokens["refreshToken"]!.GetValue<string>() });

            // The token that came back ended that sign-in, access token and all.
            tokens = await PostAsync("login", new { userName = "operator", password });
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens["accessToken"]!.GetValue<string>());
            var user = await PostAsync("users", new { userName = "second", displayName = "Second", role = "operator", password = given });
            Assert.Equal("second", user["userName"]!.GetValue<string>());
            Assert.NotNull((await PostAsync("invitations", new { userName = "invited", displayName = "Invited", role = "operator" }))["token"]);
            await PostAsync("users", new { userName = "third", displayName = "Third", role = "operator", password = 12345678 });
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{tokens["accessToken"]!.GetValue<string>()}x");
            Assert.Equal(401, (await PostAsync("users", new { }))["status"]!.GetValue<int>());
        }

        await postgres.DropDatabaseAsync(database);
        Assert.Equal(10, secrets.Count);
        Assert.Contains(log.Lines, line => line.Contains("identity/login", StringComparison.Ordinal));
        foreach (var secret in secrets) Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private sealed class Written : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
