using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>What a user wants to be told, and in which language.</summary>
/// <param name="Version">1 while nothing was ever stated.</param>
internal sealed record Preferences(long Version, string? Language, IReadOnlyList<InboxKind> Muted);

/// <summary>Reads the preferences of the caller, by its subject: users of another authority have them too.</summary>
internal sealed class CallerPreferences(QueryCaller caller, IEventStore store)
{
    public const string Text = "select version, language, muted from user_preference where actor = $1";

    public static Preferences Unstated { get; } = new(1, null, []);

    public async Task<Preferences> ReadAsync(CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(new Sql(Text, caller.Caller.Actor), Map, cancellation);
        return rows.Count == 1 ? rows[0] : Unstated;
    }

    public static Preferences Map(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), [.. row.GetFieldValue<string[]>(2).Select(EnumNames.Read<InboxKind>)]);
}
