using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class MeasuredPeriodTests
{
    private static readonly MeasuredPeriod First = new(new DateOnly(2025, 1, 1), new DateOnly(2025, 6, 30), 6_000m, "核查机构", "HC-1", new string('a', 64), null);
    private static readonly MeasuredPeriod Second = First with { From = new DateOnly(2025, 7, 1), To = new DateOnly(2025, 12, 31), ReportNumber = "HC-2" };
    private static readonly ReductionEstimate Computed = ReductionEstimate.Of(Some.ProjectSheet().ReductionInputs, Factors, Wuan, Today).Value;

    private static Scenario<Project> Admitted(params IEvent<Project>[] after) => Spec.Given<Project>(
        [
            new ProjectDrafted(Furnace, Steelworks, Some.ProjectSheet(), true), new ProjectSubmitted(Furnace, Steelworks, Some.ProjectSheet(), Computed, 40, 1),
            new ProjectAdmitted(Furnace, Steelworks), .. after,
        ]);

    [Fact]
    public void An_enterprise_reports_what_was_measured_in_a_period()
    {
        Admitted().When(new MeasureReduction(First), Owner).Then(new ReductionMeasured(Furnace, Steelworks, 1, First));
        Admitted().When(new MeasureReduction(First), Bureau).Refused(RefusalKind.Forbidden, "project.not_yours");
        Admitted().When(new MeasureReduction(First), OtherOwner).Refused(RefusalKind.Unknown, "project.unknown");
    }

    [Fact]
    public void A_day_is_counted_once_and_a_correction_replaces()
    {
        var given = Admitted(new ReductionMeasured(Furnace, Steelworks, 1, First));
        given.When(new MeasureReduction(Second with { From = First.To }), Owner).Refused(RefusalKind.Rule, "measurement.period_counted_already", ("number", 1));
        var corrected = First with { Tco2e = 5_000m, Corrects = 1 };
        var state = (Project.Known)given.When(new MeasureReduction(corrected), Owner).Then(new ReductionMeasured(Furnace, Steelworks, 2, corrected));
        Assert.Equal([2], MeasuredPeriod.Standing(state.File.Measured).Select(s => s.Number));
        given.When(new MeasureReduction(Second with { Corrects = 7 }), Owner).Refused(RefusalKind.Rule, "measurement.corrects_unknown");
    }

    public static TheoryData<string, MeasuredPeriod> Flawed => new()
    {
        { "measurement.evidence_wrong_form", First with { EvidenceSha256 = new string('A', 64) } },
        { "measurement.period_wrong", First with { To = First.From.AddDays(-1) } },
        { "measurement.period_wrong", First with { From = First.To.AddDays(-367) } },
        { "measurement.period_not_over", First with { From = Today.AddDays(-5), To = Today } },
        { "measurement.tonnes_out_of_range", First with { Tco2e = 1_000_000_001m } },
        { "text.empty", First with { Verifier = " " } },
    };

    [Theory]
    [MemberData(nameof(Flawed))]
    public void A_period_that_cannot_be_is_refused(string code, MeasuredPeriod period) =>
        Assert.Equal(code, Admitted().When(new MeasureReduction(period), Owner).Decision.Refusal?.Code);

    [Fact]
    public void Promised_is_the_estimate_for_the_days_that_were_measured()
    {
        var kept = PromiseKept.Of(13_032m, [First, Second]);
        Assert.Equal((365, 13_032m, 12_000m, 92.1m, 9_208), (kept.MeasuredDays, kept.PromisedTco2e, kept.MeasuredTco2e, kept.Percent, kept.Credibility()));
        Assert.Equal(6_462.444m, PromiseKept.Of(13_032m, [First]).PromisedTco2e);
    }

    [Fact]
    public void Credibility_lies_between_nothing_and_full()
    {
        Assert.Equal(10_000, PromiseKept.Of(1m, [First]).Credibility());
        Assert.Equal(0, PromiseKept.Of(13_032m, [First with { Tco2e = -10m }]).Credibility());
        Assert.Null(PromiseKept.Of(13_032m, []).Credibility());
    }

    [Fact]
    public void Of_several_projects_days_and_tonnes_add_up() => Assert.Equal(
        new PromiseKept(365, 13_032m, 12_000m),
        PromiseKept.Sum([PromiseKept.Of(13_032m, [First]), PromiseKept.Of(13_032m, [Second])]));
}
