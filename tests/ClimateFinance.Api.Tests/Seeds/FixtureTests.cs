using System.Text.Json;
using ClimateFinance.Api.Presets;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Seeds;

public sealed class FixtureTests
{
    private static readonly DateOnly Loading = new(2026, 11, 21);
    private static readonly ReferenceData Reference = ReferenceData.Load(new ReferenceOptions());
    private static readonly FixtureSet Fixtures = FixtureSet.Load();

    [Fact]
    public void All_of_the_meeting_is_there() =>
        Assert.Equal(
            (4, 18, 14, 32, 38),
            (Fixtures.Banks.Count, Fixtures.Enterprises.Count, Fixtures.Products.Count, Fixtures.Projects.Count, Fixtures.Needs.Count));

    [Fact]
    public void Every_credit_code_is_valid_and_used_once()
    {
        var codes = Fixtures.Banks.Values.Select(b => b.Uscc).Concat(Fixtures.Enterprises.Values.Select(e => e.Uscc)).ToList();
        Assert.All(codes, code => Assert.Null(Uscc.Create(code.Value).Flaw));
        Assert.Distinct(codes);
    }

    [Fact]
    public void Every_region_industry_technology_and_class_exists()
    {
        Assert.All(Fixtures.Banks.Values, b => Assert.True(Reference.Exists(b.RegionCode), b.Id));
        Assert.All(Fixtures.Enterprises.Values, e => Assert.True(Reference.Exists(e.RegionCode) && Reference.Exists(e.IndustryCode), e.Id));
        Assert.All(Fixtures.Projects.Values, p => Assert.True(
            Reference.Exists(p.RegionCode) && Reference.Exists(p.IndustryCode) && Reference.Exists(p.Technology) && Reference.Exists(p.GreenClass), p.Id));
        Assert.All(Fixtures.Products.Values, p => Assert.True(
            p.Regions.All(Reference.Exists) && p.Industries.All(Reference.Exists)
            && p.Technologies.All(Reference.Exists) && p.GreenClasses.All(Reference.Exists), p.Id));
    }

    [Fact]
    public void Every_reference_between_fixtures_resolves()
    {
        Assert.All(Fixtures.Products.Values, p => Assert.Contains(p.Bank, Fixtures.Banks));
        Assert.All(Fixtures.Projects.Values, p =>
        {
            Assert.Contains(p.Enterprise, Fixtures.Enterprises);
            Assert.Equal(Fixtures.Enterprises[p.Enterprise].RegionCode, p.RegionCode);
            Assert.Equal(Fixtures.Enterprises[p.Enterprise].IndustryCode, p.IndustryCode);
        });
        Assert.All(Fixtures.Needs.Values, n =>
        {
            Assert.Contains(n.Enterprise, Fixtures.Enterprises);
            Assert.Equal(n.Purpose == FinancingPurpose.Project, n.Project is not null);
            if (n.Project is not null) Assert.Equal(Fixtures.Projects[n.Project].Enterprise, n.Enterprise);
        });
    }

    [Fact]
    public void Every_published_product_that_a_product_follows_exists()
    {
        using var stream = SeedReader.OpenEmbedded("fixtures/published-products.json");
        var published = JsonDocument.Parse(stream).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ToHashSet();
        Assert.All(Fixtures.Products.Values.Where(p => p.PublishedProduct is not null), p => Assert.Contains(p.PublishedProduct, published));
    }

    [Fact]
    public void Own_capital_reaches_the_floor_of_the_industry()
    {
        var policy = MarketPolicy.First(Loading);
        Assert.All(Fixtures.Projects.Values, p => Assert.True(
            p.OwnCapitalCny.Value * 100 >= p.InvestmentCny.Value * policy.OwnCapitalFloorOf(p.IndustryCode) && p.OwnCapitalCny <= p.InvestmentCny, p.Id));
    }

    [Fact]
    public void The_needs_of_a_project_lie_within_what_its_own_capital_leaves()
    {
        var byProject = Fixtures.Needs.Values.Where(n => n.Project is not null).GroupBy(n => n.Project!).ToList();
        Assert.Equal(32, byProject.Count);
        Assert.All(byProject, group =>
        {
            var project = Fixtures.Projects[group.Key];
            Assert.True(group.Sum(n => n.AmountCny.Value) <= project.InvestmentCny.Value - project.OwnCapitalCny.Value, group.Key);
        });
    }

