using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class ChallengeTests
{
    private static readonly ChallengeRules Rules = new(20m, 3m, 0.2m, 3, 10m, 30m, 30m, 2.468m, [new(new IndustryCode("C31"), 1.8m)], 80m);

    /// <summary>13 032 t to 10 000 万元: 1.303 t per 10 000 yuan.</summary>
    private static readonly ProjectSheet Sheet = Some.ProjectSheet();

    private static readonly ReductionEstimate Computed = ReductionEstimate.Of(Sheet.ReductionInputs, Factors, Wuan, Today).Value;

    private static ChallengeFlag[] Of(ChallengeFacts facts, ProjectSheet? sheet = null) => [.. Challenge.Of(sheet ?? Sheet, Computed, facts, Rules)];

    [Fact]
    public void A_plausible_project_raises_nothing() => Assert.Empty(Of(ChallengeFacts.None with { ClassDensities = [1m, 1.3m, 2m] }));

    [Fact]
    public void A_claim_far_from_what_the_inputs_give_is_told_with_both_figures()
    {
        var flag = Assert.Single(Of(ChallengeFacts.None, Sheet with { ClaimedReductionTco2ePerYear = 16_000m }));
        Assert.Equal(("claimFarFromComputed", "16000", "13032", "20"),
            (flag.Code, flag.Figures["claimedTco2ePerYear"], flag.Figures["computedTco2ePerYear"], flag.Figures["tolerancePercent"]));
        Assert.Empty(Of(ChallengeFacts.None, Sheet with { ClaimedReductionTco2ePerYear = 15_600m }));
    }

    [Fact]
    public void Tonnes_per_10_000_yuan_are_held_against_the_middle_of_the_class()
    {
        Assert.Equal("densityFarAboveClass", Assert.Single(Of(ChallengeFacts.None with { ClassDensities = [0.1m, 0.4m, 9m] })).Code);
        Assert.Equal("densityFarBelowClass", Assert.Single(Of(ChallengeFacts.None with { ClassDensities = [7m, 8m, 9m] })).Code);
        Assert.Empty(Of(ChallengeFacts.None with { ClassDensities = [0.1m, 0.1m] }));
    }

    [Fact]
    public void Tonnes_per_10_000_yuan_are_held_against_published_loans()
    {
        var flag = Assert.Single(Of(ChallengeFacts.None, Sheet with { TotalInvestment = new Cny(5_000_000m), OwnCapital = new Cny(2_000_000m) }));
        Assert.Equal(("densityFarAbovePublished", "26.064", "2.468"), (flag.Code, flag.Figures["tco2ePer10kCny"], flag.Figures["publishedAverage"]));
    }

    [Fact]
    public void A_reduction_is_held_against_the_enterprise_and_the_sector()
    {
        Assert.Equal("shareOfEnterpriseHigh", Assert.Single(Of(ChallengeFacts.None with { EnterpriseEmissionsTco2e = 40_000m })).Code);
        Assert.Empty(Of(ChallengeFacts.None with { EnterpriseEmissionsTco2e = 50_000m }));
        var sector = Assert.Single(Of(ChallengeFacts.None with { EnterpriseOutputT = 20_000m }));
        Assert.Empty(Of(ChallengeFacts.None with { EnterpriseOutputT = 0.0000000000000000000000000001m }));
        Assert.Equal(("shareOfSectorHigh", "0.6516", "1.8"), (sector.Code, sector.Figures["tco2ePerTonne"], sector.Figures["sectorTco2PerTonne"]));
    }

    [Fact]
    public void An_enterprise_that_kept_too_little_of_its_promises_is_asked_why()
    {
        var flag = Assert.Single(Of(ChallengeFacts.None with { Kept = PromiseKept.Of(1_000m, 365, 799m) }));
        Assert.Equal(("promisesNotKept", "79.9", "799", "1000", "80"),
            (flag.Code, flag.Figures["keptPercent"], flag.Figures["measuredTco2e"], flag.Figures["promisedTco2e"], flag.Figures["percentExpected"]));
        Assert.True(Challenge.MustBeAnswered(flag.Code));
        Assert.Empty(Of(ChallengeFacts.None with { Kept = PromiseKept.Of(1_000m, 365, 800m) }));
        Assert.Empty(Challenge.Of(Sheet, Computed, ChallengeFacts.None with { Kept = PromiseKept.Of(1_000m, 365, 1m) }, Rules with { KeptLeastPercent = null }));
    }

    [Fact]
    public void What_is_claimed_twice_is_told()
    {
        var flags = Of(ChallengeFacts.None with { LikeFilings = ["2509 130481"], SharedEquipment = ["QF-25-1"], TwinTitles = ["另一项目"] });
        Assert.Equal(["filingNumberAlike", "equipmentClaimedTwice", "sameQuantitiesTwice"], flags.Select(f => f.Code));
    }

    [Fact]
    public void Words_answer_a_flag_by_its_code_and_words_on_the_reduction_answer_what_is_about_tonnes()
    {
        var facts = ChallengeFacts.None with { ClassDensities = [0.1m, 0.4m, 9m], SharedEquipment = ["QF-25-1"] };
        var flags = Of(facts, Sheet with { ReductionJustification = "规模不同", Justifications = [new("equipmentClaimedTwice", "共用机组，已分摊")] });
        Assert.Equal(["规模不同", "共用机组，已分摊"], flags.Select(f => f.Justification));
        Assert.Null(Of(facts, Sheet with { ReductionJustification = "规模不同" })[1].Justification);
    }

    [Fact]
    public void A_flag_without_words_keeps_the_project_from_the_bureau()
    {
        var given = Spec.Given<Project>(new ProjectDrafted(Furnace, Steelworks, Sheet, true));
        var submit = new SubmitProject(true, Some.Policy(), Factors, null, null, Rules, ChallengeFacts.None with { SharedEquipment = ["QF-25-1"] });
        given.When(submit, Owner).Refused(RefusalKind.Rule, "project.flag_unjustified", ("flag", "equipmentClaimedTwice"), ("identifier", "QF-25-1"));

        var answered = Sheet with { Justifications = [new("equipmentClaimedTwice", "已分摊")] };
        var flag = Challenge.Of(answered, Computed, submit.Facts!, Rules);
        Spec.Given<Project>(new ProjectDrafted(Furnace, Steelworks, answered, true)).When(submit, Owner)
            .Then(new ProjectSubmitted(Furnace, Steelworks, answered, Computed, 40, 1, flag));
    }

    [Theory]
    [InlineData("2509-130481-89-02-100001", "２５０９ 130481 89 02 100001")]
    [InlineData("qf-25/1", "QF 25 1")]
    public void Numbers_are_alike_however_they_are_typed(string one, string other) => Assert.Equal(Challenge.Normal(one), Challenge.Normal(other));

    [Fact]
    public void The_middle_of_an_even_number_is_the_mean_of_two() => Assert.Equal(2.5m, Challenge.Median([4m, 1m, 3m, 2m]));

    [Fact]
    public void A_missing_carrier_is_asked_for()
    {
        var rule = new CarrierRule("electricityUsed", CarrierFlow.Used, [EmissionFactorKind.GridElectricity], [], true, "electricity used", "用电量");
        var method = new TechnologyMethod("M-X", [Sheet.Technology], "b", "基", [rule], "made for a test");
        var flaw = ReductionEstimate.Of(Sheet.ReductionInputs, Factors, Wuan, Today, method).Flaw;
        Assert.Equal(("reduction.carrier_missing", "electricityUsed", "electricity used"), (flaw?.Code, flaw?.Facts["carrier"], flaw?.Facts["asked"]));
        var complete = ReductionEstimate.Of([.. Sheet.ReductionInputs, new(Grid2023.Id, -5m, "MWh")], Factors, Wuan, Today, method).Value;
        Assert.Equal([null, "electricityUsed"], complete.Lines.Select(l => l.Carrier));
    }
}
