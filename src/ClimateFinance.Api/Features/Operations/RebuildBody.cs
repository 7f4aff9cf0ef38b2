using System.Data.Common;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>How far the rebuild of a read model is.</summary>
/// <param name="RebuildId">For its address.</param>
/// <param name="Projection">What was asked for: the name of one, or <c>all</c>.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>; after a failure the old tables are in use.</param>
/// <param name="Current">Which one is being made; null before and after.</param>
/// <param name="EventsDone">Replayed so far; of several read models together.</param>
/// <param name="EventsTotal">To be replayed, as far as known; it grows while commands go on.</param>
/// <param name="EventsPerSecond">Since it began; null before.</param>
/// <param name="EstimatedEnd">At that pace; null when it does not run.</param>
/// <param name="Failure">Why it failed; null otherwise.</param>
internal sealed record RebuildBody(
    Guid RebuildId, string Projection, string State, string? Current, long EventsDone, long EventsTotal, long? EventsPerSecond, DateTimeOffset? EstimatedEnd,
    DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Failure)
{
    public const string Columns = "r.id, r.projection, r.state, r.current, r.events_done, r.events_total, r.requested_at, r.started_at, r.seen_at, r.ended_at, r.failure";

    public static RebuildBody Example { get; } = new(
        Guid.Parse("0193b5a0-0000-7000-8000-00000000a001"), "deals", "running", "deals", 412_000, 1_030_000, 41_200,
        new DateTimeOffset(2026, 12, 1, 2, 0, 25, TimeSpan.Zero), new DateTimeOffset(2026, 12, 1, 2, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 12, 1, 2, 0, 0, TimeSpan.Zero), null, null);

    public static RebuildBody Waiting(Guid id, string projection, DateTimeOffset at) => new(id, projection, "waiting", null, 0, 0, null, null, at, null, null, null);

    public static RebuildBody Map(DbDataReader row)
    {
        var (state, done, total) = (row.GetString(2), row.GetInt64(4), row.GetInt64(5));
        DateTimeOffset? At(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
        var (started, seen, ended) = (At(7), At(8), At(9));
        var seconds = started is { } from && (ended ?? seen) is { } to ? (to - from).TotalSeconds : 0;
        var pace = seconds > 0 && done > 0 ? done / seconds : (double?)null;
        return new RebuildBody(
            row.GetGuid(0), row.GetString(1), state, row.IsDBNull(3) ? null : row.GetString(3), done, total, pace is null ? null : (long)pace,
            state == "running" && pace is { } a && seen is { } now ? now.AddSeconds(Math.Ceiling(Math.Max(0, total - done) / a)) : null,
            row.GetFieldValue<DateTimeOffset>(6), started, ended, row.IsDBNull(10) ? null : row.GetString(10));
    }
}
