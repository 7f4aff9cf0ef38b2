using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store;

/// <summary>
/// What one command writes, in one transaction and one round trip: events with their expected versions, the inline read models that
/// follow from them, guards, and the answer kept under the idempotency key. All of it or nothing.
/// </summary>
/// <param name="at">The instant of the command; every stored timestamp is this one.</param>
/// <param name="context">Who and why.</param>
public sealed class Commit(DateTimeOffset at, EventContext context)
{
    private readonly List<StreamAppend> appends = [];
    private readonly List<Sql> also = [];
    private readonly List<Guard> guards = [];

    public DateTimeOffset At { get; } = at;

    public EventContext Context { get; } = context;

    public IReadOnlyList<StreamAppend> Appends => appends;

    /// <summary>Statements on the project's own tables that are no read model: a contact person, a record of a look.</summary>
    public IReadOnlyList<Sql> Also => also;

    public IReadOnlyList<Guard> Guards => guards;

    public Answer? Answer { get; set; }

    /// <summary>Appends to a stream that has exactly <paramref name="expectedVersion"/> events (0: it must not exist). No events: only the check.</summary>
    public Commit Append(Guid stream, string category, long expectedVersion, IReadOnlyList<IEvent> events)
    {
        appends.Add(new StreamAppend(stream, category, expectedVersion, events));
        return this;
    }

    public Commit With(Sql statement)
    {
        also.Add(statement);
        return this;
    }

    public Commit Require(Guard guard)
    {
        guards.Add(guard);
        return this;
    }
}

/// <summary>Events for one stream.</summary>
public sealed record StreamAppend(Guid Stream, string Category, long ExpectedVersion, IReadOnlyList<IEvent> Events);

/// <summary>
/// A condition on the project's own tables that must hold after the read models are written, inside the transaction:
/// how limits across streams (a product's quota, a need's slots) stand firm under racing writers. That works for rows which the commit
/// itself updates: it waits for the writer before it and the guard then sees both. A count over rows that others may add is no guard;
/// keep a row with the count and let each writer update it.
/// </summary>
/// <param name="Name">Comes back in <see cref="CommitOutcome.Guarded"/>.</param>
/// <param name="Condition">A query of one boolean.</param>
public sealed record Guard(string Name, Sql Condition);

/// <summary>What a caller was answered under an idempotency key.</summary>
/// <param name="Scope">The caller and the operation: the same key of another caller is another key.</param>
/// <param name="Key">As the caller sent it.</param>
/// <param name="RequestHash">SHA-256 of what was asked, so that a different request under the key is noticed.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="ETag">Version answered, if any.</param>
/// <param name="Location">Where the new resource is, if any.</param>
/// <param name="Body">JSON.</param>
/// <param name="At">When; kept for 72 hours.</param>
public sealed record Answer(
    string Scope, string Key, byte[] RequestHash, int Status, string? ETag, string? Location, byte[] Body, DateTimeOffset At);

/// <summary>How a commit ended. Everything but <see cref="Done"/> left no trace.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>The only <see cref="Done"/> that is needed.</summary>
    public static CommitOutcome Finished { get; } = new Done();

    /// <summary>All of it is stored.</summary>
    public sealed record Done : CommitOutcome;

    /// <summary>A stream has another version than expected.</summary>
    public sealed record Conflict(Guid Stream) : CommitOutcome;

    /// <summary>The idempotency key was used meanwhile; load its answer.</summary>
    public sealed record AnsweredAlready : CommitOutcome;

    /// <summary>A unique value is taken.</summary>
    /// <param name="Constraint">The unique index that says so.</param>
    public sealed record Taken(string Constraint) : CommitOutcome;

    /// <summary>A <see cref="Guard"/> did not hold.</summary>
    public sealed record Guarded(string Name) : CommitOutcome;
}
