namespace ClimateFinance.Store;

/// <summary>Tells whoever waits in this process that something was committed. Take <see cref="Next"/> before reading, then wait on it.</summary>
public sealed class CommitSignal
{
    private TaskCompletionSource next = Fresh();

    /// <summary>Completes with the next commit.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>For adapters: something was committed.</summary>
    public void Raise() => Interlocked.Exchange(ref next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
