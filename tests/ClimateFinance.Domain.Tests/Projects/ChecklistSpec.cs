using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Projects;

public sealed class ChecklistSpec
{
    private static readonly CheckItem[] Items =
    [
        new("filed", true, false, "filed", "已备案", "filingNumber"), new("supported", false, false, "supported", "有依据", "reductionInputs"),
        new("no-false-data-penalty", true, true, "none", "无", null),
    ];

    private static readonly EnterpriseStanding Good = new(true, false);
    private static readonly ReductionEstimate Computed = ReductionEstimate.Of(Some.ProjectSheet().ReductionInputs, Factors, Wuan, Today).Value;

    private static Scenario<Project> Submitted(params IEvent<Project>[] after) => Spec.Given<Project>(
        [
            new ProjectDrafted(Furnace, Steelworks, Some.ProjectSheet(), true),
            new ProjectSubmitted(Furnace, Steelworks, Some.ProjectSheet(), Computed, 40, 1, null, Today.AddDays(3)), .. after,
        ]);

    private static CheckVerdict Said(string item, CheckResult result, string? words = null) => new(item, result, words, CheckedBy.Reviewer);

    private static CheckVerdict Vouched(string item) => new(item, CheckResult.Pass, null, CheckedBy.Admission);

    private static readonly CheckVerdict Clean = new("no-false-data-penalty", CheckResult.Pass, null, CheckedBy.Market);

    [Fact]
    public void The_review_is_shared_out_and_items_are_judged()
    {
        var verdict = Said("filed", CheckResult.Fail, "查无此号");
        Submitted().When(new ReviewProject(["inspector"], [verdict], Items), Bureau).Then(new ProjectReviewed(Furnace, ["inspector"], [verdict]));
        Submitted().When(new ReviewProject(null, [], Items), Bureau).Refused(RefusalKind.Shape, "review.nothing_said");
        Submitted().When(new ReviewProject([], [], Items), Bureau).Refused(RefusalKind.Shape, "review.wrong_count");
        Submitted().When(new ReviewProject(null, [verdict], Items), Owner).Refused(RefusalKind.Forbidden, "project.bureau_only");
        Submitted().When(new ReviewProject(null, [Said("x", CheckResult.Pass)], Items), Bureau).Refused(RefusalKind.Shape, "review.item_unknown");
        Submitted().When(new ReviewProject(null, [Said("no-false-data-penalty", CheckResult.Pass)], Items), Bureau).Refused(RefusalKind.Rule, "review.item_automatic");
        Submitted().When(new ReviewProject(null, [verdict, verdict], Items), Bureau).Refused(RefusalKind.Shape, "review.item_twice");
        Submitted().When(new ReviewProject(null, [Said("filed", CheckResult.Fail)], Items), Bureau).Refused(RefusalKind.Shape, "text.empty");
    }

    [Fact]
    public void Admission_vouches_for_what_nobody_judged_and_keeps_who_said_what()
    {
        var judged = Said("supported", CheckResult.NotApplicable, "无");
        Submitted(new ProjectReviewed(Furnace, ["inspector"], [judged])).When(new AdmitProject([], Items, Good), Bureau)
            .Then(new ProjectAdmitted(Furnace, Steelworks, [Vouched("filed"), judged, Clean], false));
    }

    [Fact]
    public void A_veto_item_that_fails_stands_in_the_way()
    {
        var failed = Submitted(new ProjectReviewed(Furnace, null, [Said("filed", CheckResult.Fail, "查无此号")]));
        failed.When(new AdmitProject([], Items, Good), Bureau).Refused(RefusalKind.Rule, "project.vetoed", ("item", "filed"));
        failed.When(new AdmitProject([Said("filed", CheckResult.Pass)], Items, Good), Bureau)
            .Then(new ProjectAdmitted(Furnace, Steelworks, [Said("filed", CheckResult.Pass), Vouched("supported"), Clean], false));
        Submitted().When(new AdmitProject([], Items, Good with { FalseDataPenalised = true }), Bureau)
            .Refused(RefusalKind.Rule, "project.vetoed", ("item", "no-false-data-penalty"));
    }

    [Fact]
    public void An_item_without_a_veto_may_fail()
    {
        var open = Said("supported", CheckResult.Fail, "待补充");
        Submitted().When(new AdmitProject([open], Items, Good), Bureau).Then(new ProjectAdmitted(Furnace, Steelworks, [Vouched("filed"), open, Clean], false));
    }

    [Fact]
    public void An_answer_after_the_last_day_is_late()
    {
        var late = Now.AddDays(4);
        Submitted().When(new AdmitProject([], Items, Good), Bureau, late).Then(new ProjectAdmitted(Furnace, Steelworks, [Vouched("filed"), Vouched("supported"), Clean], true));
        var reason = new ReturnReason("notFiled", "filingNumber", "请备案");
        Submitted().When(new ReturnProject([reason]), Bureau, late).Then(new ProjectReturned(Furnace, [reason], true));
        Submitted().When(new ReturnProject([reason]), Bureau, Now.AddDays(3)).Then(new ProjectReturned(Furnace, [reason], false));
    }
}
