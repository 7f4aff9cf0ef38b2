using ClimateFinance.Store.Postgres;
using JasperFx.Events;
using Marten.Exceptions;
using Npgsql;

namespace ClimateFinance.Store.Marten;

/// <summary>Reads the errors that Marten wraps or gives names of its own.</summary>
internal static class MartenFailure
{
    /// <summary>Null for an error that is no outcome.</summary>
    public static CommitOutcome? OutcomeOf(Exception e, Commit commit) => e switch
    {
        StaleStreamException stale => new CommitOutcome.Conflict(stale.Stream),
        EventStreamUnexpectedMaxEventIdException { Id: Guid stream } => new CommitOutcome.Conflict(stream),
        ExistingStreamIdCollisionException { Id: Guid stream } => new CommitOutcome.Conflict(stream),

        // Where Npgsql redacts details, as it does here, the exception knows no stream. Streams are locked before, so none should come; if one does, it is a conflict.
        EventStreamUnexpectedMaxEventIdException => new CommitOutcome.Conflict(commit.Appends.First(a => a.Events.Count > 0).Stream),
        PostgresException server => CommitFailure.OutcomeOf(server, commit),
        _ => null,
    };

    /// <summary>What the server or Npgsql said, without Marten's words around it; null when it was neither.</summary>
    public static NpgsqlException? Within(Exception? e) => e switch
    {
        null => null,
        NpgsqlException said => said,
        AggregateException { InnerExceptions: [var only] } => Within(only),
        _ => Within(e.InnerException),
    };
}

/// <summary>Of several streams this one has another version: Marten's own exception names the first of the batch, whichever it was.</summary>
internal sealed class StaleStreamException(Guid stream) : Exception
{
    public Guid Stream => stream;
}
