using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Money;

/// <summary>What happens between the enterprise and the others on one day of a loan.</summary>
/// <param name="Month">Months after the payout; 0 is the payout itself.</param>
/// <param name="PaidOut">The line, on the first day.</param>
/// <param name="Fee">Fees that fall on that day.</param>
/// <param name="Subsidy">What the public purse bears of the interest 贴息.</param>
public sealed record LoanFlow(int Month, DateOnly On, Cny PaidOut, Cny Principal, Cny Interest, Cny Fee, Cny Subsidy, Cny Balance)
{
    /// <summary>From the enterprise's side: positive comes in, negative goes out.</summary>
    public decimal Net() => PaidOut.Value - Principal.Value - Interest.Value - Fee.Value + Subsidy.Value;
}

/// <summary>
/// What a loan costs the enterprise in one figure: the internal rate of return 内部收益率 of all its cash flows (payout, principal, interest,
/// fees at their dates, interest subsidy), found per month and stated per year. Banks in China owe borrowers such an annualised figure
/// (中国人民银行公告〔2021〕第3号, which names the internal rate of return for compound interest; from memory, confirm).
/// </summary>
/// <param name="NominalPercent">Twelve times the monthly rate: the figure to hold against a quoted loan rate, which a loan without fees equals.</param>
/// <param name="EffectivePercent">(1 + monthly rate)¹² − 1: what a year costs when interest on interest counts.</param>
/// <param name="Interest">All interest.</param>
/// <param name="Fees">All fees.</param>
/// <param name="Subsidy">All that the public purse bears.</param>
public sealed record AllInCost(decimal NominalPercent, decimal EffectivePercent, Cny Interest, Cny Fees, Cny Subsidy, IReadOnlyList<LoanFlow> Flows)
{
    private const int Decimals = 4;

    /// <summary>The cost of an offer, as if its whole line were paid out on <paramref name="start"/>.</summary>
    /// <param name="allIn">The annual rate by the benchmark in force; below zero counts as zero.</param>
    public static AllInCost Of(OfferTerms terms, BasisPoints allIn, DateOnly start)
    {
        var rate = allIn.Value < 0 ? new BasisPoints(0) : allIn;
        var schedule = RepaymentSchedule.Of(terms.Credit.Line, terms.Credit.Term, rate, terms.Repayment, start);
        var flows = FlowsOf(schedule, terms, start);
        var monthly = InternalRate.Monthly(flows[0].Net(), [.. flows.Skip(1).Select(flow => -flow.Net())]);
        return new AllInCost(
            Percent(monthly * 12m), Percent(Power12(1m + monthly) - 1m),
            schedule.Interest(), Sum(flows, flow => flow.Fee), Sum(flows, flow => flow.Subsidy), flows);
    }

    private static LoanFlow[] FlowsOf(RepaymentSchedule schedule, OfferTerms terms, DateOnly start)
    {
        var later = (terms.LaterFees ?? []).ToLookup(fee => fee.Month, fee => fee.Amount);
        var flows = new LoanFlow[schedule.Instalments.Count + 1];
        flows[0] = new LoanFlow(0, start, schedule.Principal, Cny.Zero, Cny.Zero, terms.Fees, Cny.Zero, schedule.Principal);
        foreach (var it in schedule.Instalments)
        {
            var fee = later[it.Number].Aggregate(Cny.Zero, (sum, amount) => sum + amount);
            var subsidy = Borne(terms.Subsidy, it.Number, flows[it.Number - 1].Balance, it.Interest);
            flows[it.Number] = new LoanFlow(it.Number, it.DueOn, Cny.Zero, it.Principal, it.Interest, fee, subsidy, it.Balance);
        }

        return flows;
    }

    /// <summary>The subsidy of a month: its part of the rate on what was owed, never more than the interest.</summary>
    private static Cny Borne(InterestSubsidy? subsidy, int month, Cny owed, Cny interest) => subsidy is { } it && month <= it.Months
        ? Cny.Min(interest, new Cny(RepaymentSchedule.MonthsInterest(owed.Value, it.Rate)))
        : Cny.Zero;

    private static Cny Sum(LoanFlow[] flows, Func<LoanFlow, Cny> part) => flows.Aggregate(Cny.Zero, (sum, flow) => sum + part(flow));

    /// <summary>At most 10 000 %: above that a figure says nothing more.</summary>
    private static decimal Percent(decimal share) => decimal.Round(Math.Min(share * 100m, 10_000m), Decimals, MidpointRounding.AwayFromZero);

    private static decimal Power12(decimal growth)
    {
        // Where a month multiplies the debt by a hundred, a year's figure is beyond any use and would not fit.
        var bounded = Math.Min(growth, 100m);
        var (square, fourth) = (bounded * bounded, bounded * bounded * bounded * bounded);
        return square * square * fourth * fourth;
    }
}
