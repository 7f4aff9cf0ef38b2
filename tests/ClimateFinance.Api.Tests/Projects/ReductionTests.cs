using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Projects;

public sealed class ReductionTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task The_working_shows_each_line_with_its_factor_unit_and_source()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var address = await own.DraftedAsync(ProjectSheets.Sheet().With("reductionInputs", new[]
        {
            new { factorId = "EF-GRID-130000-2023", quantity = 180_000m, unit = "MWh" },
            new { factorId = "EF-GRID-130000-2022", quantity = -1_000.5m, unit = "MWh" },
        }));
        (await own.GetAsync($"{address}/reduction")).ExpectProblem(404, "project.reduction_not_worked_out");
        (await own.MoveAsync(address, "submission")).Expect(200);

        var working = (await own.GetAsync($"{address}/reduction")).Expect(200);
        Assert.Equal(app.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), working.Str("on"));
        Assert.Equal(("EF-GRID-130000-2023", "MWh", 0.6516m, 117_288m),
            (working.Str("lines.0.factorId"), working.Str("lines.0.unit"), working.Num("lines.0.factorTco2ePerUnit"), working.Num("lines.0.tco2ePerYear")));
        Assert.False(string.IsNullOrWhiteSpace(working.Str("lines.0.source")));
        Assert.Null(working["lines.0.newerFactorId"]);
        Assert.Equal(("EF-GRID-130000-2023", -725.563m), (working.Str("lines.1.newerFactorId"), working.Num("lines.1.tco2ePerYear")));
        Assert.Equal(116_562.437m, working.Num("totalTco2ePerYear"));
        Assert.Equal(116_562m, working.Num("wholeTonnes"));
        (await own.GetAsync($"{address}/reduction", working.ETag)).Expect(304);
    }

    [Fact]
    public async Task An_estimate_works_out_the_same_and_stores_nothing()
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        var body = new { region = "130481", inputs = new[] { new { factorId = "EF-GRID-130000-2023", quantity = 180_000m, unit = "MWh" } } };

        Assert.Equal(117_288m, (await own.PostAsync("projects/reduction-estimates", body)).Expect(200).Num("totalTco2ePerYear"));
        Assert.Equal(117_288m, (await app.AsBureau().PostAsync("projects/reduction-estimates", body)).Expect(200).Num("totalTco2ePerYear"));
        Assert.Equal(0, (await own.GetAsync("projects")).Expect(200).Count());
        (await app.AsBank(Guid.CreateVersion7()).PostAsync("projects/reduction-estimates", body)).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task An_estimate_for_an_earlier_day_takes_no_factor_of_later()
    {
        var inputs = new[] { new { factorId = "EF-GRID-130000-2023", quantity = 1m, unit = "MWh" } };
        var own = app.AsEnterprise(Guid.CreateVersion7());
        (await own.PostAsync("projects/reduction-estimates", new { region = "130481", inputs, on = "2024-01-01" })).ExpectProblem(409, "reduction.factor_not_yet_public");
    }

    [Fact]
    public async Task A_flawed_estimate_is_named()
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        (await own.PostAsync("projects/reduction-estimates", new { region = "x", inputs = Array.Empty<object>() }))
            .ExpectFlaw("region", "region.wrong_form").ExpectFlaw("inputs", "list.wrong_length");
        (await own.PostAsync("projects/reduction-estimates", new { region = "130481", inputs = new[] { new { factorId = "EF-NONE", quantity = 1m, unit = "t" } } }))
            .ExpectProblem(409, "reduction.factor_unknown");
    }
}
