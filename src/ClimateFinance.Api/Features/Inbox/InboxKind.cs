namespace ClimateFinance.Api.Features.Inbox;

/// <summary>What can wait for somebody.</summary>
internal enum InboxKind
{
    /// <summary>A step of a deal that is owed.</summary>
    Step,

    /// <summary>What the bureau reminded of in its own words, until it is done.</summary>
    Reminder,

    /// <summary>Money that the bank reported and the enterprise has not confirmed.</summary>
    Drawdown,

    /// <summary>A pairing in which the other side stated its interest.</summary>
    Interest,

    /// <summary>A pair that the bureau brought together and nobody has answered.</summary>
    Introduction,

    /// <summary>A need that has gone stale and lapses unless it is confirmed.</summary>
    Reconfirmation,

    /// <summary>A project that the bureau returned.</summary>
    Returned,

    /// <summary>A meeting to which one is invited.</summary>
    Meeting,

    /// <summary>An enterprise or a bank that waits to be verified.</summary>
    Verification,

    /// <summary>A project that waits for its admission.</summary>
    Admission,

    /// <summary>A deal whose parties contradict each other.</summary>
    Dispute,

    /// <summary>A deal whose next step is late: for its bureau.</summary>
    Overdue,
}
