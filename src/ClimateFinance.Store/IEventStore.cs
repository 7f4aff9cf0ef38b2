namespace ClimateFinance.Store;

/// <summary>
/// The port to the event store. An adapter stands on Marten's event tables; what each method promises is proved for every adapter by
/// the conformance suite in <c>tests/ClimateFinance.Store.Tests</c>.
/// </summary>
public interface IEventStore
{
    /// <summary>Fills every part of <paramref name="load"/> in one round trip, from one snapshot of the database.</summary>
    Task LoadAsync(Load load, CancellationToken cancellation);

    /// <summary>Writes all of <paramref name="commit"/> or nothing, in one round trip.</summary>
    Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellation);

    /// <summary>Events of a stream after a version, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(Guid stream, long afterVersion, int limit, CancellationToken cancellation);

    /// <summary>
    /// Committed events after a sequence number, in order, and only as far as no transaction still open can put one in between:
    /// who reads on from the last one returned never misses an event, though sequence numbers commit out of order.
    /// </summary>
    Task<IReadOnlyList<RecordedEvent>> ReadFeedAsync(long afterSequence, int limit, CancellationToken cancellation);

    /// <summary>A query outside a command: rows of the project's own tables.</summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(Sql query, Func<System.Data.Common.DbDataReader, T> map, CancellationToken cancellation);
}
