using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>Rates, fees, and a market that changed around the deal.</summary>
public sealed class DealBoundsSpec
{
    /// <summary>LPR 3.00 % and 3.50 %; the cap is 15 %.</summary>
    private static readonly DealClock Bounded = Clock with
    {
        Bounds = new RateBounds(new BenchmarkRates([new BenchmarkPrint(new DateOnly(2025, 1, 1), new BasisPoints(300), new BasisPoints(350))]), new BasisPoints(1_500)),
    };

    [Theory]
    [InlineData(Benchmark.Lpr5y, -350, null)]
    [InlineData(Benchmark.Lpr5y, -351, "rate.below_zero")]
    [InlineData(Benchmark.Lpr1y, -301, "rate.below_zero")]
    [InlineData(Benchmark.Lpr1y, 1_000, null)]
    [InlineData(Benchmark.Fixed, 1_500, null)]
    [InlineData(Benchmark.Fixed, 1_501, "rate.above_cap")]
    public void A_rate_is_neither_below_zero_nor_above_the_cap(Benchmark benchmark, int spreadBp, string? refused)
    {
        var credit = Forty with { Rate = new Rate(benchmark, new BasisPoints(spreadBp)) };
        foreach (var (scenario, move, by) in new (Scenario<Deal>, DealMove, Caller)[]
        {
            (Examined, Offer(credit) with { Clock = Bounded }, Officer),
            (Offered, Offer(credit) with { Clock = Bounded }, Owner),
            (Agreed, Approve(credit) with { Clock = Bounded }, Officer),
        })
        {
            var outcome = scenario.When(move, by);
            if (refused is null) Assert.Null(outcome.Decision.Refusal);
            else outcome.Refused(RefusalKind.Rule, refused);
        }
    }

    [Fact]
    public void Fees_come_to_less_than_the_line_and_nothing_reaches_beyond_the_term()
    {
        var small = Credit(1, 12, 0);
        var terms = Terms(small) with { Fees = Million(0.5m), LaterFees = [new LaterFee(6, Million(0.5m), "管理费")] };
        Examined.When(Make(terms), Officer).Refused(RefusalKind.Rule, "offer.fees_exceed_line", ("feesCny", 1_000_000m));
        terms = terms with { Fees = Cny.Zero };
        Assert.Null(Examined.When(Make(terms), Officer).Decision.Refusal);
        Examined.When(Make(terms with { LaterFees = [new LaterFee(13, Million(0.5m), "管理费")] }), Officer)
            .Refused(RefusalKind.Rule, "offer.beyond_term", ("month", 13), ("termMonths", 12));
        Examined.When(Make(terms with { Subsidy = new InterestSubsidy(new BasisPoints(100), 13) }), Officer).Refused(RefusalKind.Rule, "offer.beyond_term");
    }

    [Fact]
    public void On_a_product_off_the_market_nothing_new_is_offered_and_what_was_promised_stands()
    {
        var off = Ground(productLive: false);
        Examined.When(new MakeOffer(Terms(Forty), off, Clock), Officer).Refused(RefusalKind.Rule, "offer.product_off_market");
        Countered.When(new MakeOffer(Terms(Forty), off, Clock), Officer).Refused(RefusalKind.Rule, "offer.product_off_market");
        Offered.When(new MakeOffer(Terms(FortyFive), off, Clock), Owner).Then(Countering);
        Offered.When(new AcceptOffer(1, off, Clock), Owner).Then(Agreeing);
        Agreed.When(new ApproveCredit(Forty, "批1", off, Clock), Officer).Then(Approving);
        Agreed.When(new ApproveCredit(Thirty, "批1", off, Clock), Officer).Then(Changing);
        Agreed.When(new ApproveCredit(FortyFive, "批1", off, Clock), Officer).Refused(RefusalKind.Rule, "offer.product_off_market");
    }

    [Fact]
    public void On_a_need_off_the_market_nothing_is_promised_any_more()
    {
        var off = Ground(needLive: false);
        foreach (var by in new[] { Officer, Owner })
            Offered.When(new MakeOffer(Terms(Forty), off, Clock), by).Refused(RefusalKind.Rule, "deal.need_off_market");
        Offered.When(new AcceptOffer(1, off, Clock), Owner).Refused(RefusalKind.Rule, "deal.need_off_market");
        Agreed.When(new ApproveCredit(Forty, "批1", off, Clock), Officer).Refused(RefusalKind.Rule, "deal.need_off_market");
        BankSigned.When(Sign(Word), Owner).Then(Signing);
    }

    [Fact]
    public void A_need_is_promised_once_whatever_its_deals_are_offered()
    {
        Offered.When(new AcceptOffer(1, Ground(needLeft: 39.99m), Clock), Owner)
            .Refused(RefusalKind.Rule, "need.covered_already", ("lineCny", 40_000_000m), ("needLeftCny", 39_990_000m));
        Offered.When(new AcceptOffer(1, Ground(needLeft: 40), Clock), Owner).Then(Agreeing);
        Agreed.When(new ApproveCredit(FortyFive, "批1", Ground(needLeft: 4.99m), Clock), Officer).Refused(RefusalKind.Rule, "need.covered_already");
    }

    [Fact]
    public void A_link_states_a_target_still_to_be_reached_and_steps_within_its_bounds()
    {
        var link = new RateLink(1_000m, Today, Today.AddYears(1), -10, 5);
        Assert.Null(Examined.When(Make(Linked(link)), Officer).Decision.Refusal);
        Assert.Null(Examined.When(Make(Linked(link with { TestedOn = Today, From = Today.AddDays(-1) })), Officer).Decision.Refusal);
        foreach (var wrong in new[]
                 {
                     link with { TargetTco2e = 0m }, link with { TargetTco2e = 1_000_000_001m }, link with { TestedOn = Today }, link with { MetStepBp = 1 },
                     link with { MetStepBp = -201 }, link with { MissedStepBp = -1 }, link with { MissedStepBp = 201 }, link with { TestedOn = DateOnly.MaxValue }, link with { From = DateOnly.MinValue },
                 })
        {
            Examined.When(Make(Linked(wrong)), Officer).Refused(RefusalKind.Shape, "offer.link_wrong");
            Offered.When(Make(Linked(wrong)), Owner).Refused(RefusalKind.Shape, "offer.link_wrong");
        }

        Examined.When(Make(Linked(link with { From = Today.AddDays(-9), TestedOn = Today.AddDays(-1) })), Officer)
            .Refused(RefusalKind.Rule, "offer.link_over", ("testedOn", Today.AddDays(-1)), ("today", Today));
    }

    [Theory]
    [InlineData(-345, -10, 0, "rate.below_zero")]
    [InlineData(1_145, 0, 10, "rate.above_cap")]
    [InlineData(-340, -10, 10, null)]
    public void A_linked_rate_stays_within_its_bounds_whichever_way_it_is_stepped(int spreadBp, int metBp, int missedBp, string? refused)
    {
        var credit = Forty with { Rate = new Rate(Benchmark.Lpr5y, new BasisPoints(spreadBp)) };
        var outcome = Examined.When(Make(Terms(credit) with { Link = new RateLink(1m, Today, Today.AddDays(9), metBp, missedBp) }) with { Clock = Bounded }, Officer);
        if (refused is null) Assert.Null(outcome.Decision.Refusal);
        else outcome.Refused(RefusalKind.Rule, refused);
    }

    private static MakeOffer Make(OfferTerms terms) => new(terms, Ground(), Clock);

    private static OfferTerms Linked(RateLink link) => Terms(Forty) with { Link = link };
}
