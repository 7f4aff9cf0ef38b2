namespace ClimateFinance.Domain.Shared;

/// <summary>A past-tense fact. Stored under the pinned name of its <see cref="EventNameAttribute"/>.</summary>
public interface IEvent;

/// <summary>A fact in the life of a <typeparamref name="TState"/>.</summary>
public interface IEvent<TState> : IEvent;

/// <summary>Something a caller asks a <typeparamref name="TState"/> to do.</summary>
public interface ICommand<TState>;

/// <summary>
/// An aggregate as pure functions: what it is, what a fact makes of it, what it answers to a command.
/// <c>Evolve</c> never validates and throws on a fact it does not know; <c>Decide</c> has no clock, chance, I/O or new ids.
/// </summary>
public interface IState<TSelf>
    where TSelf : class, IState<TSelf>
{
    /// <summary>The stream type, pinned: it is stored with each stream.</summary>
    static abstract string Category { get; }

    /// <summary>Before the first fact.</summary>
    static abstract TSelf Initial { get; }

    static abstract TSelf Evolve(TSelf state, IEvent<TSelf> happened);

    static abstract Decision<TSelf> Decide(TSelf state, ICommand<TSelf> command, Circumstance circumstance);
}

/// <summary>The answer of a decider: the facts that follow, or a refusal and nothing else.</summary>
public readonly struct Decision<TState>
{
    private Decision(IReadOnlyList<IEvent<TState>> events, Refusal? refusal) => (Events, Refusal) = (events, refusal);

    public IReadOnlyList<IEvent<TState>> Events { get; }

    public Refusal? Refusal { get; }

    public static Decision<TState> Of(params IReadOnlyList<IEvent<TState>> events) => new(events, null);

    public static implicit operator Decision<TState>(Refusal refusal) => new([], refusal);
}

/// <summary>The name under which an event is stored, for ever: it survives renaming the class. A changed shape is a new name.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A fact reached a state that cannot hold it: a bug or a broken history, never a caller's mistake.</summary>
public sealed class UnknownEventException(object state, object happened)
    : Exception($"{state.GetType().Name} does not know {happened.GetType().Name}.");
