namespace ClimateFinance.Api.Hosting;

/// <summary>
/// The clock of the host: the system's, except while a preset is being loaded, when the story's days pass on it. Nobody but the loader
/// moves it, and callers wait until it is back.
/// </summary>
internal sealed class MarketClock : TimeProvider
{
    private long offsetTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>How far from the system's time; zero but for the loader.</summary>
    public void Shift(TimeSpan offset) => Interlocked.Exchange(ref offsetTicks, offset.Ticks);
}
