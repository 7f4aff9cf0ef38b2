using System.Data.Common;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store;

/// <summary>Everything a decision needs, fetched in one round trip: add the parts, hand it to the store, then read the slots.</summary>
public sealed class Load
{
    private readonly List<LoadPart> parts = [];

    public IReadOnlyList<LoadPart> Parts => parts;

    /// <summary>
    /// Whether the server plans each query once for whatever arguments, instead of each time for those given: for wide queries on few rows, whose planning
    /// takes longer than their running.
    /// </summary>
    public bool PlannedOnce { get; set; }

    /// <summary>A whole stream by its id.</summary>
    public StreamSlot<TState> Stream<TState>(Guid id)
        where TState : class, IState<TState> => Add(new StreamSlot<TState>(id, null));

    /// <summary>A whole stream whose id a query on the project's own tables gives (one column, uuid).</summary>
    public StreamSlot<TState> Stream<TState>(Sql via)
        where TState : class, IState<TState> => Add(new StreamSlot<TState>(null, via));

    /// <summary>The rows of a query on the project's own tables.</summary>
    public RowsSlot<T> Rows<T>(Sql query, Func<DbDataReader, T> map) => Add(new RowsSlot<T>(query, map));

    /// <summary>A query whose rows a slot of the caller's own takes.</summary>
    public TSlot Rows<TSlot>(TSlot slot)
        where TSlot : RowsPart => Add(slot);

    /// <summary>The number of the newest event that is visible to this load; 0 when there is none.</summary>
    public RowsSlot<long> Newest() => Rows(new Sql("select coalesce(max(seq_id), 0) from mt_events where type <> 'tombstone'"), row => row.GetInt64(0));

    /// <summary>The answer that was given under an idempotency key, if it was.</summary>
    public AnswerSlot Answer(string scope, string key) => Add(new AnswerSlot(scope, key));

    private TPart Add<TPart>(TPart part)
        where TPart : LoadPart
    {
        parts.Add(part);
        return part;
    }
}

/// <summary>One thing to fetch. Filled by the adapter; a second load clears it first.</summary>
public abstract class LoadPart
{
    public abstract void Clear();
}

/// <summary>A stream to fetch; the adapter gives it its events in order of version.</summary>
public abstract class StreamPart(Guid? id, Sql? via) : LoadPart
{
    /// <summary>The stream's id, or null when <see cref="Via"/> finds it.</summary>
    public Guid? Id { get; private set; } = id;

    public Sql? Via { get; } = via;

    /// <summary>The number of events the stream has; 0 when it does not exist.</summary>
    public long Version { get; private set; }

    public abstract string Category { get; }

    public override void Clear()
    {
        Version = 0;
        if (Via is not null) Id = null;
    }

    /// <summary>Takes the next event of the stream.</summary>
    public void Take(Guid stream, long version, IEvent happened)
    {
        Id = stream;
        Version = version;
        Fold(happened);
    }

    /// <summary>Takes a state as it is remembered instead; false when it is none of this kind of stream.</summary>
    public bool TryRecall(object state, long version)
    {
        if (!TryTake(state)) return false;
        Version = version;
        return true;
    }

    protected abstract void Fold(IEvent happened);

    protected abstract bool TryTake(object remembered);
}

/// <summary>A stream folded into its state.</summary>
public sealed class StreamSlot<TState>(Guid? id, Sql? via) : StreamPart(id, via)
    where TState : class, IState<TState>
{
    public override string Category => TState.Category;

    public TState State { get; private set; } = TState.Initial;

    public override void Clear()
    {
        base.Clear();
        State = TState.Initial;
    }

    protected override void Fold(IEvent happened) => State = TState.Evolve(State, (IEvent<TState>)happened);

    protected override bool TryTake(object remembered)
    {
        if (remembered is not TState state) return false;
        State = state;
        return true;
    }
}

/// <summary>A query to run; the adapter hands each row to <see cref="Take"/>.</summary>
public abstract class RowsPart(Sql query) : LoadPart
{
    public Sql Query { get; } = query;

    public abstract void Take(DbDataReader row);
}

/// <summary>The mapped rows of a query.</summary>
public sealed class RowsSlot<T>(Sql query, Func<DbDataReader, T> map) : RowsPart(query)
{
    private readonly List<T> rows = [];

    public IReadOnlyList<T> Rows => rows;

    /// <summary>The only row; throws when there are none or several.</summary>
    public T One => rows.Count == 1 ? rows[0] : throw new InvalidOperationException($"Expected one row, got {rows.Count}.");

    public override void Clear() => rows.Clear();

    public override void Take(DbDataReader row) => rows.Add(map(row));
}

/// <summary>A look-up of an idempotency key.</summary>
public sealed class AnswerSlot(string scope, string key) : LoadPart
{
    public string Scope { get; } = scope;

    public string Key { get; } = key;

    public Answer? First { get; set; }

    public override void Clear() => First = null;
}
