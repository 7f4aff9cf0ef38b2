using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Hosting;

/// <summary>What acts on committed events, each on one node at a time; and what every node refreshes for itself.</summary>
internal static partial class Subscriptions
{
    /// <summary>So late an event of another node may be noticed: what it sets off shall be seen within a second.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan DrainCheck = TimeSpan.FromMilliseconds(5);

    public static void AddSubscriptions(this IServiceCollection services)
    {
        services.AddSingleton<WarmMarket>();
        services.AddSingleton<PairingWriter>();
        services.AddSingleton<ProposalRound>();
        services.AddSingleton<Subscriber, ProposalSubscriber>();
        services.AddSingleton<Subscriber, RoundSubscriber>();
        services.AddSingleton<LineKeeper>();
        services.AddSingleton<Subscriber, LineSubscriber>();
        services.AddSingleton<NeedKeeper>();
        services.AddSingleton<Subscriber, NeedFundingSubscriber>();
        services.AddSingleton<DealKeeper>();
        services.AddSingleton<ClockworkGate>();
        services.AddSingleton<Subscriber, NeedLeftSubscriber>();
        services.AddSingleton<Subscriber, CalendarSubscriber>();
        services.AddSingleton<CellsAnew>();
        services.AddSingleton<Subscriber, CellFold>();

        services.AddSingleton(provider => new SubscriptionRunner(
            provider.GetRequiredService<PostgresDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            EventRegistry.Domain,
            [.. provider.GetServices<Subscriber>()],
            new SubscriptionOptions { LongestPause = LongestPause },
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<DayWatch>();
        services.AddHostedService<MarketFollower>();
        services.AddHostedService<Worker>();
        services.AddHostedService<PolicyWatch>();
        services.AddHostedService<NeedSweep>();
        services.AddHostedService<DealClockwork>();
        services.AddHostedService<AnswerSweep>();
        services.AddHostedService<EndedSessionsWatch>();
        services.AddHostedService<TokenKeysWatch>();
    }

    /// <summary>Waits until every subscriber has worked on every event there is, those it caused included.</summary>
    /// <exception cref="InvalidOperationException">A subscriber stopped, or put an event aside.</exception>
    public static async Task DrainedAsync(this SubscriptionRunner runner, TimeProvider time, CancellationToken cancellation)
    {
        runner.Hurry(true);
        try
        {
            while (true)
            {
                var all = await runner.StatusAsync(cancellation);
                if (all.FirstOrDefault(s => s.State == SubscriptionState.Stopped || s.Parked > 0) is { } stuck)
                    throw new InvalidOperationException($"Subscription {stuck.Name} is {stuck.State} with {stuck.Parked} parked events. {stuck.Reason}");
                if (all.All(s => s.Lag == 0)) return;
                await Task.Delay(DrainCheck, time, cancellation);
            }
        }
        finally
        {
            runner.Hurry(false);
        }
    }

    private sealed partial class Worker(SubscriptionRunner runner, ILogger<Worker> logger) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            runner.Parked = (subscription, number, name, error) => LogParked(logger, subscription, number, name, error);
            return runner.RunAsync(stoppingToken);
        }

        [LoggerMessage(Level = LogLevel.Error, Message = "{Subscription} failed on event {Number} ({Name}) again and again and put it aside; GET /api/v1/operations/parked-events. {Error}")]
        private static partial void LogParked(ILogger logger, string subscription, long number, string name, string error);
    }

    /// <summary>Another node may adopt a policy or import a notice: every node looks for itself, every few seconds.</summary>
    private sealed partial class PolicyWatch(IServiceProvider services, TimeProvider time, ILogger<PolicyWatch> logger) : BackgroundService
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

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

        // Whatever goes wrong, the policies that are known go on to decide, and the next look comes.
        private async Task LookAsync(CancellationToken cancellation)
        {
            try
            {
                await RuleShelf.FillAsync(services, cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotRead(logger, exception.Message);
            }
        }

        [LoggerMessage(Level = LogLevel.Warning, Message = "The policies and notices were not read: {Reason}")]
        private static partial void LogNotRead(ILogger logger, string reason);
    }
}
