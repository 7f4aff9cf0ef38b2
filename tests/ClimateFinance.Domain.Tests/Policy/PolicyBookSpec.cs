using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Policy;

public sealed class PolicyBookSpec
{
    private static readonly MarketPolicy First = Some.Policy();
    private static readonly MarketPolicy Second = First with { Version = 2, EffectiveFrom = Today.AddDays(10), LeastScore = 4_000 };

    private static Scenario<PolicyBook> Empty => Spec.Given<PolicyBook>();

    private static Scenario<PolicyBook> Installed => Spec.Given<PolicyBook>(new PolicyAdopted(First, "安装"));

    [Fact]
    public void The_installation_writes_version_1_even_for_the_past()
    {
        foreach (var by in new[] { Some.System, Some.Operator, Bureau })
            Assert.Single(Empty.When(new AdoptPolicy(First, "安装"), by).Then(new PolicyAdopted(First, "安装")).Versions);
    }

    [Fact]
    public void After_that_people_decide()
    {
        foreach (var by in new[] { Some.Operator, Bureau })
            Assert.Equal(2, Installed.When(new AdoptPolicy(Second, "提高门槛"), by)
                .Then(new PolicyAdopted(Second, "提高门槛")).Versions.Count);
        foreach (var by in new[] { Some.System, Owner, Officer })
            Installed.When(new AdoptPolicy(Second, "提高门槛"), by).Refused(RefusalKind.Forbidden, "policy.not_yours");
        foreach (var by in new[] { Owner, Officer })
            Empty.When(new AdoptPolicy(First, "安装"), by).Refused(RefusalKind.Forbidden, "policy.not_yours");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public void A_version_follows_the_last_one(int version) =>
        Installed.When(new AdoptPolicy(Second with { Version = version }, "原因"), Bureau)
            .Refused(RefusalKind.Rule, "policy.version_not_next", ("next", 2), ("given", version));

    [Fact]
    public void It_does_not_decide_about_the_past()
    {
        Installed.When(new AdoptPolicy(Second with { EffectiveFrom = Today.AddDays(-1) }, "原因"), Bureau)
            .Refused(RefusalKind.Rule, "policy.effective_in_past", ("effectiveFrom", Today.AddDays(-1)), ("today", Today));
        Assert.Single(Installed.When(new AdoptPolicy(Second with { EffectiveFrom = Today }, "原因"), Bureau).Decision.Events);
    }

    [Fact]
    public void A_reason_is_needed() =>
        Installed.When(new AdoptPolicy(Second, ""), Bureau).Refused(RefusalKind.Shape, "text.empty", ("field", "reason"));

    [Fact]
    public void Weights_are_not_negative_and_sum_to_ten_thousand()
    {
        var weights = Second.Weights;
        Refused(Second with { Weights = weights with { Cost = weights.Cost + 1 } }, "policy.weights_wrong_sum", ("total", 10_000), ("given", 10_001));
        Refused(
            Second with { Weights = weights with { Locality = -1, Cost = weights.Cost + weights.Locality + 1 } },
            "policy.limit_out_of_range", ("limit", "locality"), ("given", -1m));
        var one = Second with { Weights = new PieceWeights(10_000, 0, 0, 0, 0, 0, 0) };
        Assert.Single(Installed.When(new AdoptPolicy(one, "原因"), Bureau).Decision.Events);
    }

    [Fact]
    public void Every_limit_has_a_range()
    {
        var (weights, stages) = (Second.Weights, Second.StageLimits);
        foreach (var (policy, limit) in new[]
        {
            (Second with { Weights = weights with { Cost = -1 } }, "cost"),
            (Second with { Weights = weights with { AmountCover = -1 } }, "amountCover"),
            (Second with { Weights = weights with { TermFit = -1 } }, "termFit"),
            (Second with { Weights = weights with { Reduction = -1 } }, "reduction"),
            (Second with { Weights = weights with { CollateralFit = -1 } }, "collateralFit"),
            (Second with { Weights = weights with { Responsiveness = 10_001 } }, "responsiveness"),
            (Second with { StageLimits = stages with { Contact = 0 } }, "contact"),
            (Second with { StageLimits = stages with { Documents = 0 } }, "documents"),
            (Second with { StageLimits = stages with { DueDiligence = 0 } }, "dueDiligence"),
            (Second with { StageLimits = stages with { Offer = 0 } }, "offer"),
            (Second with { StageLimits = stages with { Acceptance = -3 } }, "acceptance"),
            (Second with { StageLimits = stages with { Approval = 251 } }, "approval"),
            (Second with { StageLimits = stages with { Signature = 0 } }, "signature"),
            (Second with { LateSteps = new LateSteps(-1, 3, 15) }, "remindBefore"),
            (Second with { LateSteps = new LateSteps(1, 0, 15) }, "escalateAfter"),
            (Second with { LateSteps = new LateSteps(1, 3, 3) }, "lapseAfter"),
            (Second with { RateCapBp = 0 }, "rateCapBp"),
            (Second with { RateCapBp = 3_601 }, "rateCapBp"),
            (Second with { LeastScore = -1 }, "leastScore"),
            (Second with { LeastScore = 10_001 }, "leastScore"),
            (Second with { ProposalsPerNeed = 0 }, "proposalsPerNeed"),
            (Second with { BankSlotsPerNeed = 0 }, "bankSlotsPerNeed"),
            (Second with { FullReductionTco2ePer10kCny = 0m }, "fullReductionTco2ePer10kCny"),
            (Second with { FullCostGapBp = 0 }, "fullCostGapBp"),
            (Second with { NeedStaleAfterDays = 0 }, "needStaleAfterDays"),
            (Second with { NeedLapsesAfterStaleDays = 0 }, "needLapsesAfterStaleDays"),
            (Second with { OwnCapitalFloorPercent = 101 }, "ownCapitalFloorPercent"),
            (Second with { OwnCapitalFloors = [new(new IndustryCode("C31"), -1)] }, "ownCapitalFloorPercent"),
            (Second with { OwnCapitalFloors = [.. Enumerable.Range(0, 201).Select(i => new OwnCapitalFloor(new IndustryCode($"C{i:0000}"), 20))] }, "ownCapitalFloors"),
        })
        {
            Refused(policy, "policy.limit_out_of_range", ("limit", limit));
        }
    }

    [Fact]
    public void A_policy_from_before_the_late_steps_still_stands() =>
        Assert.Null(Installed.When(new AdoptPolicy(Second with { LateSteps = null, RateCapBp = null }, "原因"), Bureau).Decision.Refusal);

    [Fact]
    public void An_industry_has_one_floor() =>
        Refused(
            Second with { OwnCapitalFloors = [new(new IndustryCode("C31"), 40), new(new IndustryCode("C31"), 30)] },
            "policy.floor_twice", ("industry", "C31"));

    [Fact]
    public void The_version_in_force_is_the_last_one_whose_day_has_come()
    {
        var third = Second with { Version = 3, EffectiveFrom = Today.AddDays(5) };
        var book = Spec.Given<PolicyBook>(new PolicyAdopted(First, "1"), new PolicyAdopted(Second, "2")).State;
        Assert.Null(PolicyBook.Initial.InForceOn(Today));
        Assert.Null(book.InForceOn(First.EffectiveFrom.AddDays(-1)));
        Assert.Equal(1, book.InForceOn(First.EffectiveFrom)?.Version);
        Assert.Equal(1, book.InForceOn(Today.AddDays(9))?.Version);
        Assert.Equal(2, book.InForceOn(Today.AddDays(10))?.Version);

        // Adopted later, it overrides what was adopted before it.
        var overridden = Spec.Given<PolicyBook>(new PolicyAdopted(First, "1"), new PolicyAdopted(Second, "2"), new PolicyAdopted(third, "3")).State;
        Assert.Equal(3, overridden.InForceOn(Today.AddDays(30))?.Version);
    }

    [Theory]
    [InlineData("C3110", 40)]
    [InlineData("C3120", 40)]
    [InlineData("C3011", 35)]
    [InlineData("C3012", 20)]
    [InlineData("D4411", 20)]
    public void The_own_capital_floor_is_that_of_the_closest_industry(string industry, int percent) =>
        Assert.Equal(percent, First.OwnCapitalFloorOf(new IndustryCode(industry)));

    [Fact]
    public void A_longer_prefix_beats_a_shorter_one_in_any_order()
    {
        OwnCapitalFloor wide = new(new IndustryCode("C3"), 10), narrow = new(new IndustryCode("C311"), 50);
        foreach (var floors in new[] { new[] { wide, narrow }, [narrow, wide] })
        {
            var policy = First with { OwnCapitalFloors = floors };
            Assert.Equal(50, policy.OwnCapitalFloorOf(new IndustryCode("C3110")));
            Assert.Equal(10, policy.OwnCapitalFloorOf(new IndustryCode("C3120")));
        }
    }

    private static void Refused(MarketPolicy policy, string code, params ReadOnlySpan<(string Name, object? Value)> figures) =>
        Installed.When(new AdoptPolicy(policy, "原因"), Bureau).Refused(RefusalKind.Rule, code, figures);
}
