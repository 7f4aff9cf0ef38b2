using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>
/// What the marketplace itself records on needs: that one went stale, lapsed, or was funded by a deal. Each is decided by the need, so doing it
/// twice, or on two nodes at once, records it once.
/// </summary>
internal sealed class NeedKeeper(IEventStore store, Rulebook rules, TimeProvider time)
{
    private const int MaxAttempts = 10;
    private const int Batch = 200;

    /// <summary>Marks the needs that nobody confirmed for too long, and lapses those that stayed so; at most some hundreds a call.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var (policy, today) = (rules.Policy, rules.Today);
        var due = await store.QueryAsync(
            new Sql(
                """
                select n.id, coalesce(c.open_deals, 0) > 0 from need n left join need_contact c on c.need_id = n.id
                where (n.status = 'published' and n.confirmed_on <= $1) or (n.status = 'stale' and n.stale_on <= $2 and coalesce(c.open_deals, 0) = 0)
                order by n.id limit $3
                """,
                today.AddDays(-policy.NeedStaleAfterDays), today.AddDays(-policy.NeedLapsesAfterStaleDays), Batch),
            row => (Id: row.GetGuid(0), InDeal: row.GetBoolean(1)),
            cancellation);
        foreach (var (id, inDeal) in due)
        {
            await RecordAsync(
                id,
                need => need is Need.Published { StaleOn: not null }
                    ? new LapseNeed(policy.NeedLapsesAfterStaleDays, inDeal)
                    : new MarkNeedStale(policy.NeedStaleAfterDays),
                cancellation);
        }
    }

    /// <summary>Records what a deal that closed with money brought.</summary>
    public async Task RecordFundingAsync(Guid deal, CancellationToken cancellation)
    {
        var load = new Load();
        var closed = load.Stream<Deal>(deal);
        await store.LoadAsync(load, cancellation);
        if (closed.State.Content is not { } content) throw new InvalidOperationException($"There is no deal {deal}.");
        await RecordAsync(content.File.Need.Value, _ => new RecordNeedFunding(content.File.Deal, content.DrawnConfirmed), cancellation);
    }

    private async Task RecordAsync(Guid id, Func<Need, ICommand<Need>> command, CancellationToken cancellation)
    {
        var by = Caller.System("needs");
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var load = new Load();
            var need = load.Stream<Need>(id);
            await store.LoadAsync(load, cancellation);

            // A refusal says that it is recorded already, or that the need left the market meanwhile.
            var at = time.GetUtcNow();
            var decision = Need.Decide(need.State, command(need.State), new Circumstance(at, by));
            if (decision.Refusal is not null) return;
            var commit = new Commit(at, new EventContext(by.Actor, by.Role, null, PolicyVersion: rules.Policy.Version))
                .Append(id, Need.Category, need.Version, [.. decision.Events]);
            if (await store.CommitAsync(commit, cancellation) is CommitOutcome.Done) return;
        }

        throw new InvalidOperationException($"Need {id} changes faster than it can be kept.");
    }
}

/// <summary>A deal that closed with money funds its need.</summary>
internal sealed class NeedFundingSubscriber(NeedKeeper keeper) : Subscriber
{
    public override string Name => "need-funding";

    public override IReadOnlyList<string> Categories { get; } = [Deal.Category];

    public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation) =>
        happened.Data is DealClosed { Outcome: DealOutcome.Funded } ? keeper.RecordFundingAsync(happened.Stream, cancellation) : Task.CompletedTask;
}

/// <summary>Sweeps at the start and every hour; nothing hangs on the minute, and a week of downtime is made up for at once.</summary>
internal sealed partial class NeedSweep(NeedKeeper keeper, TimeProvider time, ILogger<NeedSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await keeper.SweepAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                LogUnavailable(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The needs were not swept: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
