using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Tests.Support;

/// <summary>Speaks to the application as one caller. A new token comes with every request, so that a moved clock expires none.</summary>
public sealed class MarketClient(MarketApp app, HttpClient http, Caller? caller)
{
    public MarketApp App => app;

    public Caller? Caller => caller;

    public Guid Organisation => caller?.Organisation ?? throw new InvalidOperationException("This caller has no organisation.");

    public Task<ApiAnswer> GetAsync(string path, string? ifNoneMatch = null, string? language = null) =>
        SendAsync(HttpMethod.Get, path, null, headers =>
        {
            if (ifNoneMatch is not null) headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
            if (language is not null) headers.AcceptLanguage.ParseAdd(language);
        });

    /// <summary>Posts an object (anonymous, or a record of the API) as JSON; null posts no body.</summary>
    public Task<ApiAnswer> PostAsync(string path, object? body = null, string? ifMatch = null, string? key = null, string? language = null) =>
        SendAsync(HttpMethod.Post, path, Json(body), headers => Set(headers, ifMatch, key, language));

    public Task<ApiAnswer> PutAsync(string path, object body, string? ifMatch = null) =>
        SendAsync(HttpMethod.Put, path, Json(body), headers => Set(headers, ifMatch, null, null));

    /// <summary>Any content, for what is deliberately broken.</summary>
    public Task<ApiAnswer> PostRawAsync(string path, string content, string contentType = "application/json", string? ifMatch = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, new StringContent(content, Encoding.UTF8, contentType), headers => Set(headers, ifMatch, key, null));

    /// <summary>Changes what is at <paramref name="resource"/> in its present version: reads the ETag first.</summary>
    public async Task<ApiAnswer> MoveAsync(string resource, string move, object? body = null)
    {
        var now = await GetAsync(resource);
        return await PostAsync($"{resource}/{move}", body, ifMatch: now.Expect(200).ETag);
    }

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = content };
        if (caller is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.TokenOf(caller));
        headers?.Invoke(request.Headers);
        using var response = await http.SendAsync(request);
        return new ApiAnswer(
            $"{method} {path}", (int)response.StatusCode, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsStringAsync());
    }

    private static void Set(HttpRequestHeaders headers, string? ifMatch, string? key, string? language)
    {
        if (ifMatch is not null) headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (language is not null) headers.AcceptLanguage.ParseAdd(language);
    }

    private static StringContent? Json(object? body) => body switch
    {
        null => null,
        JsonNode node => new StringContent(node.ToJsonString(), Encoding.UTF8, "application/json"),
        _ => new StringContent(JsonSerializer.Serialize(body, body.GetType(), ApiJson.Options), Encoding.UTF8, "application/json"),
    };
}
