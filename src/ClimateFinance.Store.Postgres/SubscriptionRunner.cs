namespace ClimateFinance.Store.Postgres;

/// <summary>
/// Works the subscribers, each on one node at a time and independent of the others. Knows no host: run <see cref="RunAsync"/> in a
/// background service of every node.
/// </summary>
public sealed class SubscriptionRunner
{
    private const string ParkedRows = "select id, subscriber, seq_id, event_name, error, attempts, at from parked_event";

    private readonly IEventStore store;
    private readonly TimeProvider time;
    private readonly SubscriptionWorker[] workers;
    private TaskCompletionSource hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="ArgumentException">An option is out of its range, or two subscribers have one name.</exception>
    public SubscriptionRunner(
        PostgresDatabase database,
        IEventStore store,
        EventRegistry registry,
        IReadOnlyList<Subscriber> subscribers,
        SubscriptionOptions options,
        TimeProvider time)
    {
        (this.store, this.time) = (store, time);
        var known = options.Checked();
        if (subscribers.DistinctBy(s => s.Name).Count() != subscribers.Count) throw new ArgumentException("Two subscribers have one name.", nameof(subscribers));
        workers = [.. subscribers.Select(s => new SubscriptionWorker(s, database, store, store.Committed, registry, known, time, () => Volatile.Read(ref hurry).Task, (at, what, why) => Parked?.Invoke(s.Name, at, what, why)))];
    }

    /// <summary>Hears of each event that is put aside: the subscriber's name, the event's number and name, the last failure.</summary>
    public Action<string, long, string, string>? Parked { get; set; }

    /// <summary>Works until cancelled; then gives up its locks and returns. It throws for nothing else.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(workers.Select(w => w.RunAsync(cancellation)));

    /// <summary>Somebody waits for what is committed to be worked: until told otherwise nothing is left to gather.</summary>
    public void Hurry(bool now)
    {
        if (now) Volatile.Read(ref hurry).TrySetResult();
        else Volatile.Write(ref hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>How each subscription stands, in the order given.</summary>
    public async Task<IReadOnlyList<SubscriptionStatus>> StatusAsync(CancellationToken cancellation)
    {
        var found = await store.QueryAsync(
            new Sql(
                """
                select s.name, coalesce(c.position, 0), (select coalesce(max(seq_id), 0) from mt_events),
                       (select count(*)::int from parked_event p where p.subscriber = s.name)
                from unnest($1) with ordinality as s (name, place) left join subscription_checkpoint c on c.name = s.name
                order by s.place
                """,
                workers.Select(w => w.Subscriber.Name).ToArray()),
            row => (Checkpoint: row.GetInt64(1), Newest: row.GetInt64(2), Parked: row.GetInt32(3)),
            cancellation);
        return [.. workers.Zip(found, (worker, row) => new SubscriptionStatus(
            worker.Subscriber.Name, worker.Now.State, worker.Now.Reason, row.Checkpoint, Math.Max(0, row.Newest - row.Checkpoint), row.Parked))];
    }

    /// <summary>Events put aside, the oldest first, of one subscriber or of all; after an id, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<ParkedEvent>> ParkedAsync(string? subscriber, long afterId, int limit, CancellationToken cancellation) =>
        store.QueryAsync(
            new Sql($"{ParkedRows} where id > $1 and ($2 is null or subscriber = $2) order by id limit $3", afterId, subscriber, limit),
            Read,
            cancellation);

    /// <summary>Hands a parked event to its subscriber once more, with the usual retries. It may be done on any node.</summary>
    public async Task<ReplayOutcome> ReplayAsync(long id, CancellationToken cancellation)
    {
        if (await store.QueryAsync(new Sql($"{ParkedRows} where id = $1", id), Read, cancellation) is not [var parked]) return ReplayOutcome.Unknown;
        if (Array.Find(workers, w => w.Subscriber.Name == parked.Subscriber) is not { } worker) return ReplayOutcome.Unknown;
        if (await store.ReadFeedAsync(parked.Sequence - 1, 1, cancellation) is not [var happened] || happened.Sequence != parked.Sequence)
            return ReplayOutcome.Unknown;

        var failure = await worker.HandleAsync(happened, cancellation);
        if (failure is null) await worker.Subscriber.DrainedAsync(cancellation);
        var after = failure is null
            ? new Sql("delete from parked_event where id = $1 returning id", id)
            : new Sql(
                "update parked_event set error = $2, attempts = attempts + 1, at = $3 where id = $1 returning id",
                id,
                SubscriptionWorker.Describe(failure),
                time.GetUtcNow());
        await store.QueryAsync(after, row => row.GetInt64(0), cancellation);
        return failure is null ? ReplayOutcome.Handled : ReplayOutcome.FailedAgain;
    }

    private static ParkedEvent Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetFieldValue<DateTimeOffset>(6));
}
