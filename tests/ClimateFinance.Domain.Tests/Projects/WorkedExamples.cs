using System.Text.Json.Nodes;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Domain.Tests.Projects;

/// <summary>The projects of the Handan meeting, whose tonnes were worked out before this code was written.</summary>
public sealed class WorkedExamples
{
    /// <summary>The bulletin's day: the newest grid factors public then were those of 2022.</summary>
    private static readonly DateOnly Meeting = new(2025, 12, 22);

    public static TheoryData<string> Ids => [.. SeedFiles.Projects.Select(p => (string)p["id"]!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_project_reduces_what_its_sheet_said_at_the_meeting(string id)
    {
        var project = Project(id);
        var estimate = Estimate(project, dataYear: 2022, Meeting);
        Assert.Equal((decimal)project["expectedTco2ePerYear"]!["withGrid2022"]!, estimate.WholeTonnes());
        Assert.All(estimate.Lines, line => Assert.Null(line.NewerFactorId));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_project_reduces_what_it_should_with_the_factors_of_2023(string id)
    {
        var project = Project(id);
        Assert.Equal((decimal)project["expectedTco2ePerYear"]!["withGrid2023"]!, Estimate(project, dataYear: 2023, Some.Today).WholeTonnes());
    }

    [Fact]
    public void The_factors_of_2023_could_not_be_used_at_the_meeting()
    {
        var project = SeedFiles.Projects.First(p => Inputs(p, 2023).Any(i => i.FactorId.EndsWith("-2023", StringComparison.Ordinal)));
        var flaw = ReductionEstimate.Of(Inputs(project, 2023), SeedFiles.Factors, Region(project), Meeting).Flaw;
        Assert.Equal("reduction.factor_not_yet_public", flaw?.Code);
    }

    [Fact]
    public void Each_fuels_factor_is_what_it_is_made_of()
    {
        var fuels = SeedFiles.Factors.Where(f => f.Composition is not null).ToList();
        Assert.True(fuels.Count >= 20);
        Assert.All(fuels, fuel => Assert.Equal(fuel.Value, fuel.Composition!.Tco2PerUnit));
        Assert.All(SeedFiles.Factors.Where(f => f.Kind == EmissionFactorKind.Fuel), fuel => Assert.NotNull(fuel.Composition));
    }

    [Fact]
    public void A_factor_has_one_row() => Assert.Equal(SeedFiles.Factors.Count, SeedFiles.Factors.Select(f => f.Id).Distinct().Count());

    private static JsonNode Project(string id) => SeedFiles.Projects.Single(p => (string)p["id"]! == id);

    private static RegionCode Region(JsonNode project) => new((string)project["regionCode"]!);

    private static ReductionEstimate Estimate(JsonNode project, int dataYear, DateOnly on) =>
        ReductionEstimate.Of(Inputs(project, dataYear), SeedFiles.Factors, Region(project), on).Value;

    private static ReductionInput[] Inputs(JsonNode project, int dataYear) =>
    [
        .. project["lines"]!.AsArray().Select(line => new ReductionInput(
            ((string)line!["factorId"]!).Replace("EF-GRID-130000-2023", $"EF-GRID-130000-{dataYear}", StringComparison.Ordinal),
            (decimal)line["quantity"]!,
            (string)line["unit"]!)),
    ];
}
