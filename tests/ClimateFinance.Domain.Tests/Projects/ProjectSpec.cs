using System.Globalization;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Projects;

public sealed class ProjectSpec
{
    private static readonly ReturnReason Mend = new("filing-number-not-found", "filingNumber", "请核对备案编号");
    private static readonly ReductionEstimate Computed =
        ReductionEstimate.Of(Some.ProjectSheet().ReductionInputs, Factors, Wuan, Today).Value;

    private static readonly ProjectDrafted WasDrafted = new(Furnace, Steelworks, Some.ProjectSheet(), Illustrative: true);
    private static readonly ProjectSubmitted WasSubmitted = new(Furnace, Steelworks, Some.ProjectSheet(), Computed, 40, 1);
    private static readonly ProjectAdmitted WasAdmitted = new(Furnace, Steelworks);
    private static readonly ProjectReturned WasReturned = new(Furnace, [Mend]);
    private static readonly ProjectCompleted WasCompleted = new(Furnace, Today);
    private static readonly ProjectWithdrawn WasWithdrawn = new(Furnace, "资金到位");

    private static readonly SubmitProject Submit = new(EnterpriseVerified: true, Some.Policy(), Factors);
    private static readonly CompleteProject Complete = new(Today);
    private static readonly WithdrawProject Withdraw = new("资金到位", OpenNeeds: 0);

    private static Scenario<Project> Unborn => Spec.Given<Project>();

    private static Scenario<Project> In(string state) => Spec.Given<Project>([WasDrafted, .. state switch
    {
        "Draft" => Array.Empty<IEvent<Project>>(),
        "Submitted" => [WasSubmitted],
        "Returned" => [WasSubmitted, WasReturned],
        "Admitted" => [WasSubmitted, WasAdmitted],
        "Completed" => [WasSubmitted, WasAdmitted, WasCompleted],
        "Withdrawn" => [WasWithdrawn],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    }]);

    private static Scenario<Project> DraftOf(ProjectSheet sheet) => Spec.Given<Project>(WasDrafted with { Sheet = sheet });

    public static TheoryData<string> States => ["Draft", "Submitted", "Returned", "Admitted", "Completed", "Withdrawn"];

    [Fact]
    public void An_enterprise_drafts_its_own_project()
    {
        var draft = new DraftProject(Furnace, Steelworks, Some.ProjectSheet(), Illustrative: true);
        var state = Unborn.When(draft, Owner).Then(WasDrafted);
        Assert.True(Assert.IsType<Project.Draft>(state).File.Illustrative);
        foreach (var by in new[] { OtherOwner, Officer, Impostor, Bureau, Some.Operator, Some.System })
            Unborn.When(draft, by).Refused(RefusalKind.Forbidden, "project.not_yours");
        In("Draft").When(draft, Owner).Refused(RefusalKind.Rule, "project.exists_already");
    }

    [Theory]
    [InlineData("Draft")]
    [InlineData("Returned")]
    public void A_draft_or_returned_project_is_revised_and_submitted(string before)
    {
        var sheet = Some.ProjectSheet() with { Title = "烧结余热发电二期" };
        var revised = In(before).When(new ReviseProject(sheet), Owner).Then(new ProjectRevised(Furnace, sheet));
        Assert.Equal(before, revised.GetType().Name);

        var submitted = new Scenario<Project>(revised).When(Submit, Owner).Then(WasSubmitted with { Sheet = sheet });
        Assert.Equal(13_032m, Assert.IsType<Project.Submitted>(submitted).Reduction.TotalTco2ePerYear);
        Assert.Equal(sheet.Title, ((Project.Submitted)submitted).File.Sheet.Title);
    }

    [Fact]
    public void The_bureau_admits_or_returns()
    {
        Assert.IsType<Project.Admitted>(In("Submitted").When(new AdmitProject(), Bureau).Then(WasAdmitted));
        Assert.Equal([Mend], Assert.IsType<Project.Returned>(In("Submitted").When(new ReturnProject([Mend]), Bureau).Then(WasReturned)).Reasons);
    }

    [Fact]
    public void A_return_says_what_to_mend()
    {
        void Refused(ReturnReason[] reasons, string code, string? field = null)
        {
            var facts = In("Submitted").When(new ReturnProject(reasons), Bureau).Refused(RefusalKind.Shape, code);
            if (field is not null) Assert.Equal(field, facts["field"]);
        }

        Refused([], "reasons.wrong_count");
        Refused([.. Enumerable.Repeat(Mend, 21)], "reasons.wrong_count");
        Assert.Single(In("Submitted").When(new ReturnProject([.. Enumerable.Repeat(Mend, 20)]), Bureau).Decision.Events);
        Refused([Mend, Mend with { Code = "" }], "text.empty", "code");
        Refused([Mend with { Field = " " }], "text.empty", "field");
        Refused([Mend with { Words = Long(2_001) }], "text.too_long", "words");
    }

