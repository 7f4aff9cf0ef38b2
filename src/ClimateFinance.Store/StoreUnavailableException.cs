namespace ClimateFinance.Store;

/// <summary>The database cannot be reached, or the connection to it broke.</summary>
/// <param name="message">What was being done.</param>
/// <param name="inner">The fault.</param>
/// <param name="outcomeUnknown">
/// True when a commit may or may not have happened: it is not tried again blindly; the caller asks again under the idempotency key.
/// </param>
public sealed class StoreUnavailableException(string message, Exception inner, bool outcomeUnknown = false) : Exception(message, inner)
{
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
