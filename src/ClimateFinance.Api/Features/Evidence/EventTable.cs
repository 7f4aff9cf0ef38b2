using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Domain.Evidence;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>Rows of the event table as they stand there, whatever this software makes of them.</summary>
internal static class EventTable
{
    public const string Columns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.data::text, e.user_name, e.correlation_id, e.causation_id, e.headers::text";

    /// <summary>Marten's placeholder for an append that failed is no event.</summary>
    public const string AreEvents = "e.type <> 'tombstone'";

    /// <summary>Reads <see cref="Columns"/>, which may begin at a later column.</summary>
    public static EvidenceLeaf Read(DbDataReader row, int from = 0) => new(
        row.GetInt64(from), row.GetGuid(from + 1), row.IsDBNull(from + 2) ? Guid.Empty : row.GetGuid(from + 2), row.GetInt64(from + 3), row.GetString(from + 4),
        row.GetFieldValue<DateTimeOffset>(from + 5).ToUniversalTime(), Json(row.GetString(from + 6)), Text(row, from + 7), Text(row, from + 8),
        Text(row, from + 9), row.IsDBNull(from + 10) ? null : Json(row.GetString(from + 10)));

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
