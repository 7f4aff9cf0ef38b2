using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClimateFinance.Api.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: its database does too, and the market is in memory.</summary>
internal static class Health
{
    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", timeout: TimeSpan.FromSeconds(3)).AddCheck<MarketIsWarm>("market", timeout: TimeSpan.FromSeconds(3));

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).ForAnyone();
        app.MapHealthChecks("/health/ready").ForAnyone();
    }

    private sealed class DatabaseAnswers(IEventStore store) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await store.QueryAsync(new Sql("select 1"), row => row.GetInt32(0), cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (StoreUnavailableException)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.");
            }
        }
    }
}
