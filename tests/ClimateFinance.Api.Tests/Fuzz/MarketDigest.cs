using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>
/// The whole database in a line a table: the events by their number, every other table by a digest of all its rows. Failed sign-ins are counted
/// with their user, who looks at a deal is noted, and a rebuild that was accepted goes on by itself: those three are left out.
/// </summary>
internal sealed class MarketDigest(MarketApp app)
{
    private const string Tables =
        """
        select c.relname from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('market_user', 'deal_look', 'projection_rebuild') order by 1
        """;

    private string? text;

    public async Task<IReadOnlyDictionary<string, string>> TakeAsync()
    {
        var store = app.Services.GetRequiredService<IEventStore>();
        text ??= string.Join("\nunion all ", (await store.QueryAsync(new Sql(Tables), row => row.GetString(0), CancellationToken.None)).Select(table => table.StartsWith("mt_", StringComparison.Ordinal) || table.StartsWith("evidence_", StringComparison.Ordinal)
            ? $"select '{table}', count(*)::text from \"{table}\""
            : $"select '{table}', count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from \"{table}\" t"));
        return (await store.QueryAsync(new Sql(text), row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), CancellationToken.None)).ToDictionary(StringComparer.Ordinal);
    }
}
