using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>On one node at a time: takes up what was asked for; clears away what a node left that died at it.</summary>
internal sealed partial class RebuildWorker(RebuildDesk desk, PostgresDatabase database, TimeProvider time, ILogger<RebuildWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public Task WorkAsync(CancellationToken cancellation) =>
        new ElectedWork(database, "rebuilds", new SubscriptionOptions(), time).RunAsync(TermAsync, failure => LogFailed(logger, failure.Message), cancellation);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => WorkAsync(stoppingToken);

    private async Task TermAsync(CancellationToken cancellation)
    {
        await desk.ClearAsync(cancellation);
        while (true)
        {
            if (!await desk.WorkAsync(cancellation)) await Task.Delay(Pause, time, cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rebuilds wait: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
