using System.Net.Http.Headers;
using ClimateFinance.Api.Tests.Support;

namespace ClimateFinance.Api.Tests.Identity;

/// <summary>Somebody who signed in with name and password and calls with the tokens of that.</summary>
internal sealed class SignedIn(MarketApp app, ApiAnswer tokens)
{
    public const string Password = "correct horse battery staple";

    public string RefreshToken => tokens.Str("refreshToken");

    /// <summary>A new user, made by the operator.</summary>
    public static async Task<ApiAnswer> UserAsync(MarketApp app, string role = "operator", Guid? organisation = null, string? region = null) =>
        (await app.AsOperator().PostAsync("identity/users", new
        {
            UserName = $"user-{Guid.NewGuid():N}",
            DisplayName = "Someone 某人",
            Role = role,
            Password,
            OrganisationId = organisation,
            Region = region,
        })).Expect(201);

    public static Task<ApiAnswer> LoginAsync(MarketApp app, string userName, string password = Password) =>
        app.Anonymous().PostAsync("identity/login", new { UserName = userName, Password = password });

    public static async Task<SignedIn> AsAsync(MarketApp app, string userName, string password = Password) =>
        new(app, (await LoginAsync(app, userName, password)).Expect(200));

    public Task<ApiAnswer> RefreshAsync() => app.Anonymous().PostAsync("identity/refresh", new { RefreshToken });

    public Task<ApiAnswer> MeAsync(MarketApp? elsewhere = null) => SendAsync(HttpMethod.Get, "identity/me", null, elsewhere);

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<ApiAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    private Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body, MarketApp? elsewhere = null) => (elsewhere ?? app).Anonymous().SendAsync(
        method, path, body is null ? null : System.Net.Http.Json.JsonContent.Create(body),
        headers => headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Str("accessToken")));
}
