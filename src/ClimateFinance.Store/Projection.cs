using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store;

/// <summary>
/// A read model: what each event does to its tables, as SQL. Written in the transaction that appends the event, and the same way when it
/// is rebuilt, so it may use nothing but the event: no clock, no reads of what others write, no skipping of an event it does not know.
/// </summary>
public abstract class Projection
{
    /// <summary>Its name, for rebuilds.</summary>
    public abstract string Name { get; }

    /// <summary>The tables that belong to it alone, in an order in which they can be emptied.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>The categories whose streams it follows. It must know every event of these.</summary>
    public abstract IReadOnlyList<string> Categories { get; }

    /// <summary>Adds what the event does to <paramref name="statements"/>; adds nothing for one that it knows and passes over.</summary>
    public abstract void Project(RecordedEvent happened, ICollection<Sql> statements);

    /// <summary>For the last arm of the switch.</summary>
    protected UnknownEventException Unknown(RecordedEvent happened) => new(this, happened.Data);
}
