using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>
/// Sends the commands of a preset over HTTP, as its sign-ins, with the ETags that a caller would keep. Anything but success stops the load
/// with the whole problem: a preset that the rules refuse is a broken preset.
/// </summary>
internal sealed class PresetSession(HttpClient http, TokenIssuer tokens, IReadOnlyDictionary<string, Caller> callers)
{
    /// <summary>Lets requests of the loader pass the gate that holds everybody else.</summary>
    public const string PassHeader = "X-Preset-Pass";

    private readonly ConcurrentDictionary<string, string> etags = new(StringComparer.Ordinal);
    private int sent;

    /// <summary>Commands sent so far.</summary>
    public int Sent => sent;

    /// <summary>Who acts under the name.</summary>
    public Caller CallerOf(string signIn) =>
        callers.TryGetValue(signIn, out var caller) ? caller : throw new PresetException($"No sign-in '{signIn}'.");

    /// <summary>Creates something under a collection; returns its receipt and keeps its ETag.</summary>
    public async Task<JsonNode> CreateAsync(string by, string collection, object body, CancellationToken cancellation)
    {
        var (json, etag, location) = await SendAsync(by, HttpMethod.Post, collection, body, null, cancellation);
        if (location is not null && etag is not null) etags[location["/api/v1/".Length..]] = etag;
        return json;
    }

    /// <summary>Moves something that exists: <c>needs/{id}</c> and <c>publication</c>.</summary>
    public async Task<JsonNode> MoveAsync(string by, string resource, string move, object? body, CancellationToken cancellation)
    {
        if (!etags.TryGetValue(resource, out var known))
        {
            var (_, read, _) = await SendAsync(by, HttpMethod.Get, resource, null, null, cancellation);
            known = read ?? throw new PresetException($"{resource} has no ETag.");
        }

        var (json, etag, _) = await SendAsync(by, HttpMethod.Post, $"{resource}/{move}", body, known, cancellation);
        if (etag is not null) etags[resource] = etag;
        return json;
    }

    /// <summary>Somebody else changed this: its version is read again before the next move.</summary>
    public void Forget(string resource) => etags.TryRemove(resource, out _);

    public async Task<JsonNode> GetAsync(string by, string path, CancellationToken cancellation) =>
        (await SendAsync(by, HttpMethod.Get, path, null, null, cancellation)).Json;

    private async Task<(JsonNode Json, string? ETag, string? Location)> SendAsync(
        string by, HttpMethod method, string path, object? body, string? ifMatch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(CallerOf(by)).Value);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: ApiJson.Options);
        using var response = await http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode) throw new PresetException($"{method} {path} as {by} was refused with {(int)response.StatusCode}: {text}");

        if (method == HttpMethod.Post) Interlocked.Increment(ref sent);
        return (JsonNode.Parse(text)!, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString());
    }
}

/// <summary>A preset could not be played to its end.</summary>
internal sealed class PresetException(string message) : Exception(message);
