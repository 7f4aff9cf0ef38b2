using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>One row of the gap table: line, term and rate at a step, and how far each is from what was asked and from the step before.</summary>
/// <param name="Step">asked, indicated, offered, agreed, approved, signed or drawn.</param>
/// <param name="AmountCny">The line; for drawn, what both sides say was paid out.</param>
/// <param name="RatePercent">The annual rate by the LPR of the day of the step.</param>
/// <param name="OfAskedPercent">The amount as a part of what was asked.</param>
/// <param name="RateAboveAskedBp">The rate less the highest rate asked, both by the LPR of the day of the step; below zero: cheaper than asked.</param>
internal sealed record DealGap(
    string Step, decimal AmountCny, int TermMonths, decimal RatePercent, DateOnly On, decimal OfAskedPercent,
    decimal AmountChangeCny, int TermChangeMonths, int RateAboveAskedBp)
{
    public static IReadOnlyList<DealGap> Table(IReadOnlyList<DealRung> rungs, IReadOnlyList<DrawdownView> drawdowns, BenchmarkRates rates)
    {
        if (rungs.Count == 0) return [];
        var asked = rungs[0];
        var steps = rungs.Select(rung => (rung.Rung, Amount: rung.Credit.LineCny, rung.Credit, rung.On)).ToList();
        var confirmed = drawdowns.Where(d => d.Status == DrawdownStatus.Confirmed).ToArray();
        if (confirmed.Length > 0) steps.Add(("drawn", confirmed.Sum(d => d.AmountCny), rungs[^1].Credit, confirmed.Max(d => d.On)));

        var table = new List<DealGap>(steps.Count);
        foreach (var (step, amount, credit, on) in steps)
        {
            var before = table.Count == 0 ? null : table[^1];
            var rate = AllIn(credit, on);
            table.Add(new DealGap(
                step, amount, credit.TermMonths, rate.Percent, on, decimal.Round(100m * amount / asked.Credit.LineCny, 2),
                amount - (before?.AmountCny ?? amount), credit.TermMonths - (before?.TermMonths ?? credit.TermMonths), (rate - AllIn(asked.Credit, on)).Value));
        }

        return table;

        BasisPoints AllIn(Http.CreditBody credit, DateOnly on) => rates.AllIn(new Rate(credit.Rate.Benchmark, new BasisPoints(credit.Rate.SpreadBp)), on);
    }
}
