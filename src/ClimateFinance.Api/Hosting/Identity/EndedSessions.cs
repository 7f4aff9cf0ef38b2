using System.Collections.Concurrent;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// The sign-ins that were ended while access tokens of theirs are still in date: a deactivated user's, a signed-out one's, those of a stolen refresh
/// token, and the secrets of clients that were taken back. Kept in memory, so that looking costs a request nothing: the node that ends one knows at once, the others ask the database each second.
/// </summary>
internal sealed class EndedSessions(TimeProvider time)
{
    /// <summary>Longer than any access token is good: none that began before the end of its sign-in outlives it here.</summary>
    public static readonly TimeSpan Remembered = TokenIssuer.Lifetime + TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> until = new();

    public bool Holds(Guid? session) => session is { } id && until.ContainsKey(id);

    public void Add(IEnumerable<Guid> sessions)
    {
        var end = time.GetUtcNow() + Remembered;
        foreach (var session in sessions) until.TryAdd(session, end);
    }

    /// <summary>Forgets what no token can name any more.</summary>
    public void Tidy()
    {
        var now = time.GetUtcNow();
        foreach (var (session, end) in until)
        {
            if (end <= now) until.TryRemove(session, out _);
        }
    }
}

/// <summary>Asks each second. While the database does not answer, what is known stays.</summary>
internal sealed partial class EndedSessionsWatch(IEventStore store, EndedSessions ended, TimeProvider time, ILogger<EndedSessionsWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Learns what was ended lately, on whichever node.</summary>
    public static async Task LearnAsync(IEventStore store, EndedSessions ended, TimeProvider time, CancellationToken cancellation)
    {
        var lately = new Sql(
            "select family from refresh_token where revoked_at > $1 union select id from api_client_secret where revoked_at > $1", time.GetUtcNow() - EndedSessions.Remembered);
        ended.Add(await store.QueryAsync(lately, row => row.GetGuid(0), cancellation));
        ended.Tidy();
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await LearnAsync(store, ended, time, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotRead(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which sign-ins other nodes ended could not be asked: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);
}
