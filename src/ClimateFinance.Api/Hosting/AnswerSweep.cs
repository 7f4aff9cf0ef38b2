using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// Forgets answers under idempotency keys whose 72 hours are over, some thousands at a time, and documents that a host was taking in when it died: at the
/// start and every hour.
/// </summary>
internal sealed partial class AnswerSweep(IEventStore store, DocumentIntake documents, TimeProvider time, ILogger<AnswerSweep> logger) : BackgroundService
{
    private const int Batch = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                while (await SweepAsync(stoppingToken) == Batch)
                {
                }

                await documents.SweepAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                LogUnavailable(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Forgets one batch; returns how many there were.</summary>
    internal async Task<long> SweepAsync(CancellationToken cancellation)
    {
        var forgotten = await store.QueryAsync(
            new Sql(
                """
                with old as (select scope, key from idempotency_answer where at < $1 limit $2 for update skip locked),
                    gone as (delete from idempotency_answer a using old where a.scope = old.scope and a.key = old.key returning 1)
                select count(*) from gone
                """,
                time.GetUtcNow() - Idempotency.Kept, Batch),
            row => row.GetInt64(0),
            cancellation);
        return forgotten[0];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old answers and broken documents were not forgotten: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
