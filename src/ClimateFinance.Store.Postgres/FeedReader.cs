using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// Reads committed events in order of their sequence numbers and never passes a number that may still be committed.
/// </summary>
/// <remarks>
/// Numbers are handed out before the commit, so a reader can see 7 while the transaction of 6 is open. A run of numbers without a hole is
/// always safe. At a hole this holds: <c>nextval</c> takes a lock on the sequence before it hands out a number and keeps it until the
/// transaction ends, and a transaction becomes visible before its locks go. So: note the sequence's last value, then who holds that lock
/// (<c>pg_locks</c>). Once all of those have ended, every number up to the noted value is either visible to a new snapshot or was rolled
/// back and stays missing for ever. No writer waits for a reader and no transaction is held open while waiting.
/// <para>
/// It never settles numbers above the highest committed event: a sequence may fall back after a crash, but not below what was committed.
/// Writers must insert in the transaction that took the number, as this adapter and Marten's quick append do, and the feed must be read
/// on the primary, whose locks these are.
/// </para>
/// </remarks>
internal sealed class FeedReader(EventRows rows)
{
    private const string Page = $"select {EventRows.Columns} from mt_events where seq_id > $1 order by seq_id limit $2";

    private const string LastNumber = "select case when is_called then last_value else 0 end from mt_events_sequence";

    private const string Holders =
        """
        select virtualtransaction from pg_locks
        where locktype = 'relation' and relation = 'mt_events_sequence'::regclass and mode = 'RowExclusiveLock' and granted
          and database = (select oid from pg_database where datname = current_database())
        """;

    private const string Highest = "select coalesce(max(seq_id), 0) from mt_events";

    private const int MostLooks = 100;

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim observing = new(1, 1);

    // Up to here every number is visible to any later snapshot, or missing for ever.
    private long settled;
    private Observation? open;

    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        NpgsqlConnection connection, long afterSequence, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var events = new List<RecordedEvent>(Math.Min(limit, 512));
        var position = afterSequence;
        while (true)
        {
            var page = await PageAsync(connection, position, limit, events, cancellation);
            position = page.Position;
            if (page.End is PageEnd.Drained or PageEnd.Full) return events;

            // Another snapshot is worth taking only when the hole is settled now.
            if (page.End == PageEnd.Hole && await SettleAsync(connection, cancellation) <= position) return events;
        }
    }

    /// <summary>The settled mark, moved on as far as a short wait for the transactions that are open now brings it.</summary>
    public async Task<long> SettledAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            await SettleAsync(connection, cancellation);
            if (Volatile.Read(ref open) is null) break;
            await Task.Delay(LookPause, cancellation);
        }

        return Volatile.Read(ref settled);
    }

    private async Task<(long Position, PageEnd End)> PageAsync(
        NpgsqlConnection connection, long position, int limit, List<RecordedEvent> events, CancellationToken cancellation)
    {
        // Read before the query is sent: its snapshot is then later than the settling.
        var safe = Volatile.Read(ref settled);
        var wanted = limit - events.Count;
        await using var command = new NpgsqlCommand(Page, connection) { Parameters = { SqlBinding.BigInt(position), SqlBinding.Integer(wanted) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var read = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var sequence = reader.GetInt64(0);
            if (sequence > safe && sequence != position + 1) return (Math.Max(position, Math.Min(safe, sequence - 1)), PageEnd.Hole);
            if (reader.GetString(3) != EventRows.Tombstone)
            {
                try
                {
                    events.Add(rows.Read(reader));
                }
                catch (UnknownStoredEventException) when (events.Count > 0)
                {
                    // Hand out what comes before; whoever reads on from there meets it again, first.
                    return (position, PageEnd.Full);
                }
            }

            position = sequence;
            read++;
        }

        if (read < wanted) return (position, PageEnd.Drained);
        return (position, events.Count == limit ? PageEnd.Full : PageEnd.More);
    }

    /// <summary>Looks who still holds a number, and moves the settled mark when all those noted have ended.</summary>
    private async Task<long> SettleAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // One observation at a time: comparing a newer note with an older look would let a transaction slip.
        await observing.WaitAsync(cancellation);
        try
        {
            var (last, holders, highest) = await LookAsync(connection, cancellation);
            open = open is null ? new Observation(last, holders) : open.Seen(holders);
            if (open.Holders.Count > 0) return settled;

            Volatile.Write(ref settled, Math.Max(settled, Math.Min(open.Last, highest)));
            open = null;
            return settled;
        }
        finally
        {
            observing.Release();
        }
    }

    private static async Task<(long Last, HashSet<string> Holders, long Highest)> LookAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        // In this order: whoever took a number up to the last value had the lock before, and shows among the holders until it ends.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(LastNumber), new(Holders), new(Highest) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var last = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var holders = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation)) holders.Add(reader.GetString(0));
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (last, holders, reader.GetInt64(0));
    }

    private enum PageEnd
    {
        /// <summary>Nothing more is visible.</summary>
        Drained,

        /// <summary>As many as asked for.</summary>
        Full,

        /// <summary>The page was full of rows that do not count.</summary>
        More,

        /// <summary>A number is missing that may still come.</summary>
        Hole,
    }

    /// <summary>The last number handed out when it was made, and who of those that may have taken one was still at work when last seen.</summary>
    private sealed record Observation(long Last, HashSet<string> Holders)
    {
        /// <summary>
        /// Who was noted and is still there. A transaction that was prepared meanwhile lives on under another id ("-1/…"), so every
        /// prepared one counts as noted.
        /// </summary>
        public Observation Seen(HashSet<string> now) =>
            this with { Holders = [.. now.Where(h => Holders.Contains(h) || h.StartsWith("-1/", StringComparison.Ordinal))] };
    }
}
