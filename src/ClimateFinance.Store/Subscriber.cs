namespace ClimateFinance.Store;

/// <summary>
/// Something that acts on committed events, in order, after the fact: the matching engine, notices, the clocks.
/// It is called at least once for each event, so what it does must be the same when done twice.
/// A call that throws is tried again with backoff, then the event is parked for this subscriber, visible and replayable.
/// </summary>
public abstract class Subscriber
{
    /// <summary>Pinned: its checkpoint is kept under it.</summary>
    public abstract string Name { get; }

    /// <summary>The categories it wants; others pass by.</summary>
    public abstract IReadOnlyList<string> Categories { get; }

    /// <summary>How many events it wants at once; null for the runner's own number. One with a number of its own takes all there is in <see cref="DrainedAsync"/>.</summary>
    public virtual int? PageSize => null;

    /// <summary>How long after a commit it waits for more, to take them together; null for the runner's own time. Nobody waits where somebody waits for it.</summary>
    public virtual TimeSpan? Gather => null;

    /// <summary>
    /// For those that take events by themselves: the number up to which they have by the end of <see cref="DrainedAsync"/>, which must be settled
    /// (<see cref="IEventStore.SettledAsync"/>); these are not handed to them again. 0 for all others.
    /// </summary>
    public virtual long Passed => 0;

    /// <summary>Acts on one event.</summary>
    public abstract Task HandleAsync(RecordedEvent happened, CancellationToken cancellation);

    /// <summary>
    /// For those that gather events and work on many at once: called after the last event of each page (the feed is then drained, or a
    /// page of some hundreds is full), before the checkpoint passes that page. When it fails, the page comes again. Nothing by default.
    /// </summary>
    public virtual Task DrainedAsync(CancellationToken cancellation) => Task.CompletedTask;
}
