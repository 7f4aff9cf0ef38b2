using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Benchmarks;

/// <summary>Parties that act over HTTP as any client would: they register, are verified, and send commands with the version they saw.</summary>
internal sealed class LiveParties(HttpClient http, TokenIssuer tokens, string city)
{
    private int made;

    public Caller Bureau { get; } = new($"bureau-{city}", Role.Bureau, null, RegionCode.Hydrate(city));

    public static string Uscc(int number)
    {
        var code = $"91130400MA{number + 5_000_000:0000000}";
        return code + Domain.Shared.Uscc.CheckCharacter(code);
    }

    public async Task<Caller> RegisterAsync(Role role, string collection, Func<int, object> request, object verification)
    {
        var party = new Caller($"party-{++made}", role, Guid.CreateVersion7(), null);
        await SendAsync(party, HttpMethod.Post, collection, request(made), null);
        await MoveAsync(Bureau, $"{collection}/{party.Organisation}", "verification", verification);
        return party;
    }

    public async Task<Guid> PostAsync(Caller caller, string path, object body, string id) =>
        (await SendAsync(caller, HttpMethod.Post, path, body, null)).Json[id]!.GetValue<Guid>();

    public async Task MoveAsync(Caller caller, string resource, string move, object? body)
    {
        var (_, etag) = await SendAsync(caller, HttpMethod.Get, resource, null, null);
        await SendAsync(caller, HttpMethod.Post, $"{resource}/{move}", body, etag);
    }

    public async Task PutAsync(Caller caller, string resource, object body)
    {
        var (_, etag) = await SendAsync(caller, HttpMethod.Get, resource, null, null);
        await SendAsync(caller, HttpMethod.Put, resource, body, etag);
    }

    /// <summary>Whether a need's newest pairing in a list stands as said: the product's revision and the status.</summary>
    public async Task<bool> ShowsAsync(Caller caller, string path, Guid need, string shown)
    {
        var (list, _) = await SendAsync(caller, HttpMethod.Get, path, null, null);
        var newest = list["items"]!.AsArray().FirstOrDefault(item => item!["needId"]!.GetValue<Guid>() == need);
        return newest is not null && $"{newest["productRevision"]!.GetValue<int>()} {newest["status"]!.GetValue<string>()}" == shown;
    }

    private async Task<(JsonNode Json, string? ETag)> SendAsync(Caller caller, HttpMethod method, string path, object? body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(caller).Value) } };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: ApiJson.Options);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
        return (JsonNode.Parse(text)!, response.Headers.ETag?.ToString());
    }
}
