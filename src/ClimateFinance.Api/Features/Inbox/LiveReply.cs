using System.Globalization;
using System.Text;
using System.Text.Json;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using Microsoft.AspNetCore.Authentication;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>
/// Server-sent events: an id to go on from, a kind, JSON. A comment every few seconds shows that the line is alive. It ends when the token that opened
/// it does or its sign-in is ended, and when the host stops; the caller comes back with <c>Last-Event-ID</c> and misses nothing.
/// </summary>
internal sealed class LiveReply(LiveFeed feed, Caller caller, Func<LiveEvent, bool> wanted, TimeProvider time, CancellationToken stopping) : IResult
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        using var expiry = new CancellationTokenSource(Left(httpContext), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, expiry.Token);
        var last = long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null;
        var (ended, session) = (httpContext.RequestServices.GetRequiredService<EndedSessions>(), CallerClaims.SessionOf(httpContext.User));
        try
        {
            // In line first: who reads the opening has every event that is committed from then on.
            using var following = await feed.FollowAsync(last, either.Token);
            await SendAsync(response, "retry: 3000\n\n", either.Token);
            await using var events = following.EventsAsync(either.Token).GetAsyncEnumerator(either.Token);
            while (true)
            {
                var next = events.MoveNextAsync().AsTask();

                // When the line ends the feed ends with it, so the wait for the next event is always over before it is let go.
                while (!await SoonAsync(next))
                {
                    if (ended.Holds(session)) await expiry.CancelAsync();
                    else await SendAsync(response, ": \n\n", CancellationToken.None);
                }

                if (!await next || ended.Holds(session)) return;
                await TellAsync(response, events.Current, either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The caller left, its token ended or the host stops.
        }
    }

    /// <summary>Whether the next event came before a heartbeat is due.</summary>
    private async Task<bool> SoonAsync(Task next)
    {
        using var nap = new CancellationTokenSource();
        var first = await Task.WhenAny(next, Task.Delay(Heartbeat, time, nap.Token));
        await nap.CancelAsync();
        return first == next;
    }

    private async Task TellAsync(HttpResponse response, LiveEvent? happened, CancellationToken cancellation)
    {
        if (happened is null)
        {
            await SendAsync(response, "event: reset\ndata: {}\n\n", cancellation);
            return;
        }

        if (!happened.IsFor(caller) || !wanted(happened)) return;
        var json = JsonSerializer.Serialize(happened, ApiJson.Options);
        await SendAsync(response, string.Create(CultureInfo.InvariantCulture, $"id: {happened.Sequence}\nevent: {happened.Subject}\ndata: {json}\n\n"), cancellation);
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    /// <summary>How long the token lasts; at most an hour, whoever issued it.</summary>
    private TimeSpan Left(HttpContext http)
    {
        var longest = TimeSpan.FromHours(1);
        if (http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is not { } expires) return longest;
        var left = expires - time.GetUtcNow();
        return left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left < longest ? left : longest;
    }
}
