using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Enterprises;

internal static class Rebuilds
{
    /// <summary>Replays all events into twins of the projection's tables and demands the same rows, of which there must be some.</summary>
    /// <param name="empty">Tables in which this story leaves no row.</param>
    public static async Task ExpectRebuiltAlikeAsync(this MarketApp app, Projection projection, params IReadOnlyList<string> empty)
    {
        var rebuilder = new ProjectionRebuilder(
            app.Services.GetRequiredService<PostgresDatabase>(), app.Services.GetRequiredService<IEventStore>(), EventRegistry.Domain, app.Clock);
        Assert.Empty(await rebuilder.VerifyAsync(projection, null, CancellationToken.None));
        foreach (var table in projection.Tables.Except(empty))
        {
            var rows = await app.Services.GetRequiredService<IEventStore>().QueryAsync(new Sql($"select count(*) from {table}"), row => row.GetInt64(0), CancellationToken.None);
            Assert.NotEqual(0L, Assert.Single(rows));
        }
    }
}
