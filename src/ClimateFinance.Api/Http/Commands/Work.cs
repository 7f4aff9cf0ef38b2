using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Http.Commands;

/// <summary>
/// What a command comes to: the decisions on one or several streams, collected until the first refusal.
/// After a refusal every further call does nothing, so that a use case reads straight down.
/// </summary>
internal sealed class Work(Circumstance circumstance)
{
    private readonly List<StreamAppend> appends = [];
    private readonly Dictionary<Guid, object> states = [];
    private readonly List<Sql> also = [];
    private readonly List<Guard> guards = [];

    public Circumstance Circumstance { get; } = circumstance;

    public Refusal? Refusal { get; private set; }

    public IReadOnlyList<StreamAppend> Appends => appends;

    /// <summary>To what each stream comes that it appends to.</summary>
    public IReadOnlyDictionary<Guid, object> States => states;

    public IReadOnlyList<Sql> AlsoWritten => also;

    public IReadOnlyList<Guard> Guards => guards;

    /// <summary>Lets the stream decide; returns the state after it, with which a reply is made or the next decision taken.</summary>
    public TState Decide<TState>(StreamSlot<TState> stream, ICommand<TState> command)
        where TState : class, IState<TState>
    {
        if (Refusal is not null) return stream.State;
        var decision = TState.Decide(stream.State, command, Circumstance);
        if (decision.Refusal is { } refusal)
        {
            Refusal = refusal;
            return stream.State;
        }

        return Append(stream.Id!.Value, stream.State, stream.Version, decision.Events);
    }

    /// <summary>Begins a stream that must not exist yet.</summary>
    public TState Begin<TState>(Guid id, params ReadOnlySpan<ICommand<TState>> commands)
        where TState : class, IState<TState>
    {
        var state = TState.Initial;
        var events = new List<IEvent<TState>>();
        foreach (var command in commands)
        {
            if (Refusal is not null) return state;
            var decision = TState.Decide(state, command, Circumstance);
            Refusal = decision.Refusal;
            foreach (var happened in decision.Events) state = TState.Evolve(state, happened);
            events.AddRange(decision.Events);
        }

        if (Refusal is not null) return state;
        appends.Add(new StreamAppend(id, TState.Category, 0, [.. events]));
        states[id] = state;
        return state;
    }

    /// <summary>Refuses for a reason found outside any decider.</summary>
    public void Refuse(Refusal why) => Refusal ??= why;

    /// <summary>A statement on a table that is no read model, in the same transaction.</summary>
    public void Also(Sql statement) => also.Add(statement);

    /// <summary>A condition that must hold after the read models are written, in the same transaction.</summary>
    public void Require(Guard guard) => guards.Add(guard);

    /// <summary>The version of a stream after this work.</summary>
    public long VersionOf(Guid stream)
    {
        var append = appends.FindLast(a => a.Stream == stream) ?? throw new InvalidOperationException("This work does not touch that stream.");
        return append.ExpectedVersion + append.Events.Count;
    }

    private TState Append<TState>(Guid id, TState state, long version, IReadOnlyList<IEvent<TState>> events)
        where TState : class, IState<TState>
    {
        appends.Add(new StreamAppend(id, TState.Category, version, [.. events]));
        foreach (var happened in events) state = TState.Evolve(state, happened);
        states[id] = state;
        return state;
    }
}
