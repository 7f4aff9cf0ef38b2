using System.Collections.Concurrent;

namespace ClimateFinance.Store;

/// <summary>
/// The states to which this process itself brought streams a moment ago, so that the next command on one of them can be decided without a load. Such a
/// state may be overtaken: whoever decides on it appends to the stream at the remembered version, which the commit holds against the database, keeps
/// his answer under its key, which is unique there, and says no to nobody before he has loaded and decided anew.
/// </summary>
/// <remarks>
/// Bounded in number: two generations, of which the elder is dropped when the younger is full. And in time, for what a version cannot tell: after a
/// backup was brought back, other events may one day stand under the same numbers.
/// </remarks>
/// <param name="time">By which states grow old.</param>
/// <param name="most">How many states at most, 2 and up.</param>
public sealed class StreamMemory(TimeProvider time, int most = StreamMemory.Usual)
{
    /// <summary>Some tens of megabytes of the largest streams there are.</summary>
    public const int Usual = 2_000;

    /// <summary>The longest that a state is remembered.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock turning = new();
    private volatile Generation younger = new();
    private volatile Generation elder = new();

    /// <summary>
    /// Fills a load with what is remembered, if that is all of it: streams by their id, and answers, of which nothing is known and none is therefore found.
    /// </summary>
    /// <returns>Whether it did; otherwise the load is to be loaded, which clears it.</returns>
    public bool TryFill(Load load)
    {
        foreach (var part in load.Parts)
        {
            if (part is AnswerSlot) part.Clear();
            else if (part is not StreamPart { Id: { } id } stream || Find(id) is not { } known || !stream.TryRecall(known.State, known.Version)) return false;
        }

        return true;
    }

    /// <summary>Remembers the state of a stream after a commit that is done.</summary>
    public void Keep(Guid stream, object state, long version)
    {
        var into = younger;
        into.Streams[stream] = new Known(state, version, time.GetTimestamp());
        if (Interlocked.Increment(ref into.Kept) >= most / 2) Turn(into);
    }

    /// <summary>For a stream that was found at another version.</summary>
    public void Forget(Guid stream)
    {
        younger.Streams.TryRemove(stream, out _);
        elder.Streams.TryRemove(stream, out _);
    }

    private Known? Find(Guid stream) =>
        (younger.Streams.TryGetValue(stream, out var known) || elder.Streams.TryGetValue(stream, out known)) && time.GetElapsedTime(known.Since) < Longest
            ? known
            : null;

    private void Turn(Generation full)
    {
        lock (turning)
        {
            if (full != younger) return;
            elder = full;
            younger = new Generation();
        }
    }

    private sealed record Known(object State, long Version, long Since);

    private sealed class Generation
    {
        /// <summary>How often something was kept in it, the same stream twice counting twice.</summary>
        public int Kept;

        public ConcurrentDictionary<Guid, Known> Streams { get; } = new();
    }
}
