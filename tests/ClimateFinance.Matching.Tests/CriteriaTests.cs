using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

/// <summary>Each hard criterion on both sides of its edge; the sample pair passes them all, so one change decides one verdict.</summary>
public class CriteriaTests
{
    [Fact]
    public void The_sample_pair_passes_every_criterion_in_the_order_of_the_enum()
    {
        var evaluation = Samples.Judge(Samples.Need(), Samples.Product());

        Assert.True(evaluation.Eligible);
        Assert.Equal(Enum.GetValues<Criterion>(), evaluation.Criteria.Select(c => c.Criterion));
        Assert.All(evaluation.Criteria, c => Assert.True(c.Passed));
    }

    [Fact]
    public void Either_side_off_the_market_fails_live()
    {
        OnlyFails(Criterion.Live, Samples.Need() with { Live = false }, Samples.Product());
        OnlyFails(Criterion.Live, Samples.Need(), Samples.Product() with { Live = false });
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 5, false)]
    [InlineData(-5, -1, false)]
    [InlineData(-5, 0, true)]
    [InlineData(0, 5, true)]
    public void A_product_is_live_from_its_first_to_its_last_day(int from, int to, bool passes) => Expect(
        passes, Criterion.Live, Samples.Need(), Terms(t => t with { ValidFrom = Samples.On.AddDays(from), ValidTo = Samples.On.AddDays(to) }));

    [Theory]
    [InlineData("130000", true)]
    [InlineData("130400", true)]
    [InlineData("130481", true)]
    [InlineData("130482", false)]
    [InlineData("130200", false)]
    [InlineData("140000", false)]
    [InlineData(null, true)]
    public void A_region_serves_all_below_it_and_no_region_serves_everywhere(string? served, bool passes) => Expect(
        passes, Criterion.Region, Samples.Need(), Terms(t => t with { Regions = served is null ? [] : [new("110000"), new(served)] }));

    [Fact]
    public void A_county_does_not_serve_a_need_of_its_whole_city() => OnlyFails(
        Criterion.Region, Samples.Need() with { Region = new("130400") }, Terms(t => t with { Regions = [new("130481")] }));

    [Theory]
    [InlineData("C", true)]
    [InlineData("C31", true)]
    [InlineData("C3120", true)]
    [InlineData("C3110", false)]
    [InlineData("D44", false)]
    [InlineData(null, true)]
    public void An_industry_serves_its_children_and_no_industry_serves_all(string? served, bool passes) => Expect(
        passes, Criterion.Industry, Samples.Need(), Terms(t => t with { Industries = served is null ? [] : [new(served)] }));

    [Theory]
    [InlineData("", "sinter-whr", true)]
    [InlineData("", "cement-whr", false)]
    [InlineData("3.2.1", "cement-whr", true)]
    [InlineData("3.2.1", "", true)]
    [InlineData("3.2", "", false)]
    [InlineData("", "", true)]
    public void A_listed_technology_or_a_listed_class_is_enough(string classes, string technologies, bool passes) => Expect(
        passes, Criterion.GreenClass, Samples.Need(), Terms(t => t with
        {
            GreenClasses = classes.Length == 0 ? [] : [new("9"), new(classes)],
            Technologies = technologies.Length == 0 ? [] : [new(technologies)],
        }));

    [Fact]
    public void A_need_that_names_no_class_passes_only_where_none_is_listed()
    {
        var need = Samples.Need() with { Technology = null, GreenClasses = [] };

        OnlyFails(Criterion.GreenClass, need, Samples.Product());
        Passes(need, Terms(t => t with { Technologies = [] }));
    }

    [Fact]
    public void A_purpose_must_be_listed_unless_none_is()
    {
        OnlyFails(Criterion.Purpose, Samples.Need(), Terms(t => t with { Purposes = [FinancingPurpose.WorkingCapital] }));
        Passes(Samples.Need(), Terms(t => t with { Purposes = [FinancingPurpose.WorkingCapital, FinancingPurpose.Project] }));
        Passes(Samples.Need(), Terms(t => t with { Purposes = [] }));
    }

    [Theory]
    [InlineData("30000000", "90000000", true)]
    [InlineData("30000000.01", "90000000", false)]
    [InlineData("100", "20000000", true)]
    [InlineData("100", "19999999.99", false)]
    public void Amounts_overlap_to_the_fen(string min, string max, bool passes) => Expect(
        passes, Criterion.Amount, Samples.Need(), Terms(t => t with { AmountMin = new(decimal.Parse(min)), AmountMax = new(decimal.Parse(max)) }));

    [Theory]
    [InlineData("28571428.57", 70, false)]
    [InlineData("28571428.58", 70, true)]
    [InlineData("0", 70, false)]
    [InlineData("0", null, true)]
    public void A_share_of_the_investment_bounds_the_amount(string investment, int? percent, bool passes) => Expect(
        passes,
        Criterion.Amount,
        Samples.Need() with { Investment = new(decimal.Parse(investment)) },
        Terms(t => t with { MaxLoanToInvestmentPercent = percent }));

    [Fact]
    public void Without_a_project_there_is_no_investment_that_could_bound_the_amount() =>
        Passes(Samples.Need() with { Investment = null }, Terms(t => t with { MaxLoanToInvestmentPercent = 1 }));

    [Theory]
    [InlineData("20000000", true)]
    [InlineData("19999999.99", false)]
    [InlineData("0", false)]
    public void The_quota_left_must_reach_the_least_the_need_takes(string left, bool passes) => Expect(
        passes, Criterion.Quota, Samples.Need(), Samples.Product() with { QuotaLeft = new(decimal.Parse(left)) });

    [Fact]
    public void The_quota_left_must_reach_the_smallest_loan_of_the_product()
    {
        var product = Terms(t => t with { AmountMin = Cny.FromWan(2_500) });

        OnlyFails(Criterion.Quota, Samples.Need(), product with { QuotaLeft = Cny.FromWan(2_499) });
        Passes(Samples.Need(), product with { QuotaLeft = Cny.FromWan(2_500) });
    }

    [Theory]
    [InlineData(1, 36, true)]
    [InlineData(1, 35, false)]
    [InlineData(60, 360, true)]
    [InlineData(61, 360, false)]
    public void Terms_overlap_by_a_month_at_least(int min, int max, bool passes) => Expect(
        passes, Criterion.Term, Samples.Need(), Terms(t => t with { TermMin = new(min), TermMax = new(max) }));

    [Theory]
    [InlineData(Benchmark.Lpr1y, 80, true)]
    [InlineData(Benchmark.Lpr1y, 81, false)]
    [InlineData(Benchmark.Lpr5y, 30, true)]
    [InlineData(Benchmark.Lpr5y, 31, false)]
    [InlineData(Benchmark.Fixed, 380, true)]
    [InlineData(Benchmark.Fixed, 381, false)]
    public void Rates_are_compared_all_in_whatever_their_benchmark(Benchmark benchmark, int spread, bool passes) => Expect(
        passes, Criterion.Rate, Samples.Need(), Terms(t => t with { Benchmark = benchmark, SpreadMin = new(spread) }));

    [Theory]
    [InlineData(new[] { CollateralKind.Equipment }, true)]
    [InlineData(new[] { CollateralKind.Guarantee }, false)]
    [InlineData(new[] { CollateralKind.Guarantee, CollateralKind.Credit }, true)]
    [InlineData(new CollateralKind[0], true)]
    public void Any_accepted_kind_is_enough(CollateralKind[] accepted, bool passes) =>
        Expect(passes, Criterion.Collateral, Samples.Need(), Terms(t => t with { CollateralAccepted = accepted }));

    [Fact]
    public void A_need_that_offers_nothing_asks_for_unsecured_credit()
    {
        var need = Samples.Need() with { CollateralOffered = [] };

        OnlyFails(Criterion.Collateral, need, Samples.Product());
        Passes(need, Terms(t => t with { CollateralAccepted = [CollateralKind.Credit] }));
    }

    [Theory]
    [InlineData(EnvironmentalGrade.C, true)]
    [InlineData(EnvironmentalGrade.D, false)]
    [InlineData(EnvironmentalGrade.NonLeading, false)]
    [InlineData(EnvironmentalGrade.Leading, true)]
    [InlineData(null, false)]
    public void A_grade_below_the_lowest_or_none_fails(EnvironmentalGrade? grade, bool passes) =>
        Expect(passes, Criterion.Grade, Samples.Need() with { Grade = grade }, Samples.Product());

    [Fact]
    public void The_ungraded_are_served_where_no_lowest_grade_is_set() =>
        Passes(Samples.Need() with { Grade = null }, Terms(t => t with { LowestGrade = null }));

    [Fact]
    public void Admission_counts_only_where_it_is_required()
    {
        OnlyFails(Criterion.Admission, Samples.Need() with { Admitted = false }, Samples.Product());
        Passes(Samples.Need() with { Admitted = false }, Terms(t => t with { AdmissionRequired = false }));
    }

    [Theory]
    [InlineData("6000", true)]
    [InlineData("5999.999", false)]
    [InlineData(null, false)]
    public void Tonnes_per_ten_thousand_yuan_must_reach_the_least(string? tonnes, bool passes) => Expect(
        passes, Criterion.Reduction, Samples.Need() with { ReductionTco2ePerYear = tonnes is null ? null : decimal.Parse(tonnes) }, Samples.Product());

    [Fact]
    public void An_unknown_reduction_passes_where_none_is_demanded() =>
        Passes(Samples.Need() with { ReductionTco2ePerYear = null }, Terms(t => t with { LeastReductionTco2ePer10kCny = 0m }));

    [Theory]
    [InlineData("2025-11-20", true)]
    [InlineData("2025-11-21", false)]
    [InlineData("2026-11-20", false)]
    [InlineData("2027-01-01", false)]
    public void A_penalty_within_the_demanded_months_excludes(string day, bool passes) =>
        Expect(passes, Criterion.NotExcluded, Samples.Need() with { LastPenaltyOn = DateOnly.Parse(day) }, Samples.Product());

    [Fact]
    public void A_penalty_of_today_is_no_matter_where_no_clean_months_are_demanded() =>
        Passes(Samples.Need() with { LastPenaltyOn = Samples.On }, Terms(t => t with { PenaltyFreeMonths = 0 }));

    [Fact]
    public void Months_end_on_the_last_day_where_the_month_is_shorter()
    {
        var need = Samples.Need() with { LastPenaltyOn = new DateOnly(2026, 1, 31) };
        var product = Terms(t => t with { PenaltyFreeMonths = 1, ValidFrom = new(2026, 1, 1), ValidTo = new(2026, 12, 31) });

        var eve = PairEvaluator.Failed(need, product, PairHistory.None, Samples.Basis with { On = new(2026, 2, 27) });
        var day = PairEvaluator.Failed(need, product, PairHistory.None, Samples.Basis with { On = new(2026, 2, 28) });

        Assert.Equal([Criterion.NotExcluded], eve.ToList());
        Assert.True(day.IsEmpty);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_declined_or_blocked_pair_is_excluded(bool declined, bool blocked)
    {
        var evaluation = Samples.Judge(Samples.Need(), Samples.Product(), new PairHistory(declined, blocked));

        Assert.Equal([Criterion.NotExcluded], evaluation.Criteria.Where(c => !c.Passed).Select(c => c.Criterion));
    }

    [Fact]
    public void Figures_of_both_sides_are_data_with_units_last()
    {
        var criteria = Samples.Judge(Samples.Need(), Samples.Product()).Criteria;

        Assert.Equal("380", criteria[(int)Criterion.Rate].Asked["rateMaxBp"]);
        Assert.Equal("320", criteria[(int)Criterion.Rate].Offered["rateMinBp"]);
        Assert.Equal("42000000.00", criteria[(int)Criterion.Amount].Offered["ceilingCny"]);
        Assert.Equal("60", criteria[(int)Criterion.Term].Asked["termMaxMonths"]);
        Assert.Equal("mortgage,equipment", criteria[(int)Criterion.Collateral].Asked["collateralOffered"]);
        Assert.Equal("3", criteria[(int)Criterion.Reduction].Asked["reductionTco2ePer10kCny"]);
        Assert.False(criteria[(int)Criterion.NotExcluded].Asked.ContainsKey("lastPenaltyOn"));
    }

    [Fact]
    public void A_policy_that_the_basis_does_not_name_is_a_bug() => Assert.Throws<ArgumentException>(() => PairEvaluator.Evaluate(
        Samples.Need(), Samples.Product(), PairHistory.None, Samples.Basis with { PolicyVersion = 2 }, Samples.Policy));

    private static ProductFacts Terms(Func<ProductTerms, ProductTerms> change) => Samples.Product().With(change);

    private static void Expect(bool passes, Criterion criterion, NeedFacts need, ProductFacts product)
    {
        if (passes) Passes(need, product);
        else OnlyFails(criterion, need, product);
    }

    private static void Passes(NeedFacts need, ProductFacts product) =>
        Assert.Empty(Samples.Judge(need, product).Criteria.Where(c => !c.Passed).Select(c => c.Criterion));

    private static void OnlyFails(Criterion criterion, NeedFacts need, ProductFacts product)
    {
        var evaluation = Samples.Judge(need, product);

        Assert.False(evaluation.Eligible);
        Assert.Equal([criterion], evaluation.Criteria.Where(c => !c.Passed).Select(c => c.Criterion));
    }
}
