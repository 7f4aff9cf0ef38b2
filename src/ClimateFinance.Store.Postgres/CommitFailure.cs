using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>Which outcome of the port an error of the server stands for.</summary>
internal static class CommitFailure
{
    /// <summary>Raised by <c>store_stale</c>: the stream has another version.</summary>
    private const string StaleVersion = "CF001";

    /// <summary>Raised by <c>store_require</c>: a guard does not hold.</summary>
    private const string GuardFailed = "CF002";

    /// <summary>Of an event whose stream does not exist: it was expected at a version above 0.</summary>
    private const string EventsStream = "fkey_mt_events_stream_id";

    /// <summary>Null for an error that is none: a bug in a statement, a broken check constraint.</summary>
    public static CommitOutcome? OutcomeOf(PostgresException e, Commit commit) => e.SqlState switch
    {
        StaleVersion => new CommitOutcome.Conflict(Guid.Parse(e.ConstraintName!)),
        GuardFailed => new CommitOutcome.Guarded(e.ConstraintName!),
        PostgresErrorCodes.UniqueViolation => e.TableName switch
        {
            "idempotency_answer" => new CommitOutcome.AnsweredAlready(),
            "mt_events" or "mt_streams" => new CommitOutcome.Conflict(StreamOf(e, commit)),
            _ => new CommitOutcome.Taken(e.ConstraintName!),
        },
        PostgresErrorCodes.ForeignKeyViolation when e.ConstraintName == EventsStream => new CommitOutcome.Conflict(StreamOf(e, commit)),
        _ => null,
    };

    /// <summary>The stream whose append the failing command was.</summary>
    private static Guid StreamOf(PostgresException e, Commit commit) =>
        e.BatchCommand?.Parameters is [NpgsqlParameter { Value: Guid stream }, ..] ? stream : commit.Appends[0].Stream;
}
