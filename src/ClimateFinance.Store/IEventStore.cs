namespace ClimateFinance.Store;

/// <summary>
/// The port to the event store. An adapter stands on Marten's event tables; what each method promises is proved for every adapter by
/// the conformance suite in <c>tests/ClimateFinance.Store.Tests</c>.
/// </summary>
public interface IEventStore
{
    /// <summary>Raised by each commit of this process that appended something.</summary>
    CommitSignal Committed { get; }

    /// <summary>
    /// Fills every part of <paramref name="load"/> in one round trip, from one snapshot of the database. What it reads may be stale the
    /// moment after: the expected versions and the guards of the commit catch that.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, after a few tries.</exception>
    Task LoadAsync(Load load, CancellationToken cancellation);

    /// <summary>
    /// Writes all of <paramref name="commit"/> or nothing, in one round trip. Streams take their numbers in the order in which they were
    /// added to the commit.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be reached; or the connection broke after the commit was sent, then its outcome is unknown and says so.
    /// </exception>
    Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellation);

    /// <summary>Events of a stream after a version, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(Guid stream, long afterVersion, int limit, CancellationToken cancellation);

    /// <summary>
    /// Committed events after a sequence number, in order, and only as far as no transaction still open can put one in between:
    /// who reads on from the last one returned never misses an event, though sequence numbers commit out of order.
    /// </summary>
    /// <exception cref="UnknownStoredEventException">The next event has a name that this software does not know; those before it were returned.</exception>
    Task<IReadOnlyList<RecordedEvent>> ReadFeedAsync(long afterSequence, int limit, CancellationToken cancellation);

    /// <summary>
    /// A number up to which every event is visible by now, or was rolled back: who reads the tables after this call, and then follows the feed
    /// from here on, misses nothing. As near to the newest as the transactions still open allow.
    /// </summary>
    Task<long> SettledAsync(CancellationToken cancellation);

    /// <summary>A query outside a command: rows of the project's own tables.</summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(Sql query, Func<System.Data.Common.DbDataReader, T> map, CancellationToken cancellation);
}
