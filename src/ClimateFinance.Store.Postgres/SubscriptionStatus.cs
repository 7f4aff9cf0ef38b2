namespace ClimateFinance.Store.Postgres;

/// <summary>What a subscription does on this node.</summary>
public enum SubscriptionState
{
    /// <summary>Another node works it, or the database is away.</summary>
    Waiting,

    /// <summary>This node works it.</summary>
    Running,

    /// <summary>This node works it, but something other than a single event fails; it is tried again and again.</summary>
    Failing,

    /// <summary>This node met an event that its software does not know and stands still before it; a newer node may take over.</summary>
    Stopped,
}

/// <summary>How a subscription stands.</summary>
/// <param name="Name">The subscriber's name.</param>
/// <param name="State">On this node.</param>
/// <param name="Reason">Why it fails or stopped; null otherwise.</param>
/// <param name="Checkpoint">The sequence number up to which it is done, whichever node did it.</param>
/// <param name="Lag">Sequence numbers between its checkpoint and the newest event; 0 when it is up to date.</param>
/// <param name="Parked">Events put aside after their retries.</param>
public sealed record SubscriptionStatus(string Name, SubscriptionState State, string? Reason, long Checkpoint, long Lag, int Parked);

/// <summary>An event that a subscriber failed on and that was put aside.</summary>
/// <param name="Id">For the replay.</param>
/// <param name="Subscriber">Whose.</param>
/// <param name="Sequence">Which event.</param>
/// <param name="EventName">Its pinned name.</param>
/// <param name="Error">The last failure: its type and message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was put aside.</param>
public sealed record ParkedEvent(long Id, string Subscriber, long Sequence, string EventName, string Error, int Attempts, DateTimeOffset At);

/// <summary>How the replay of a parked event ended.</summary>
public enum ReplayOutcome
{
    /// <summary>It was handled and is parked no more.</summary>
    Handled,

    /// <summary>It failed again and stays parked with the new error.</summary>
    FailedAgain,

    /// <summary>There is no such parked event, or nobody here subscribes under its name.</summary>
    Unknown,
}
