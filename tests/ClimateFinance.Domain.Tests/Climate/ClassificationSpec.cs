using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class ClassificationSpec
{
    private static readonly TaxonomyClass Heat = new(new GreenClass("A-1"), "1", "余热余压利用", null, [new Technology("sinter-whr")], ["steel"]);
    private static readonly TaxonomyClass Other = new(new GreenClass("A-2"), "2", "其他", null, [], []);
    private static readonly TaxonomyEdition Old = new("A2025", "A", "目录2025", null, new DateOnly(2025, 10, 1), null, true, "made for a test", [Heat, Other]);
    private static readonly TaxonomyEdition Next = Old with
    {
        Id = "A2027",
        EffectiveFrom = new DateOnly(2027, 1, 1),
        Classes = [Heat with { Id = new GreenClass("B-1") }],
    };

    private static readonly ReductionEstimate Computed = ReductionEstimate.Of(Some.ProjectSheet().ReductionInputs, Factors, Wuan, Today).Value;

    private static Scenario<Project> Admitted => Spec.Given<Project>(
        new ProjectDrafted(Furnace, Steelworks, Some.ProjectSheet(), true), new ProjectSubmitted(Furnace, Steelworks, Some.ProjectSheet(), Computed, 40, 1),
        new ProjectAdmitted(Furnace, Steelworks));

    private static IReadOnlyList<ProposedClass> Proposed => Classification.Propose(Some.ProjectSheet(), Old);

    [Fact]
    public void A_class_is_proposed_for_its_technology_with_the_reason()
    {
        var proposed = Assert.Single(Proposed);
        Assert.Equal(("A-1", "technology"), (proposed.Class.Value, proposed.ReasonCode));
        Assert.Contains("sinter-whr", proposed.Reason, StringComparison.Ordinal);
        Assert.Contains("sinter-whr", proposed.ReasonChinese, StringComparison.Ordinal);
        var stated = Classification.Propose(Some.ProjectSheet() with { GreenClasses = [new GreenClass("A-2")] }, Old);
        Assert.Equal(["technology", "stated"], stated.Select(p => p.ReasonCode));
    }

    [Fact]
    public void The_bureau_confirms_what_was_proposed_or_says_why_not()
    {
        var confirmed = new Classification("A2025", "A", [Heat.Id], Today, Proposed, null);
        Admitted.When(new ClassifyProject(Old, [Heat.Id], Proposed, null), Bureau).Then(new ProjectClassified(Furnace, confirmed));
        Admitted.When(new ClassifyProject(Old, [Other.Id], Proposed, null), Bureau).Refused(RefusalKind.Rule, "classification.reason_missing");
        Admitted.When(new ClassifyProject(Old, [Other.Id], Proposed, "装置不同"), Bureau)
            .Then(new ProjectClassified(Furnace, confirmed with { Classes = [Other.Id], Reason = "装置不同" }));
        Admitted.When(new ClassifyProject(Old, [new GreenClass("B-1")], Proposed, "x"), Bureau).Refused(RefusalKind.Rule, "classification.class_not_of_edition");
        Admitted.When(new ClassifyProject(Next, [], [], null), Bureau).Refused(RefusalKind.Rule, "classification.edition_not_in_force");
        Admitted.When(new ClassifyProject(Old, [Heat.Id], Proposed, null), Owner).Refused(RefusalKind.Forbidden, "project.bureau_only");
        Admitted.When(new ClassifyProject(Old, [Heat.Id], Proposed, null), FarBureau).Refused(RefusalKind.Unknown, "project.unknown");
    }

    [Fact]
    public void Of_a_scheme_the_newest_edition_decides_and_a_loan_keeps_what_stood_on_its_day()
    {
        Assert.Equal(["A2025"], TaxonomyEdition.InForce([Old, Next], Today).Select(e => e.Id));
        Assert.Equal(["A2027"], TaxonomyEdition.InForce([Old, Next], new DateOnly(2027, 1, 1)).Select(e => e.Id));

        Classification[] confirmed =
        [
            new("A2025", "A", [Heat.Id], new DateOnly(2026, 1, 10), [], null), new("A2027", "A", [new GreenClass("B-1")], new DateOnly(2027, 2, 1), [], null),
        ];
        Assert.Equal("A2025", Classification.StandingOn(confirmed, "A", new DateOnly(2027, 1, 31))?.Edition);
        Assert.Equal("A2027", Classification.StandingOn(confirmed, "A", new DateOnly(2027, 2, 1))?.Edition);
        Assert.Null(Classification.StandingOn(confirmed, "A", new DateOnly(2026, 1, 9)));
    }

    [Fact]
    public void An_edition_comes_in_whole_and_only_the_newest()
    {
        var import = new ImportTaxonomy(Next, [Old]);
        var given = Spec.Given<TaxonomyBook>();
        given.When(import, Bureau).Then(new TaxonomyImported(Next));
        given.When(import, Owner).Refused(RefusalKind.Forbidden, "taxonomy.not_yours");
        given.When(import with { Edition = Next with { Id = "A2025" } }, Some.Operator).Refused(RefusalKind.Rule, "taxonomy.edition_exists");
        given.When(import with { Edition = Next with { EffectiveFrom = Old.EffectiveFrom } }, Bureau).Refused(RefusalKind.Rule, "taxonomy.not_newest");
        given.When(import with { Edition = Next with { EffectiveTo = new DateOnly(2026, 1, 1) } }, Bureau).Refused(RefusalKind.Shape, "taxonomy.validity_backwards");
        given.When(import with { Edition = Next with { EffectiveFrom = null } }, Bureau).Refused(RefusalKind.Shape, "taxonomy.no_first_day");
        given.When(import with { Edition = Next with { Classes = [Heat] } }, Bureau).Refused(RefusalKind.Rule, "taxonomy.class_taken");
        given.When(import with { Edition = Next with { Classes = [Next.Classes[0] with { Parent = new GreenClass("?") }] } }, Bureau).Refused(RefusalKind.Rule, "taxonomy.parent_unknown");
        given.When(import with { Edition = Next with { Classes = [] } }, Bureau).Refused(RefusalKind.Shape, "taxonomy.wrong_count");
    }
}
