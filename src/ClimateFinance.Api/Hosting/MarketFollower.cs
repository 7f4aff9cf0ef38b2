using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClimateFinance.Api.Hosting;

/// <summary>Reads the market when the host starts and keeps the passes short. Whatever goes wrong, the next one comes; questions make their own.</summary>
internal sealed partial class MarketFollower(WarmMarket market, TimeProvider time, ILogger<MarketFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do await FollowAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await market.PassAsync().WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotRead(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The market was not read: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);
}

/// <summary>A node is ready when it has read the market: a small one in no time, a country's in seconds.</summary>
internal sealed class MarketIsWarm(WarmMarket market) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (!market.Warm) await market.PassAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The market is being read.");
        }
    }
}
