using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>One round trip that fills a <see cref="Load"/>.</summary>
internal sealed class LoadBatch(EventRegistry registry)
{
    private const string StreamById = "select stream_id, version, type, data from mt_events where stream_id = $1 order by version";

    /// <summary>A planner that does not see the arguments expects many rows and would start helpers for a handful.</summary>
    private static readonly string[] PlannedOnce = ["set local plan_cache_mode = force_generic_plan", "set local max_parallel_workers_per_gather = 0"];

    private const string AnswerByKey =
        "select request_hash, status, etag, location, body, at from idempotency_answer where scope = $1 and key = $2";

    /// <param name="point">Moved on to the end of the log, where somebody asks for it.</param>
    public async Task FillAsync(NpgsqlConnection connection, Load load, ReadPoint? point, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);

        // Each statement of a read-committed batch sees its own moment. With several parts, one snapshot is worth two more messages in the
        // same round trip: what is decided on them was true together. An answer needs none when it is looked up last: a request whose first
        // sending is just being committed then finds the answer, or the streams as they were before, which its commit will notice.
        var parts = AnswersLast(load.Parts);
        var together = load.PlannedOnce || (parts.Count > 1 && parts[1] is not AnswerSlot);
        if (together) batch.BatchCommands.Add(new NpgsqlBatchCommand("begin isolation level repeatable read read only"));
        foreach (var setting in load.PlannedOnce ? PlannedOnce : []) batch.BatchCommands.Add(new NpgsqlBatchCommand(setting));
        foreach (var part in parts)
        {
            part.Clear();
            batch.BatchCommands.Add(CommandFor(part));
        }

        if (together) batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        if (point is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand(StandbyReads.Written));

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) await reader.NextResultAsync(cancellation);
            await TakeAsync(reader, parts[i], cancellation);
        }

        await reader.NextResultAsync(cancellation);
        if (point is not null) await StandbyReads.ReachedAsync(reader, point, cancellation);
    }

    private static IReadOnlyList<LoadPart> AnswersLast(IReadOnlyList<LoadPart> parts) =>
        parts.Count < 2 || parts is [not AnswerSlot, _] ? parts : [.. parts.OrderBy(p => p is AnswerSlot)];

    private static NpgsqlBatchCommand CommandFor(LoadPart part)
    {
        switch (part)
        {
            case StreamPart { Via: { } via }:
                var found = new NpgsqlBatchCommand($"select stream_id, version, type, data from mt_events where stream_id = ({via.Text}) order by version");
                SqlBinding.Bind(found.Parameters, via);
                return found;
            case StreamPart { Id: { } id }:
                return new NpgsqlBatchCommand(StreamById) { Parameters = { SqlBinding.Uuid(id) } };
            case RowsPart rows:
                return SqlBinding.ToCommand(rows.Query);
            case AnswerSlot answer:
                return new NpgsqlBatchCommand(AnswerByKey) { Parameters = { SqlBinding.Text(answer.Scope), SqlBinding.Text(answer.Key) } };
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "Unknown part of a load.");
        }
    }

    private async Task TakeAsync(NpgsqlDataReader reader, LoadPart part, CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            switch (part)
            {
                case StreamPart stream:
                    Take(reader, stream);
                    break;
                case RowsPart rows:
                    rows.Take(reader);
                    break;
                case AnswerSlot answer:
                    answer.First = new Answer(
                        answer.Scope,
                        answer.Key,
                        reader.GetFieldValue<byte[]>(0),
                        reader.GetInt32(1),
                        reader.IsDBNull(2) ? null : reader.GetString(2),
                        reader.IsDBNull(3) ? null : reader.GetString(3),
                        reader.GetFieldValue<byte[]>(4),
                        reader.GetFieldValue<DateTimeOffset>(5));
                    break;
            }
        }
    }

    private void Take(NpgsqlDataReader row, StreamPart stream)
    {
        var name = row.GetString(2);
        if (name == EventRows.Tombstone) return;
        var happened = registry.Read(name, row.GetFieldValue<byte[]>(3));

        // An id of another kind of thing is an id of nothing here.
        if (registry.Of(happened).Category == stream.Category) stream.Take(row.GetGuid(0), row.GetInt64(1), happened);
    }
}
