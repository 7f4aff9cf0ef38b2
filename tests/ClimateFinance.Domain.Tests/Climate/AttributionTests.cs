using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class AttributionTests
{
    private static readonly DateOnly First = new(2026, 1, 1);
    private static readonly DateOnly Last = new(2026, 3, 31);

    private static readonly Gen<BalanceStep> AnyStep =
        from day in Gen.Choose(-40, 120)
        from fen in Gen.Choose(0, 2_000_000_000)
        select new BalanceStep(First.AddDays(day), fen / 100m);

    private static readonly Gen<ProjectLoan> AnyLoan =
        from drawn in AnyStep.ListOf(3)
        from stated in AnyStep.ListOf(2)
        from other in Gen.Elements(true, false)
        select new ProjectLoan(FirstDeal, other ? Branch : OtherBranch, [.. drawn], [.. stated.DistinctBy(s => s.On)]);

    private static ProjectLoan Loan(BankId bank, params BalanceStep[] drawn) => new(FirstDeal, bank, drawn, []);

    [Fact]
    public void A_share_is_the_drawn_balance_over_the_investment()
    {
        var share = Assert.Single(Attribution.Of(100m, [Loan(Branch, new BalanceStep(First.AddDays(-5), 40m))], First, Last, 900m));
        Assert.Equal((40m, 360m), (share.AveragePercent, share.Tco2e));
    }

    [Fact]
    public void Through_time_each_day_counts_with_its_balance()
    {
        // 90 days: 30 without a loan, 30 with 30 of 100, 30 with 60 of 100 is 30 %.
        var loan = Loan(Branch, new BalanceStep(First.AddDays(30), 30m), new BalanceStep(First.AddDays(60), 30m));
        Assert.Equal(30m, Assert.Single(Attribution.Of(100m, [loan], First, Last, 1m)).AveragePercent);
    }

    [Fact]
    public void A_stated_balance_takes_the_place_of_what_was_drawn_before()
    {
        var loan = Loan(Branch, new BalanceStep(First, 50m), new BalanceStep(First.AddDays(50), 20m)) with { Stated = [new(First.AddDays(10), 30m)] };
        Assert.Equal([50m, 30m, 50m], new[] { 9, 10, 50 }.Select(d => loan.BalanceOn(First.AddDays(d))));
    }

    [Fact]
    public void Where_balances_exceed_the_investment_they_share_it()
    {
        var shares = Attribution.Of(100m, [Loan(Branch, new BalanceStep(First, 150m)), Loan(OtherBranch, new BalanceStep(First, 50m))], First, Last, 10m);
        Assert.Equal([75m, 25m], shares.Select(s => s.AveragePercent));
        Assert.Equal(10m, shares.Sum(s => s.Tco2e));
    }

    [Fact]
    public void No_tonne_is_claimed_twice_whatever_was_lent() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
            AnyLoan.ListOf(4).ToArbitrary(), Gen.Choose(1, 1_000_000_000).ToArbitrary(), Gen.Choose(0, 100_000_000).ToArbitrary(), (loans, investment, kilos) =>
            {
                var shares = Attribution.Of(investment, [.. loans], First, Last, kilos / 1_000m);
                return shares.Sum(s => s.AveragePercent) <= 100m && shares.Sum(s => s.Tco2e) <= kilos / 1_000m && shares.All(s => s.Tco2e >= 0m);
            }));

    [Fact]
    public void Two_halves_of_a_period_come_to_the_whole_within_rounding() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyLoan.ListOf(3).ToArbitrary(), Gen.Choose(1, 88).ToArbitrary(), (loans, cut) =>
        {
            var (days, at) = (90m, First.AddDays(cut));
            ProjectLoan[] all = [.. loans];
            var whole = Attribution.Of(1_000m, all, First, Last, 900m).Sum(s => s.Tco2e);
            var parts = Attribution.Of(1_000m, all, First, at.AddDays(-1), 900m * cut / days).Sum(s => s.Tco2e) + Attribution.Of(1_000m, all, at, Last, 900m * (90 - cut) / days).Sum(s => s.Tco2e);
            return Math.Abs(whole - parts) <= 0.01m;
        }));

    [Fact]
    public void Tonnes_of_a_report_fall_into_a_period_by_days()
    {
        var half = new MeasuredPeriod(First, new DateOnly(2026, 6, 30), 1_810m, "核查机构", "HC-1", new string('a', 64), null);
        Assert.Equal(900m, Attribution.Within(half, First, Last));
        Assert.Equal(0m, Attribution.Within(half, new DateOnly(2027, 1, 1), new DateOnly(2027, 3, 31)));
        Assert.Equal(1_810m, Attribution.Within(half, new DateOnly(2025, 1, 1), new DateOnly(2027, 3, 31)));
    }

    [Fact]
    public void Financed_emissions_follow_outstanding_over_equity_and_debt()
    {
        var year = new EnterpriseYear(2025, 1m, null, 1_000m, 200m, true, null, null, 60m, 40m, null);
        Assert.Equal(new FinancedEmissions("businessLoans", 10m, 100m, 20m, 2, null), FinancedEmissions.OfBusinessLoan(10m, year));
        Assert.Equal(1, FinancedEmissions.OfBusinessLoan(10m, year with { Verifier = "核查机构" }).DataQuality);
        Assert.Equal("equityAndDebt", FinancedEmissions.OfBusinessLoan(10m, year with { DebtCny = null }).Missing);
        Assert.Equal("enterpriseYear", FinancedEmissions.OfBusinessLoan(10m, null).Missing);
        Assert.Equal(100m, FinancedEmissions.OfBusinessLoan(500m, year).AttributionPercent);
        Assert.Equal(new FinancedEmissions("projectFinance", 25m, 5m, 10m, 3, null), FinancedEmissions.OfProject(25m, 100m, 20m, 40m));
        Assert.Equal("projectEmissions", FinancedEmissions.OfProject(25m, 100m, null, null).Missing);
    }
}
