namespace ClimateFinance.Matching;

/// <summary>How a bank kept the limits of its steps so far, over all its deals.</summary>
/// <param name="Steps">Steps that it finished, or let a deal end over after their last day.</param>
/// <param name="Kept">Those finished on their last day at the latest.</param>
/// <param name="DaysGiven">Calendar days that the kept steps had, from the day the clock started to the last day, in all.</param>
/// <param name="DaysLeft">Calendar days that were left of them, in all.</param>
public sealed record LimitRecord(int Steps, int Kept, long DaysGiven, long DaysLeft)
{
    public static LimitRecord None { get; } = new(0, 0, 0, 0);
}

/// <summary>
/// The value of the responsiveness piece 响应, 0 to 10 000, worked out from a bank's record and stored with the facts of each pairing.
/// </summary>
/// <remarks>
/// (2 × 5 000 + kept × 5 000 + kept × 5 000 × days left ÷ days given) ÷ (2 + steps), rounded down. So a kept step gives half for being in time and up
/// to as much again for being early, a missed one nothing, and two steps in the middle stand for what nobody knows yet: without a record 5 000, and
/// no single step makes or breaks a bank. It never leaves 0 to 10 000; one more step kept never lowers a bank below where a missed one would put it.
/// </remarks>
public static class Responsiveness
{
    /// <summary>While there is no record a bank stands in the middle.</summary>
    public const int Unknown = Measures.Full / 2;

    private const int PriorSteps = 2;
    private const int InTime = Measures.Full / 2;

    public static int Of(LimitRecord record)
    {
        var steps = Math.Max(0, record.Steps);
        var kept = Math.Clamp(record.Kept, 0, steps);
        var given = Math.Max(0, record.DaysGiven);
        var left = Math.Clamp(record.DaysLeft, 0, given);
        var early = given == 0 ? 0 : (long)((Int128)kept * InTime * left / given);
        return (int)(((long)PriorSteps * Unknown + ((long)kept * InTime) + early) / (PriorSteps + (long)steps));
    }
}
