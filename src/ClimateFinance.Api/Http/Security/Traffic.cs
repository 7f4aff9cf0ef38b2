using System.Threading.RateLimiting;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClimateFinance.Api.Http.Security;

/// <summary>How much may be asked of a node, under <c>Traffic</c> in the configuration. Rates fill up again evenly; a burst is what may come at once.</summary>
internal sealed record TrafficLimits
{
    /// <summary>Whether there are limits at all: not where a load is measured.</summary>
    public bool Limited { get; init; } = true;

    /// <summary>Requests of one user or client a second.</summary>
    public int CallerPerSecond { get; init; } = 50;

    public int CallerBurst { get; init; } = 500;

    /// <summary>Requests of one user or client that are answered at the same time; as many again may wait.</summary>
    public int CallerAtOnce { get; init; } = 32;

    /// <summary>Requests from one address a second: many users may sit behind it.</summary>
    public int AddressPerSecond { get; init; } = 200;

    public int AddressBurst { get; init; } = 2_000;

    /// <summary>Attempts to sign in, refresh, or use an invitation from one address a minute; as many may come at once.</summary>
    public int SignInsPerMinute { get; init; } = 60;

    /// <summary>The field that is out of range, or null.</summary>
    public string? Flaw => new[]
        {
            (nameof(CallerPerSecond), CallerPerSecond), (nameof(CallerBurst), CallerBurst), (nameof(CallerAtOnce), CallerAtOnce),
            (nameof(AddressPerSecond), AddressPerSecond), (nameof(AddressBurst), AddressBurst), (nameof(SignInsPerMinute), SignInsPerMinute),
        }
        .Where(limit => limit.Item2 is < 1 or > 1_000_000).Select(limit => limit.Item1).FirstOrDefault();
}

/// <summary>
/// Limits on who asks how much: by address, by caller, by caller at once, and tighter for what needs no token. Who is over a limit gets 429 with
/// Retry-After; nothing was done. Each node counts for itself.
/// </summary>
internal static class Traffic
{
    private const string Section = "Traffic";

    public static void AddTraffic(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = configuration.GetSection(Section).Get<TrafficLimits>() ?? new TrafficLimits();
        if (limits.Flaw is { } flaw) throw new InvalidOperationException($"{Section}:{flaw} must be 1 to 1000000.");
        services.AddSingleton(limits);
        if (!limits.Limited) return;
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(ByAddress(limits), WithoutToken(limits), ByCaller(limits), AtOnce(limits));
            options.OnRejected = async (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                await Problem.TooMany(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))).ExecuteAsync(rejected.HttpContext);
            };
        });
    }

    /// <summary>After the caller is known, before anything is done for it.</summary>
    public static void UseTraffic(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TrafficLimits>().Limited) app.UseRateLimiter();
    }

    /// <summary>What a connection may cost before a request is even whole: sizes, and the patience with who sends slowly.</summary>
    public static void Bound(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = Bodies.RequestBody.MaxHeardOut;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1_024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MaxConcurrentConnections = 2_000;
    }

    private static PartitionedRateLimiter<HttpContext> ByAddress(TrafficLimits limits) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        AddressOf(http) is { } address ? Bucket(address, limits.AddressPerSecond, limits.AddressBurst) : RateLimitPartition.GetNoLimiter(string.Empty));

    private static PartitionedRateLimiter<HttpContext> ByCaller(TrafficLimits limits) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        CallerOf(http) is { } caller ? Bucket(caller, limits.CallerPerSecond, limits.CallerBurst) : RateLimitPartition.GetNoLimiter(string.Empty));

    /// <summary>Whoever guesses passwords or tokens is slowed down whatever names are tried; the lockout of an account stands beside it.</summary>
    private static PartitionedRateLimiter<HttpContext> WithoutToken(TrafficLimits limits) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        HttpMethods.IsPost(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null && AddressOf(http) is { } address
            ? RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.SignInsPerMinute,
                TokensPerPeriod = limits.SignInsPerMinute,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            })
            : RateLimitPartition.GetNoLimiter(string.Empty));

    /// <summary>Not for live events, which stay: they have a limit of their own.</summary>
    private static PartitionedRateLimiter<HttpContext> AtOnce(TrafficLimits limits) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        CallerOf(http) is { } caller && http.GetEndpoint()?.Metadata.GetMetadata<EventsMetadata>() is null
            ? RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = limits.CallerAtOnce, QueueLimit = limits.CallerAtOnce })
            : RateLimitPartition.GetNoLimiter(string.Empty));

    private static RateLimitPartition<string> Bucket(string key, int perSecond, int burst) => RateLimitPartition.GetTokenBucketLimiter(
        key,
        _ => new TokenBucketRateLimiterOptions { TokenLimit = burst, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1) });

    private static string? CallerOf(HttpContext http) => http.User.FindFirst(CallerClaims.Subject)?.Value;

    /// <summary>
    /// Of IPv6 the network of 64 bits: whoever has one address there has all of them. None on a Unix socket.
    /// </summary>
    private static string? AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
