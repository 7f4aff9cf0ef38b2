using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Needs;

/// <summary>What is checked of a sheet, and before it comes to the market.</summary>
public sealed class NeedPublicationSpec
{
    private static readonly NeedDrafted WasDrafted = new(Loan, Steelworks, Wuan, Some.NeedSheet(), Illustrative: false);
    private static readonly NeedPublished WasPublished = new(Loan, Steelworks, 1, Some.NeedSheet(), Today);
    private static readonly NeedFunded PartlyFunded = new(Loan, FirstDeal, new Cny(20_000_000m), new Cny(20_000_000m), InFull: false);
    private static readonly PublishNeed Publish = new(EnterpriseVerified: true, Some.NeedProject());

    private static Scenario<Need> Unborn => Spec.Given<Need>();

    private static Scenario<Need> Draft => DraftOf(Some.NeedSheet());

    private static Scenario<Need> Published => Spec.Given<Need>(WasDrafted, WasPublished);

    private static Scenario<Need> DraftOf(NeedSheet sheet) => Spec.Given<Need>(WasDrafted with { Sheet = sheet });

    [Fact]
    public void Ranges_stand_the_right_way_round()
    {
        Draft.When(new ReviseNeed(Some.NeedSheet() with { AmountLeast = new Cny(50_000_000.01m) }), Owner)
            .Refused(RefusalKind.Shape, "range.inverted", ("range", "amount"), ("low", 50_000_000.01m), ("high", 50_000_000m));
        Draft.When(new ReviseNeed(Some.NeedSheet() with { TermMin = new TermMonths(73) }), Owner)
            .Refused(RefusalKind.Shape, "range.inverted", ("range", "termMonths"), ("low", 73), ("high", 72));
        Assert.Null((Some.NeedSheet() with { AmountLeast = new Cny(50_000_000m), TermMin = new TermMonths(72) }).Flaw());
    }

    [Fact]
    public void A_sheet_has_bounds_wherever_it_comes_in()
    {
        foreach (var (sheet, kind, code) in new[]
        {
            (Some.NeedSheet() with { Description = "" }, RefusalKind.Shape, "text.empty"),
            (Some.NeedSheet() with { Description = Long(2_001) }, RefusalKind.Shape, "text.too_long"),
            (Some.NeedSheet() with { CollateralOffered = [] }, RefusalKind.Shape, "need.collateral_wrong"),
            (Some.NeedSheet() with { CollateralOffered = [CollateralKind.Credit, CollateralKind.Credit] }, RefusalKind.Shape, "need.collateral_wrong"),
            (Some.NeedSheet() with { Project = null }, RefusalKind.Rule, "need.project_required"),
        })
        {
            Unborn.When(new DraftNeed(Loan, Steelworks, Wuan, sheet, false), Owner).Refused(kind, code);
            Published.When(new ReviseNeed(sheet), Owner).Refused(kind, code);
            DraftOf(sheet).When(Publish, Owner).Refused(kind, code);
        }

        Assert.Null((Some.NeedSheet() with { CollateralOffered = Enum.GetValues<CollateralKind>() }).Flaw());
    }

    [Fact]
    public void Only_a_verified_enterprise_publishes() =>
        Draft.When(Publish with { EnterpriseVerified = false }, Owner).Refused(RefusalKind.Rule, "enterprise.not_verified");

    [Fact]
    public void The_wanted_date_is_not_past()
    {
        DraftOf(Some.NeedSheet() with { WantedOn = Today.AddDays(-1) }).When(Publish, Owner)
            .Refused(RefusalKind.Rule, "need.wanted_date_past", ("wantedOn", Today.AddDays(-1)), ("today", Today));
        Assert.Single(DraftOf(Some.NeedSheet() with { WantedOn = Today }).When(Publish, Owner).Decision.Events);

        // 17:00 UTC is past midnight in Shanghai.
        DraftOf(Some.NeedSheet() with { WantedOn = Today }).When(Publish, Owner, new DateTimeOffset(2026, 1, 15, 17, 0, 0, TimeSpan.Zero))
            .Refused(RefusalKind.Rule, "need.wanted_date_past", ("today", Today.AddDays(1)));
    }

    [Fact]
    public void The_project_is_its_own_and_admitted()
    {
        foreach (var project in new[]
        {
            null,
            Some.NeedProject() with { Project = new ProjectId(Guid.Empty) },
            Some.NeedProject() with { Enterprise = OtherWorks },
        })
        {
            Draft.When(Publish with { Project = project }, Owner)
                .Refused(RefusalKind.Rule, "need.project_unknown", ("project", Furnace.Value));
        }

        Draft.When(Publish with { Project = Some.NeedProject() with { Admitted = false } }, Owner)
            .Refused(RefusalKind.Rule, "need.project_not_admitted", ("project", Furnace.Value));
    }

    [Fact]
    public void All_needs_of_a_project_stay_within_its_financing_gap()
    {
        var filled = Some.NeedProject() with { OtherOpenNeeds = new Cny(10_000_000m) };
        Assert.Single(Draft.When(Publish with { Project = filled }, Owner).Decision.Events);
        Draft.When(Publish with { Project = filled with { OtherOpenNeeds = new Cny(10_000_000.01m) } }, Owner).Refused(
            RefusalKind.Rule,
            "need.exceeds_financing_gap",
            ("amountCny", 50_000_000m), ("otherOpenNeedsCny", 10_000_000.01m), ("investmentCny", 100_000_000m),
            ("ownCapitalCny", 40_000_000m), ("gapCny", 60_000_000m));
    }

    [Fact]
    public void Working_capital_needs_no_project()
    {
        var sheet = Some.NeedSheet() with { Purpose = FinancingPurpose.WorkingCapital, Project = null };
        Assert.Single(DraftOf(sheet).When(Publish with { Project = null }, Owner).Decision.Events);

        // But one that it names is held to the same rules.
        DraftOf(sheet with { Project = Furnace }).When(Publish with { Project = null }, Owner)
            .Refused(RefusalKind.Rule, "need.project_unknown");
    }

    [Fact]
    public void A_revision_asks_for_more_than_deals_brought_already()
    {
        var enough = Some.NeedSheet() with { Amount = new Cny(20_000_000m), AmountLeast = new Cny(20_000_000m) };
        Spec.Given<Need>(WasDrafted, WasPublished, PartlyFunded, new NeedRevised(Loan, enough)).When(Publish, Owner).Refused(
            RefusalKind.Rule, "need.amount_funded_already", ("amountCny", 20_000_000m), ("fundedCny", 20_000_000m));
    }
}
