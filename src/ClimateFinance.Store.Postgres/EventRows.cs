using ClimateFinance.Domain.Shared;
using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>Reads rows of <c>mt_events</c>.</summary>
internal sealed class EventRows(EventRegistry registry)
{
    /// <summary>The columns that <see cref="Read"/> expects, in its order.</summary>
    public const string Columns = "seq_id, stream_id, version, type, data, timestamp, user_name, correlation_id, causation_id, headers";

    /// <summary>What Marten leaves in place of an event whose append failed after it took its number: present, and nothing.</summary>
    public const string Tombstone = "tombstone";

    /// <exception cref="UnknownStoredEventException">This software does not know the name.</exception>
    public RecordedEvent Read(NpgsqlDataReader row)
    {
        var data = registry.Read(row.GetString(3), row.GetFieldValue<byte[]>(4));
        var headers = row.IsDBNull(9) ? null : EventHeaders.Read(row.GetFieldValue<byte[]>(9));
        return new RecordedEvent(
            row.GetInt64(0),
            row.GetGuid(1),
            registry.Of(data).Category,
            row.GetInt64(2),
            data,
            row.GetFieldValue<DateTimeOffset>(5),
            new EventContext(
                Text(row, 6) ?? "",
                headers?.Role ?? Role.System,
                headers?.Organisation,
                Text(row, 7),
                Text(row, 8),
                headers?.PolicyVersion));
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
