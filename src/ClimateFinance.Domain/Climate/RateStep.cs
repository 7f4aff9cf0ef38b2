using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Domain.Climate;

/// <summary>How a sustainability target that a rate is linked to stands.</summary>
public enum RateStepStatus
{
    /// <summary>The last day is not over.</summary>
    Open,

    /// <summary>达标</summary>
    Met,

    /// <summary>未达标</summary>
    Missed,
}

/// <summary>The step of a linked rate 挂钩利率调整: decided by what standing reports measured, on the day after the last one that counts.</summary>
/// <param name="MeasuredTco2e">From the first to the last day; a report that reaches beyond counts by days.</param>
/// <param name="StepBp">Added to the spread from <paramref name="EffectiveOn"/> on; null while open.</param>
public sealed record RateStep(RateStepStatus Status, decimal MeasuredTco2e, int? StepBp, DateOnly EffectiveOn)
{
    /// <summary>As it stands on a day. A report or a correction that comes later moves it: it is worked out, never stored.</summary>
    public static RateStep Of(RateLink link, IEnumerable<MeasuredPeriod> standing, DateOnly on)
    {
        var measured = standing.Sum(m => Attribution.Within(m, link.From, link.TestedOn));
        var effective = link.TestedOn.AddDays(1);
        if (on < effective) return new(RateStepStatus.Open, measured, null, effective);
        return measured >= link.TargetTco2e
            ? new(RateStepStatus.Met, measured, link.MetStepBp, effective)
            : new(RateStepStatus.Missed, measured, link.MissedStepBp, effective);
    }
}
