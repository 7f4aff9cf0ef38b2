using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Drills;

/// <summary>
/// Carries commands to hosts that may die at any moment: what stays unanswered is sent again under its key, to the next host in turn, until
/// it is answered. Keeps a ledger of all of them.
/// </summary>
internal sealed class Courier : IDisposable
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<HttpClient> hosts;
    private readonly TokenIssuer tokens;
    private readonly ConcurrentDictionary<string, string> points = new();
    private readonly ConcurrentDictionary<(string Actor, string Resource), long> versions = new();
    private int turn;
    private int unavailable;

    /// <param name="addresses">Of the hosts; where there are several, sendings go to them in turn.</param>
    /// <param name="tokens">The installation's own: signing in is no part of a drill.</param>
    public Courier(IEnumerable<Uri> addresses, TokenIssuer tokens)
    {
        hosts = [.. addresses.Select(address => new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
        {
            BaseAddress = new Uri(address, "api/v1/"),
            Timeout = TimeSpan.FromSeconds(10),
        })];
        this.tokens = tokens;
    }

    /// <summary>Every command that was sent.</summary>
    public ConcurrentQueue<Errand> Ledger { get; } = new();

    /// <summary>Answers that no fault excuses: 500 and the like.</summary>
    public ConcurrentQueue<string> Surprises { get; } = new();

    /// <summary>How often a command heard 503.</summary>
    public int Unavailable => Volatile.Read(ref unavailable);

    /// <summary>When the first command was acknowledged after a moment; null: none was yet.</summary>
    public long? FirstSince(long moment) => Ledger.Where(e => e.At > moment).Select(e => (long?)e.At).Min();

    /// <summary>Sends a command until its fate is known.</summary>
    /// <param name="patient">False: a client that walks off when it hears nothing; its command's fate stays unknown.</param>
    public async Task<Errand> PostAsync(Caller caller, string path, object? body, string? ifMatch, bool patient, CancellationToken cancellation)
    {
        var errand = new Errand(caller, path, body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, Wire));
        Ledger.Enqueue(errand);
        while (true)
        {
            errand.Sendings++;
            if (await SentAsync(errand, ifMatch, cancellation) || !patient) return errand;
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>A resource and its ETag, from whichever host answers; null when none does at the moment, or not to this caller.</summary>
    public Task<(JsonObject Json, string? ETag)?> GetAsync(Caller caller, string path, CancellationToken cancellation) => GetAsync(caller, path, null, cancellation);

    /// <summary>The same as it may be shown to somebody who has seen no more than this caller: a standby may answer.</summary>
    public Task<(JsonObject Json, string? ETag)?> GlanceAsync(Caller caller, string path, CancellationToken cancellation) =>
        GetAsync(caller, path, points.GetValueOrDefault(caller.Actor), cancellation);

    private async Task<(JsonObject Json, string? ETag)?> GetAsync(Caller caller, string path, string? point, CancellationToken cancellation)
    {
        var known = versions.GetValueOrDefault((caller.Actor, path));
        for (var tried = 0; tried < hosts.Count; tried++)
        {
            try
            {
                using var request = Request(HttpMethod.Get, path, caller);
                if (point is not null) request.Headers.TryAddWithoutValidation(ReadPoints.Header, point);
                using var answer = await Next().SendAsync(request, cancellation);
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if ((int)answer.StatusCode == 500) Surprises.Enqueue($"GET {path}: {text}");
                if (answer.IsSuccessStatusCode)
                {
                    Keep(caller, answer);
                    Note(caller, path, answer.Headers.ETag?.ToString(), known);
                    return (JsonNode.Parse(text)!.AsObject(), answer.Headers.ETag?.ToString());
                }

                if ((int)answer.StatusCode < 500) return null;
            }
            catch (Exception e) when (IsSilence(e, cancellation))
            {
                // The next one may know.
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var host in hosts) host.Dispose();
    }

    /// <returns>Whether the fate is known now.</returns>
    private async Task<bool> SentAsync(Errand errand, string? ifMatch, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, errand.Path, errand.Caller);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", errand.Key);
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{errand.Trace}-{Guid.NewGuid().ToString("N")[..16]}-00");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        request.Content = new ByteArrayContent(errand.Body) { Headers = { ContentType = errand.Body.Length > 0 ? new MediaTypeHeaderValue("application/json") : null } };
        try
        {
            using var answer = await Next().SendAsync(request, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            errand.Status = (int)answer.StatusCode;
            if (errand.Status == 500) Surprises.Enqueue($"{errand}: {text}");
            if (errand.Status == 503 && answer.Headers.RetryAfter is null) Surprises.Enqueue($"{errand}: 503 without Retry-After");
            if (errand.Status == 503) Interlocked.Increment(ref unavailable);
            if (errand.Status >= 500) return false;
            errand.Fate = answer.IsSuccessStatusCode ? Fate.Acknowledged : Fate.Refused;
            if (errand.Fate == Fate.Acknowledged)
            {
                errand.At = System.Diagnostics.Stopwatch.GetTimestamp();
                Keep(errand.Caller, answer);
            }

            (errand.ETag, errand.Location, errand.Text) = (answer.Headers.ETag?.ToString(), answer.Headers.Location?.ToString(), text);
            if (errand is { Fate: Fate.Acknowledged, ETag: { } etag }) Note(errand.Caller, errand.Resource, etag, 0);
            return true;
        }
        catch (Exception e) when (IsSilence(e, cancellation))
        {
            return false;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, Caller caller) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(caller).Value) } };

    /// <summary>Where hosts read from standbys, how much of the history a caller has seen; all are of one length.</summary>
    private void Keep(Caller caller, HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues(ReadPoints.Header, out var given))
            points.AddOrUpdate(caller.Actor, given.Single(), (_, before) => string.CompareOrdinal(given.Single(), before) > 0 ? given.Single() : before);
    }

    /// <summary>Nobody is shown less than what he was told before he asked.</summary>
    private void Note(Caller caller, string resource, string? etag, long known)
    {
        if (etag is null) return;
        var seen = long.Parse(etag.Trim('"').Split('-')[0], CultureInfo.InvariantCulture);
        if (seen < known) Surprises.Enqueue($"{caller.Actor} was shown version {seen} of {resource} after version {known}");
        versions.AddOrUpdate((caller.Actor, resource), seen, (_, before) => Math.Max(before, seen));
    }

    private HttpClient Next() => hosts[(Interlocked.Increment(ref turn) & int.MaxValue) % hosts.Count];

    private static bool IsSilence(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested);
}
