using ClimateFinance.Domain.Needs;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// Looks at the deals' clocks on one node at a time: at the start, and every half minute. Nothing hangs on the minute: each fact says which day
/// it belongs to, and what a week of downtime left undone is recorded at once, in order.
/// </summary>
internal sealed partial class DealClockwork(DealKeeper keeper, ClockworkGate gate, PostgresDatabase database, TimeProvider time, ILogger<DealClockwork> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new ElectedWork(database, "deal-clocks", new SubscriptionOptions(), time).RunAsync(WorkAsync, e => LogFailed(logger, e.Message), stoppingToken);

    private async Task WorkAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            if (!gate.Held) await keeper.SweepAsync(cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The deals' clocks were not looked at: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}

/// <summary>Held while a story is being told, whose days pass on the host's clock: the teller looks at the clocks at the end of each day.</summary>
internal sealed class ClockworkGate
{
    private volatile bool held;

    public bool Held
    {
        get => held;
        set => held = value;
    }
}

/// <summary>A need that leaves the market ends its deals that are not signed.</summary>
internal sealed class NeedLeftSubscriber(DealKeeper keeper) : Subscriber
{
    public override string Name => "deals-of-needs";

    public override IReadOnlyList<string> Categories { get; } = [Need.Category];

    public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation) => happened.Data switch
    {
        NeedWithdrawn => keeper.CloseForNeedAsync(happened.Stream, "needWithdrawn", cancellation),
        NeedLapsed => keeper.CloseForNeedAsync(happened.Stream, "needWithdrawn", cancellation),
        NeedFunded { InFull: true } => keeper.CloseForNeedAsync(happened.Stream, "needFunded", cancellation),
        _ => Task.CompletedTask,
    };
}