    [Fact]
    public void Every_figure_of_a_need_is_one_that_a_caller_may_state() => Assert.All(Fixtures.Needs.Values, n =>
    {
        Assert.Null(Cny.Create(n.AmountCny.Value).Flaw);
        Assert.Null(Cny.Create(n.AmountLeastCny.Value).Flaw);
        Assert.Null(TermMonths.Create(n.TermMinMonths.Value).Flaw);
        Assert.Null(TermMonths.Create(n.TermMaxMonths.Value).Flaw);
        Assert.Null(Rate.Create(n.RateMax.Benchmark, n.RateMax.SpreadBp).Flaw);
        Assert.True(n.AmountLeastCny <= n.AmountCny && n.TermMinMonths <= n.TermMaxMonths && n.WantedDay > 0, n.Id);
        Assert.NotEmpty(n.CollateralOffered);
    });

    [Fact]
    public void The_terms_of_every_product_hold_together_and_are_in_force_on_the_day_of_loading() => Assert.All(Fixtures.Products.Values, p =>
    {
        var terms = p.TermsOn(Loading);
        Assert.Null(terms.Flaw());
        Assert.True(terms.ValidFrom < Loading && Loading < terms.ValidTo, p.Id);
        Assert.True(terms.Quota >= terms.AmountMax, p.Id);
    });

    [Fact]
    public void The_computed_reductions_are_the_expected_ones_with_the_grid_factor_of_either_year() => Assert.All(Fixtures.Projects.Values, p =>
    {
        Assert.Equal(p.ExpectedTco2ePerYear.WithGrid2023, Tonnes(p, p.Lines));
        var before = p.Lines.Select(line => line.FactorId == p.GridFactorId ? line with { FactorId = "EF-GRID-130000-2022" } : line).ToList();
        Assert.Equal(p.ExpectedTco2ePerYear.WithGrid2022, Tonnes(p, before));
    });

    [Fact]
    public void Electricity_is_counted_with_the_newest_factor_that_is_public()
    {
        var newest = Reference.GridFactor(new RegionCode("130481"), Loading)!.Id;
        var electric = Fixtures.Projects.Values.Where(p => p.Lines.Any(line => line.Unit == "MWh")).ToList();
        Assert.NotEmpty(electric);
        Assert.All(electric, p => Assert.Equal(newest, p.GridFactorId));
        Assert.All(Fixtures.Projects.Values.Except(electric), p => Assert.Null(p.GridFactorId));
    }

    [Fact]
    public void The_one_real_company_carries_no_figure_no_project_and_no_need()
    {
        var real = Assert.Single(Fixtures.Enterprises.Values, e => !e.Anonymised);
        Assert.Equal("HB", real.Id);
        Assert.DoesNotContain(Fixtures.Projects.Values, p => p.Enterprise == real.Id);
        Assert.DoesNotContain(Fixtures.Needs.Values, n => n.Enterprise == real.Id);

        string[] may = ["id", "name", "anonymised", "sector", "processRoute", "industryCode", "regionCode", "uscc", "ownership", "figuresPublished",
            "presentedAtMeeting", "note", "source", "illustrative"];
        using var stream = SeedReader.OpenEmbedded("fixtures/enterprises.json");
        var raw = JsonDocument.Parse(stream).RootElement.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == real.Id);
        Assert.All(raw.EnumerateObject(), member =>
        {
            Assert.Contains(member.Name, may);
            Assert.NotEqual(JsonValueKind.Number, member.Value.ValueKind);
        });
    }

    [Fact]
    public void Whatever_is_not_the_real_company_is_anonymous_and_wholly_made_up()
    {
        Assert.All(Fixtures.Enterprises.Values.Where(e => e.Anonymised), e =>
        {
            Assert.Equal(["*"], e.Illustrative);
            Assert.EndsWith(e.Id, e.Name, StringComparison.Ordinal);
        });
        Assert.All(Fixtures.Projects.Values, p => Assert.Equal(["*"], p.Illustrative));
        Assert.All(Fixtures.Needs.Values, n => Assert.Equal(["*"], n.Illustrative));
    }

    [Fact]
    public void Every_figure_of_a_bank_is_marked_as_made_up()
    {
        string[] suffixes = ["Cny", "Months", "Bp", "Percent", "Day", "10kCny"];
        using var stream = SeedReader.OpenEmbedded("fixtures/products.json");
        foreach (var product in JsonDocument.Parse(stream).RootElement.GetProperty("items").EnumerateArray())
        {
            var marked = product.GetProperty("illustrative").EnumerateArray().Select(e => e.GetString()!).ToHashSet();
            var figures = product.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number).Select(m => m.Name).ToList();
            Assert.NotEmpty(figures);
            Assert.All(figures, figure => Assert.Contains(figure, marked));
            Assert.All(figures, figure => Assert.Contains(suffixes, suffix => figure.EndsWith(suffix, StringComparison.Ordinal)));
        }
    }

    private static decimal Tonnes(ProjectFixture project, IReadOnlyList<ReductionInput> lines) =>
        ReductionEstimate.Of(lines, Reference.EmissionFactors, project.RegionCode, Loading).Value.WholeTonnes();
}
