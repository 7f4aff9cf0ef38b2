using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>The steps of the funnel, in order.</summary>
internal enum FunnelStep
{
    /// <summary>撮合推荐: pairings put forward, by the engine, a claim, the bureau or a meeting.</summary>
    Proposed,

    /// <summary>意向: at least one side stated its interest.</summary>
    Intention,

    /// <summary>双方有意: both did, and a deal opened.</summary>
    Mutual,

    /// <summary>已对接: the bank visited.</summary>
    Contacted,

    /// <summary>已尽调</summary>
    DueDiligence,

    /// <summary>已报价: the bank offered.</summary>
    Offered,

    /// <summary>已达成一致</summary>
    Agreed,

    /// <summary>已审批</summary>
    Approved,

    /// <summary>已签约</summary>
    Signed,

    /// <summary>已放款: money confirmed by both.</summary>
    Drawn,
}

/// <summary>One step: how many came so far at any time, of how many, for how much.</summary>
/// <param name="OfPrevious">How many stood at the step before: the denominator of <paramref name="PercentOfPrevious"/>.</param>
/// <param name="OfIntentions">How many intentions there were: the denominator of <paramref name="PercentOfIntentions"/>.</param>
/// <param name="AmountCny">
/// Σ of what the product could lend at an intention, of what was asked up to due diligence, of the line at the rung from the offer on, of the money drawn.
/// </param>
internal sealed record FunnelStepView(
    FunnelStep Step, long Count, long? OfPrevious, decimal? PercentOfPrevious, long? OfIntentions, decimal? PercentOfIntentions, decimal? AmountCny);

/// <summary>Line, term and rate at a rung, of the deals that ever reached it, against what was asked in the same deals and against the LPR.</summary>
/// <param name="AverageLineCny">Σ line ÷ deals, to the fen.</param>
/// <param name="AverageTermMonths">Weighted by the line; one decimal.</param>
/// <param name="AverageRatePercent">Weighted by the line, by the LPR in force on the day of the answer; three decimals.</param>
/// <param name="AskedLineCny">Σ asked in the same deals.</param>
/// <param name="AskedRatePercent">The highest all-in rate the enterprises would take, averaged likewise.</param>
/// <param name="LineOfAskedPercent">Line ÷ asked line.</param>
/// <param name="TermAgainstAskedMonths">Average term less the longest that was asked for.</param>
/// <param name="RateAgainstAskedBp">Average rate less the highest acceptable one, in basis points: below zero is cheaper.</param>
/// <param name="RateAgainstLprBp">Average rate less the LPR of its term: of one year for loans that follow it, else of over five years.</param>
internal sealed record FunnelRung(
    string Rung, long Deals, decimal LineCny, decimal? AverageLineCny, decimal? AverageTermMonths, decimal? AverageRatePercent,
    decimal AskedLineCny, decimal? AskedTermMonths, decimal? AskedRatePercent,
    decimal? LineOfAskedPercent, decimal? TermAgainstAskedMonths, decimal? RateAgainstAskedBp, decimal? RateAgainstLprBp)
{
    public static FunnelRung Of(MarketSums sums, string rung, Lpr lpr)
    {
        var credit = sums.Credit(rung);
        var asked = sums.Credit(rung is "asked" or "indicated" ? "asked" : $"{rung}_of");
        var deals = sums.Count(rung is "asked" or "indicated" ? "opened" : rung);
        var (rate, askedRate) = (credit.AverageRatePercent(lpr.OneYearBp, lpr.FiveYearBp), asked.AverageRatePercent(lpr.OneYearBp, lpr.FiveYearBp));
        var yard = credit.Line == 0 ? (decimal?)null : ((credit.Lpr1y * lpr.OneYearBp) + ((credit.Line - credit.Lpr1y) * lpr.FiveYearBp)) / credit.Line / 100m;
        return new FunnelRung(
            rung, deals, credit.Line, deals == 0 ? null : Math.Round(credit.Line / deals, 2, MidpointRounding.AwayFromZero), credit.AverageTermMonths, rate,
            asked.Line, asked.AverageTermMonths, askedRate,
            asked.Line == 0 ? null : Round(100m * credit.Line / asked.Line, 2), credit.AverageTermMonths - asked.AverageTermMonths,
            100m * (rate - askedRate), rate - yard is { } over ? Round(100m * over, 1) : null);
    }

    private static decimal Round(decimal value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);
}

/// <summary>Deals that ended, by outcome.</summary>
/// <param name="AskedCny">Σ of what was asked in them.</param>
internal sealed record FunnelOutcome(DealOutcome Outcome, long Deals, decimal AskedCny);

/// <summary>One funnel.</summary>
/// <param name="Key">The id or code that it is of; <c>total</c> for the whole.</param>
/// <param name="Name">Words for it.</param>
/// <param name="Live">Deals still under way.</param>
/// <param name="Declined">Pairings that a side declined.</param>
internal sealed record FunnelLine(
    string Key, string? Name, IReadOnlyList<FunnelStepView> Steps, IReadOnlyList<FunnelOutcome> Closed, long Live, long Disputed, long Declined,
    IReadOnlyList<FunnelRung> Rungs)
{
    public static FunnelLine Of(MarketSums sums, string key, string? name, Lpr lpr) => new(
        key, name, StepsOf(sums),
        [.. Enum.GetValues<DealOutcome>().Select(outcome => new FunnelOutcome(outcome, sums.Count(outcome.Wire()), sums[$"{outcome.Wire()}_cny"]))],
        sums.Count("live"), sums.Count("disputed"), sums.Count("declined"),
        [.. Measures.Rungs.Select(rung => FunnelRung.Of(sums, rung, lpr))]);

    private static FunnelStepView[] StepsOf(MarketSums sums)
    {
        var steps = new (FunnelStep Step, long Count, decimal? Amount)[]
        {
            (FunnelStep.Proposed, sums.Count("proposed"), null),
            (FunnelStep.Intention, sums.Count("intended"), sums["intended_cny"]),
            (FunnelStep.Mutual, sums.Count("opened"), sums["asked_line"]),
            (FunnelStep.Contacted, sums.Count("contacted"), sums["contacted_cny"]),
            (FunnelStep.DueDiligence, sums.Count("diligence"), sums["diligence_cny"]),
            (FunnelStep.Offered, sums.Count("offered"), sums["offered_line"]),
            (FunnelStep.Agreed, sums.Count("agreed"), sums["agreed_line"]),
            (FunnelStep.Approved, sums.Count("approved"), sums["approved_line"]),
            (FunnelStep.Signed, sums.Count("signed"), sums["signed_line"]),
            (FunnelStep.Drawn, sums.Count("drawn"), sums["drawn_cny"]),
        };
        var views = new FunnelStepView[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var (step, count, amount) = steps[i];
            var (before, intentions) = (i == 0 ? (long?)null : steps[i - 1].Count, i < 2 ? (long?)null : steps[1].Count);
            views[i] = new FunnelStepView(step, count, before, Percent(count, before), intentions, Percent(count, intentions), amount);
        }

        return views;
    }

    /// <summary>One decimal; null of nothing.</summary>
    internal static decimal? Percent(long count, long? of) =>
        of is null or 0 ? null : Math.Round(100m * count / of.Value, 1, MidpointRounding.AwayFromZero);
}
