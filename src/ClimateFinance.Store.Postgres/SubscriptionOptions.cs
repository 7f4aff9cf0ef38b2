namespace ClimateFinance.Store.Postgres;

/// <summary>How subscriptions are worked. Checked when the runner is made.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Events read at once and passed by one checkpoint, 1 to 5000.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>The shortest pause when nothing is new; it doubles up to <see cref="LongestPause"/>. A commit of this process ends it.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>So long after a commit of this process the next ones are waited for, to be read together.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How late another node's event may be noticed. At most 1 min.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a node without the lock asks for it, and one with it makes sure that it still has it. At most 1 min.</summary>
    public TimeSpan LeaseCheck { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a handler that throws is tried again before its event is parked, 0 to 20.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The first pause of those; it doubles, with jitter, up to <see cref="LongestRetryPause"/>.</summary>
    public TimeSpan FirstRetryPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause of a retry, also of one after a fault of the store. At most 5 min.</summary>
    public TimeSpan LongestRetryPause { get; init; } = TimeSpan.FromSeconds(10);

    internal SubscriptionOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, 5_000);
        ArgumentOutOfRangeException.ThrowIfNegative(Retries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Retries, 20);
        foreach (var (pause, most) in new[]
                 {
                     (ShortestPause, TimeSpan.FromMinutes(1)), (Gather, TimeSpan.FromSeconds(1)), (LongestPause, TimeSpan.FromMinutes(1)), (LeaseCheck, TimeSpan.FromMinutes(1)),
                     (FirstRetryPause, TimeSpan.FromMinutes(5)), (LongestRetryPause, TimeSpan.FromMinutes(5)),
                 })
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(pause, TimeSpan.FromMilliseconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(pause, most);
        }

        return this;
    }
}
