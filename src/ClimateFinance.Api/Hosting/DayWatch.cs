using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// Notices on every node that another day began in Shanghai, and records it: of nodes that do so at once one is first. What follows from it
/// (<see cref="MarketDayBegan"/>) is the work of whoever follows the feed. A host that slept over days records the present one.
/// </summary>
internal sealed partial class DayWatch(IEventStore store, NeedKeeper needs, TimeProvider time, ILogger<DayWatch> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;
    private DateOnly seen = DateOnly.MinValue;

    /// <summary>The first look is over before the host serves: a preset's story, whose days pass on the clock, begins after it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        watching = WatchAsync(stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await watching;
    }

    public void Dispose() => stopping.Dispose();

    private async Task WatchAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation)) await LookAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var today = ShanghaiTime.DateOf(time.GetUtcNow());
        if (today <= seen) return;
        try
        {
            await BeginAsync(cancellation);
            if (seen != DateOnly.MinValue) await needs.SweepAsync(cancellation);
            seen = today;
        }
        catch (StoreUnavailableException exception)
        {
            LogUnavailable(logger, exception.Message);
        }
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        var load = new Load();
        var days = load.Stream<MarketDay>(MarketDay.StreamId);
        await store.LoadAsync(load, cancellation);
        var circumstance = new Circumstance(time.GetUtcNow(), Caller.System("days"));
        var decision = MarketDay.Decide(days.State, new BeginMarketDay(), circumstance);

        // Refused, it began already; and whoever was faster has recorded it.
        if (decision.Refusal is not null) return;
        await store.CommitAsync(
            new Commit(circumstance.At, new EventContext(circumstance.By.Actor, circumstance.By.Role, null))
                .Append(MarketDay.StreamId, MarketDay.Category, days.Version, [.. decision.Events]),
            cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The day was not recorded: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
