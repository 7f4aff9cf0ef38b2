using System.Text.Json;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Projects;

public sealed class SubmitProjectTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Theory]
    [InlineData("title", " ", "text.empty")]
    [InlineData("filingNumber", "", "filing_number.wrong_form")]
    [InlineData("industry", "C9999", "industry.unknown")]
    [InlineData("region", "990000", "region.unknown")]
    [InlineData("technology", "magic", "technology.unknown")]
    [InlineData("totalInvestmentCny", 0, "amount.not_positive")]
    [InlineData("totalInvestmentCny", 1_000_000_000_001, "amount.too_large")]
    [InlineData("ownCapitalCny", 0.001, "amount.too_many_decimals")]
    [InlineData("ownCapitalCny", "much", "field.wrong_type")]
    [InlineData("plannedStart", "2026-13-01", "field.wrong_type")]
    [InlineData("plannedStart", "01.04.2026", "field.wrong_type")]
    [InlineData("constructionMonths", 0, "number.out_of_range")]
    [InlineData("constructionMonths", 1.5, "field.wrong_type")]
    [InlineData("claimedReductionTco2ePerYear", 0, "project.claim_out_of_range")]
    [InlineData("greenClasses", "GF2025-X-WHR", "field.wrong_type")]
    [InlineData("reductionInputs", null, "field.null")]
    [InlineData("colour", "green", "field.unknown")]
    public async Task A_flawed_field_of_a_draft_is_named(string field, object? value, string code)
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        (await own.PostAsync("projects", new { sheet = ProjectSheets.Sheet().With(field, value) })).ExpectFlaw($"sheet.{field}", code);
    }

    [Theory]
    [InlineData("""{"factorId":"","quantity":1,"unit":"MWh"}""", "factorId", "text.empty")]
    [InlineData("""{"factorId":"EF-GRID-130000-2023","quantity":0,"unit":"MWh"}""", "quantity", "reduction.quantity_zero")]
    [InlineData("""{"factorId":"EF-GRID-130000-2023","quantity":1000000000001,"unit":"MWh"}""", "quantity", "number.out_of_range")]
    [InlineData("""{"factorId":"EF-GRID-130000-2023","quantity":1,"unit":" "}""", "unit", "text.empty")]
    [InlineData("""{"factorId":"EF-GRID-130000-2023","quantity":1}""", "unit", "field.missing")]
    public async Task A_flawed_line_is_named_by_its_place(string line, string field, string code)
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        var sheet = ProjectSheets.Sheet().With("reductionInputs", new[] { JsonSerializer.Deserialize<JsonElement>(line) });
        (await own.PostAsync("projects", new { sheet })).ExpectFlaw($"sheet.reductionInputs[0].{field}", code);
    }

    [Fact]
    public async Task An_unknown_class_and_a_doubled_one_are_named()
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        (await own.PostAsync("projects", new { sheet = ProjectSheets.Sheet().With("greenClasses", new[] { "GF2025-X-WHR", "NONE" }) }))
            .ExpectFlaw("sheet.greenClasses[1]", "green_class.unknown");
        (await own.PostAsync("projects", new { sheet = ProjectSheets.Sheet().With("greenClasses", new[] { "GF2025-X-WHR", "GF2025-X-WHR" }) }))
            .ExpectFlaw("sheet.greenClasses", "list.repeats");
    }

    [Fact]
    public async Task An_enterprise_registers_before_it_drafts_and_is_verified_before_it_submits()
    {
        (await app.AsEnterprise(Guid.CreateVersion7()).PostAsync("projects", new { sheet = ProjectSheets.Sheet() })).ExpectProblem(409, "enterprise.not_registered");
        var own = await app.RegisteredEnterpriseAsync();
        var address = await own.DraftedAsync();
        (await own.MoveAsync(address, "submission")).ExpectProblem(409, "enterprise.not_verified");
        (await app.AsBureau().MoveAsync($"enterprises/{own.Organisation}", "verification", new { verified = true })).Expect(200);
        (await own.MoveAsync(address, "submission")).Expect(200);
    }

    [Theory]
    [InlineData("C3120", 167_999_999.99, 40)]
    [InlineData("C3011", 146_999_999.99, 35)]
    [InlineData("D4411", 83_999_999.99, 20)]
    public async Task Own_capital_below_the_floor_of_the_industry_is_refused_to_the_fen(string industry, decimal ownCapitalCny, int floorPercent)
    {
        var own = await app.VerifiedEnterpriseAsync();
        var sheet = ProjectSheets.Sheet().With("industry", industry).With("ownCapitalCny", ownCapitalCny);
        var address = await own.DraftedAsync(sheet);

        var refused = (await own.MoveAsync(address, "submission")).ExpectProblem(409, "project.own_capital_below_floor");
        Assert.Equal(floorPercent, refused["figures.floorPercent"]!.GetValue<int>());

        (await own.PutAsync(address, new { sheet = sheet.With("ownCapitalCny", ownCapitalCny + 0.01m) }, "\"1\"")).Expect(200);
        (await own.MoveAsync(address, "submission")).Expect(200);
    }

    [Fact]
    public async Task Own_capital_beyond_the_investment_is_refused_at_once()
    {
        var own = await app.RegisteredEnterpriseAsync();
        (await own.PostAsync("projects", new { sheet = ProjectSheets.Sheet().With("ownCapitalCny", 420_000_000.01m) }))
            .ExpectProblem(409, "project.own_capital_exceeds_investment");
    }

    [Fact]
    public async Task A_claim_far_from_the_inputs_needs_a_justification()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var sheet = ProjectSheets.Sheet().With("claimedReductionTco2ePerYear", 200_000m);
        var address = await own.DraftedAsync(sheet);
        (await own.MoveAsync(address, "submission")).ExpectProblem(409, "project.reduction_unjustified");
        (await own.PutAsync(address, new { sheet = sheet.With("reductionJustification", "含替代燃料部分，见可研报告") }, "\"1\"")).Expect(200);
        Assert.Equal(117_288m, (await own.MoveAsync(address, "submission")).Expect(200).Num("reductionTco2ePerYear"));
    }

    [Theory]
    [InlineData("EF-NONE", 1, "MWh", "reduction.factor_unknown")]
    [InlineData("EF-GRID-130000-2023", 1, "GJ", "reduction.unit_mismatch")]
    [InlineData("EF-GRID-140000-2023", 1, "MWh", "reduction.factor_of_other_region")]
    [InlineData("EF-GRID-130000-2023", -1, "MWh", "reduction.carrier_missing")]
    public async Task Inputs_that_cannot_be_counted_are_refused_at_submission(string factorId, decimal quantity, string unit, string code)
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.DraftedAsync(ProjectSheets.Sheet().With("reductionInputs", new[] { new { factorId, quantity, unit } }));
        (await own.MoveAsync(address, "submission")).ExpectProblem(409, code);
        Assert.Equal("draft", (await own.GetAsync(address)).Str("status"));
    }

    [Fact]
    public async Task A_project_without_inputs_is_not_submitted()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.DraftedAsync(ProjectSheets.Sheet().With("reductionInputs", Array.Empty<object>()));
        (await own.MoveAsync(address, "submission")).ExpectProblem(409, "reduction.inputs_missing");
    }
}
