using System.Globalization;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Money;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Money;

/// <summary>
/// Schedules and all-in cost: against tables made apart from this code (Tables/make_loans.py: exact fractions, 60-digit decimals, plain
/// halving), against figures that banks' calculators publish, and by what must hold for any loan.
/// </summary>
public sealed class MoneyTests
{
    private static readonly DateOnly Start = new(2026, 1, 31);

    private static readonly Gen<OfferTerms> Loans =
        from fen in Gen.Choose(1_000_000, int.MaxValue)
        from months in Gen.Choose(1, 360)
        from bp in Gen.Choose(0, 2_400)
        from plan in Gen.Elements(Enum.GetValues<RepaymentPlan>())
        select Terms(new Cny(fen / 100m), months, bp, plan);

    [Fact]
    public void Every_loan_of_the_table_comes_to_the_same_fen_and_the_same_rate()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Money", "Tables", "loans.csv")).Skip(1).ToArray();
        Assert.Equal(120, lines.Length);
        foreach (var line in lines)
        {
            var it = line.Split(';');
            var later = it[5].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':'))
                .Select(part => new LaterFee(Whole(part[0]), new Cny(Number(part[1])), "管理费")).ToArray();
            var terms = Terms(new Cny(Number(it[0])), Whole(it[1]), Whole(it[2]), Enum.Parse<RepaymentPlan>(it[3], ignoreCase: true)) with
            {
                Fees = new Cny(Number(it[4])),
                LaterFees = later,
                Subsidy = Whole(it[6]) > 0 ? new InterestSubsidy(new BasisPoints(Whole(it[6])), Whole(it[7])) : null,
            };
            var cost = AllInCost.Of(terms, new BasisPoints(Whole(it[2])), Start);
            var (first, last) = (cost.Flows[1], cost.Flows[^1]);
            Assert.Equal(
                string.Join(';', it[8..]),
                string.Join(';', first.Principal, first.Interest, last.Principal, last.Interest, cost.Interest, cost.Subsidy, Four(cost.NominalPercent), Four(cost.EffectivePercent)));
        }
    }

    /// <summary>One million over thirty years at 4.9 %: the example in every bank's calculator (月供 5 307.27; 首月 6 861.11).</summary>
    [Fact]
    public void The_figures_of_the_banks_calculators_come_out()
    {
        var million = new Cny(1_000_000m);
        var level = RepaymentSchedule.Of(million, new TermMonths(360), new BasisPoints(490), RepaymentPlan.EqualInstalment, Start);
        Assert.All(level.Instalments.SkipLast(1), it => Assert.Equal(5_307.27m, it.Payment().Value));
        Assert.InRange(level.Interest().Value, 910_614m, 910_618m);

        var falling = RepaymentSchedule.Of(million, new TermMonths(360), new BasisPoints(490), RepaymentPlan.EqualPrincipal, Start);
        Assert.InRange(falling.Instalments[0].Payment().Value, 6_861.10m, 6_861.11m);
        Assert.InRange(falling.Interest().Value, 737_040m, 737_045m);
    }

    [Fact]
    public void A_payment_falls_on_the_same_day_of_the_month_or_on_its_last()
    {
        var dates = RepaymentSchedule.Of(new Cny(100m), new TermMonths(4), new BasisPoints(100), RepaymentPlan.Bullet, Start).Instalments.Select(it => it.DueOn);
        Assert.Equal([new(2026, 2, 28), new(2026, 3, 31), new(2026, 4, 30), new(2026, 5, 31)], dates);
    }

    [Fact]
    public void The_principal_sums_to_what_was_lent_and_nothing_is_ever_negative() => Holds(terms =>
    {
        var flows = AllInCost.Of(terms, terms.Credit.Rate.Spread, Start).Flows.Skip(1).ToArray();
        Assert.Equal(terms.Credit.Line, flows.Aggregate(Cny.Zero, (sum, it) => sum + it.Principal));
        Assert.Equal(Cny.Zero, flows[^1].Balance);
        Assert.All(flows, it => Assert.True(it.Principal >= Cny.Zero && it.Interest >= Cny.Zero && it.Balance >= Cny.Zero));
        Assert.All(flows, it => Assert.Equal(it.Principal.Value, decimal.Round(it.Principal.Value, 2)));
        if (terms.Repayment == RepaymentPlan.Bullet) Assert.Equal(terms.Credit.Line, flows[^1].Principal);
    });

    [Fact]
    public void A_loan_without_fees_costs_its_own_rate() => Holds(terms =>
    {
        // The fen that rounding moves count for the more, the smaller the loan is.
        var cost = AllInCost.Of(terms, terms.Credit.Rate.Spread, Start);
        var slack = 0.0002m + (12m / terms.Credit.Line.Value * 100m);
        Assert.InRange(cost.NominalPercent, terms.Credit.Rate.Spread.Percent - slack, terms.Credit.Rate.Spread.Percent + slack);
        Assert.True(cost.EffectivePercent >= cost.NominalPercent);
    });

    [Fact]
    public void More_rate_and_more_fees_cost_more_and_a_subsidy_costs_less() => Holds(terms =>
    {
        decimal Cost(OfferTerms it, int moreBp = 0) => AllInCost.Of(it, it.Credit.Rate.Spread + new BasisPoints(moreBp), Start).NominalPercent;
        var (fee, plain) = (new Cny(decimal.Round(terms.Credit.Line.Value / 100m, 2)), Cost(terms));
        Assert.True(Cost(terms, 10) > plain);
        Assert.True(Cost(terms with { Fees = fee }) > plain);
        var late = Cost(terms with { LaterFees = [new LaterFee(terms.Credit.Term.Value, fee, "尾款")] });
        Assert.True(late > plain && late <= Cost(terms with { Fees = fee }));
        if (terms.Credit.Rate.Spread.Value > 0)
            Assert.True(Cost(terms with { Subsidy = new InterestSubsidy(new BasisPoints(50), terms.Credit.Term.Value) }) < plain);
    });

    [Theory]
    [InlineData(99.99, 100, 1)]
    [InlineData(999_999_999_999.99, 1_000_000_000_000, 360)]
    [InlineData(0.01, 0.02, 360)]
    public void A_rate_is_found_even_where_fees_take_nearly_all(double fees, double line, int months)
    {
        foreach (var plan in Enum.GetValues<RepaymentPlan>())
        {
            var cost = AllInCost.Of(Terms(new Cny((decimal)line), months, 300, plan) with { Fees = new Cny((decimal)fees) }, new BasisPoints(300), Start);
            Assert.InRange(cost.NominalPercent, 0.01m, 10_000m);
        }
    }

    private static void Holds(Action<OfferTerms> holds) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Loans.ToArbitrary(), holds));

    private static OfferTerms Terms(Cny line, int months, int bp, RepaymentPlan plan) => new(
        new CreditTerms(line, new TermMonths(months), new Rate(Benchmark.Fixed, new BasisPoints(bp))), plan, [CollateralKind.Credit], Cny.Zero, Start, null);

    private static string Four(decimal percent) => percent.ToString("0.0000", CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
