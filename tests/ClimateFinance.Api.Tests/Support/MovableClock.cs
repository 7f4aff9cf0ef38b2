namespace ClimateFinance.Api.Tests.Support;

/// <summary>The real clock, moved: timers and pauses run as ever, only the date is another one.</summary>
public sealed class MovableClock : TimeProvider
{
    private long offsetTicks;

    /// <summary>How far from the real time.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));
        set => Interlocked.Exchange(ref offsetTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    /// <summary>Now is this instant; it goes on from there.</summary>
    public void SetTo(DateTimeOffset instant) => Offset = instant - base.GetUtcNow();

    public void Advance(TimeSpan by) => Offset += by;
}