    [Fact]
    public void An_admitted_project_is_completed_not_later_than_today()
    {
        Assert.IsType<Project.Completed>(In("Admitted").When(Complete, Owner).Then(WasCompleted));
        In("Admitted").When(new CompleteProject(Today.AddDays(1)), Owner)
            .Refused(RefusalKind.Rule, "project.completion_in_future", ("date", Today.AddDays(1)), ("today", Today));
    }

    [Theory]
    [InlineData("Draft")]
    [InlineData("Submitted")]
    [InlineData("Returned")]
    [InlineData("Admitted")]
    public void A_project_is_withdrawn_when_no_need_stands_on_it(string state)
    {
        Assert.IsType<Project.Withdrawn>(In(state).When(Withdraw, Owner).Then(WasWithdrawn));
        In(state).When(Withdraw with { OpenNeeds = 2 }, Owner).Refused(RefusalKind.Rule, "project.needs_stand", ("openNeeds", 2));
        In(state).When(Withdraw with { Reason = "" }, Owner).Refused(RefusalKind.Shape, "text.empty", ("field", "reason"));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Every_other_move_is_of_the_wrong_state(string state)
    {
        string[] allowed = state switch
        {
            "Draft" or "Returned" => [nameof(ReviseProject), nameof(SubmitProject), nameof(WithdrawProject)],
            "Submitted" => [nameof(AdmitProject), nameof(ReturnProject), nameof(WithdrawProject)],
            "Admitted" => [nameof(CompleteProject), nameof(WithdrawProject)],
            _ => [],
        };
        foreach (var (move, by) in Moves().Where(m => !allowed.Contains(m.Move.GetType().Name)))
            In(state).When(move, by).Refused(RefusalKind.Rule, "project.wrong_state", ("state", state), ("move", move.GetType().Name));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Each_move_belongs_to_one_side_and_strangers_learn_nothing(string state)
    {
        foreach (var (move, by) in Moves())
        {
            if (by == Bureau) In(state).When(move, Owner).Refused(RefusalKind.Forbidden, "project.bureau_only");
            else In(state).When(move, Bureau).Refused(RefusalKind.Forbidden, "project.not_yours");
            foreach (var stranger in new[] { OtherOwner, Officer, Impostor, FarBureau, NoRegion, Some.Operator, Some.System })
                In(state).When(move, stranger).Refused(RefusalKind.Unknown, "project.unknown");
            Unborn.When(move, by).Refused(RefusalKind.Unknown, "project.unknown");
        }
    }

    [Fact]
    public void Only_a_verified_enterprise_submits() =>
        In("Draft").When(Submit with { EnterpriseVerified = false }, Owner).Refused(RefusalKind.Rule, "enterprise.not_verified");

    [Fact]
    public void Own_capital_reaches_the_floor_of_its_industry()
    {
        var exactly = Some.ProjectSheet() with { OwnCapital = new Cny(40_000_000m) };
        Assert.Single(DraftOf(exactly).When(Submit, Owner).Decision.Events);

        var aFenLess = exactly with { OwnCapital = new Cny(39_999_999.99m) };
        DraftOf(aFenLess).When(Submit, Owner).Refused(
            RefusalKind.Rule,
            "project.own_capital_below_floor",
            ("floorPercent", 40), ("ownCapitalCny", 39_999_999.99m), ("investmentCny", 100_000_000m), ("industry", "C3120"));

        var cement = aFenLess with { Industry = new IndustryCode("C3011"), OwnCapital = new Cny(35_000_000m) };
        var submitted = Assert.IsType<ProjectSubmitted>(Assert.Single(DraftOf(cement).When(Submit, Owner).Decision.Events));
        Assert.Equal((35, 1), (submitted.OwnCapitalFloorPercent, submitted.PolicyVersion));
    }

    [Fact]
    public void Own_capital_is_at_most_the_investment()
    {
        Assert.Null((Some.ProjectSheet() with { OwnCapital = new Cny(100_000_000m) }).Flaw());
        var sheet = Some.ProjectSheet() with { OwnCapital = new Cny(100_000_000.01m) };
        foreach (var outcome in new[]
        {
            Unborn.When(new DraftProject(Furnace, Steelworks, sheet, false), Owner),
            In("Draft").When(new ReviseProject(sheet), Owner),
            DraftOf(sheet).When(Submit, Owner),
        })
        {
            outcome.Refused(
                RefusalKind.Rule, "project.own_capital_exceeds_investment", ("ownCapitalCny", 100_000_000.01m), ("investmentCny", 100_000_000m));
        }
    }

    [Fact]
    public void A_sheet_has_bounds()
    {
        var sheet = Some.ProjectSheet();
        var inputs = Enumerable.Repeat(sheet.ReductionInputs[0], 51).ToArray();
        var classes = Enumerable.Range(0, 21).Select(i => new GreenClass($"GF{i}")).ToArray();
        foreach (var (flawed, code) in new[]
        {
            (sheet with { Title = "" }, "text.empty"),
            (sheet with { Title = Long(201) }, "text.too_long"),
            (sheet with { GreenClasses = classes }, "project.too_many_green_classes"),
            (sheet with { ConstructionMonths = 0 }, "project.construction_out_of_range"),
            (sheet with { ConstructionMonths = 121 }, "project.construction_out_of_range"),
            (sheet with { ReductionInputs = inputs }, "reduction.too_many_lines"),
            (sheet with { ReductionInputs = [inputs[0] with { FactorId = "" }] }, "text.empty"),
            (sheet with { ReductionInputs = [inputs[0], inputs[0] with { Unit = "M\u0000Wh" }] }, "text.control_character"),
            (sheet with { Technology = new Technology("") }, "text.empty"),
            (sheet with { GreenClasses = [new GreenClass(Long(201))] }, "text.too_long"),
            (sheet with { ClaimedReductionTco2ePerYear = 0m }, "project.claim_out_of_range"),
            (sheet with { ClaimedReductionTco2ePerYear = -5m }, "project.claim_out_of_range"),
            (sheet with { ReductionJustification = "" }, "text.empty"),
        })
        {
            Unborn.When(new DraftProject(Furnace, Steelworks, flawed, false), Owner).Refused(RefusalKind.Shape, code);
            In("Returned").When(new ReviseProject(flawed), Owner).Refused(RefusalKind.Shape, code);
        }

        foreach (var months in new[] { 1, 120 })
            Assert.Null((sheet with { ConstructionMonths = months, GreenClasses = classes[..20], ReductionInputs = inputs[..50] }).Flaw());
    }

    [Fact]
    public void Submission_needs_something_to_count_and_a_reduction_above_zero()
    {
        DraftOf(Some.ProjectSheet() with { ReductionInputs = [] }).When(Submit, Owner)
            .Refused(RefusalKind.Rule, "reduction.inputs_missing");
        DraftOf(Some.ProjectSheet() with { ReductionInputs = [new ReductionInput(Grid2023.Id, -1m, "MWh")] }).When(Submit, Owner)
            .Refused(RefusalKind.Rule, "project.reduces_nothing", ("computedTco2ePerYear", -0.652m));
        DraftOf(Some.ProjectSheet() with { ReductionInputs = [new("EF-S-COKE", 1m, "t"), new("EF-S-COKE", -1m, "t")] }).When(Submit, Owner)
            .Refused(RefusalKind.Rule, "project.reduces_nothing", ("computedTco2ePerYear", 0m));
    }

    [Theory]
    [InlineData("10425.6", true)]
    [InlineData("15638.4", true)]
    [InlineData("10425.599", false)]
    [InlineData("15638.401", false)]
    public void A_claim_may_differ_by_a_fifth_and_beyond_that_is_justified(string claimedTonnes, bool plausible)
    {
        var claimed = decimal.Parse(claimedTonnes, CultureInfo.InvariantCulture);
        var sheet = Some.ProjectSheet() with { ClaimedReductionTco2ePerYear = claimed };
        if (plausible)
        {
            Assert.Single(DraftOf(sheet).When(Submit, Owner).Decision.Events);
            return;
        }

        DraftOf(sheet).When(Submit, Owner).Refused(
            RefusalKind.Rule,
            "project.reduction_unjustified",
            ("claimedTco2ePerYear", claimed), ("computedTco2ePerYear", 13_032m), ("tolerancePercent", 20));

        // What counts is still what the inputs give.
        var justified = sheet with { ReductionJustification = "含热力替代，另附测算报告" };
        var submitted = Assert.IsType<ProjectSubmitted>(Assert.Single(DraftOf(justified).When(Submit, Owner).Decision.Events));
        Assert.Equal(13_032m, submitted.Reduction.TotalTco2ePerYear);
    }

    [Fact]
    public void The_financing_gap_is_investment_less_own_capital() =>
        Assert.Equal(new Cny(60_000_000m), Some.ProjectSheet().FinancingGap());

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history() =>
        Assert.Throws<UnknownEventException>(() => Spec.Given<Project>(WasDrafted, WasAdmitted));

    private static IEnumerable<(ICommand<Project> Move, Caller By)> Moves() =>
    [
        (new ReviseProject(Some.ProjectSheet()), Owner), (Submit, Owner), (Complete, Owner), (Withdraw, Owner),
        (new AdmitProject(), Bureau), (new ReturnProject([Mend]), Bureau),
    ];
}
