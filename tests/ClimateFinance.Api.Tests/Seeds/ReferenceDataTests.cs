using System.Text;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Seeds;

public sealed class ReferenceDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("reference");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_built_in_tables_answer()
    {
        var data = ReferenceData.Load(new ReferenceOptions());
        Assert.Equal("武安市", data.NameOf(new RegionCode("130481")));
        Assert.False(data.Exists(new RegionCode("999999")));
        Assert.True(data.Exists(new IndustryCode("C3120")));
        Assert.Equal((300, 350), (data.BenchmarkRates.On(new DateOnly(2025, 12, 22)).Lpr1y.Value, data.BenchmarkRates.On(new DateOnly(2025, 12, 22)).Lpr5y.Value));
        Assert.True(data.Calendar.IsWorkingDay(new DateOnly(2026, 9, 20)));
        Assert.False(data.Calendar.IsWorkingDay(new DateOnly(2026, 10, 7)));
    }

    [Theory]
    [InlineData("2025-12-22", "EF-GRID-130000-2022")]
    [InlineData("2025-12-31", "EF-GRID-130000-2023")]
    public void The_grid_factor_is_the_newest_that_was_public(string on, string expected) =>
        Assert.Equal(expected, ReferenceData.Load(new ReferenceOptions()).GridFactor(new RegionCode("130481"), DateOnly.Parse(on, null))!.Id);

    [Fact]
    public void What_a_fuel_is_made_of_gives_its_factor() => Assert.All(
        ReferenceData.Load(new ReferenceOptions()).EmissionFactors.Where(f => f.Composition is not null),
        f => Assert.Equal(f.Value, f.Composition!.Tco2PerUnit));

    [Fact]
    public void A_file_in_the_folder_replaces_the_built_in_one()
    {
        Write("benchmark-rates.json", Rates("\"lpr1yBp\": 290, \"lpr5yBp\": 340"));
        var data = ReferenceData.Load(new ReferenceOptions { Folder = folder.FullName });
        Assert.Equal(290, data.BenchmarkRates.On(new DateOnly(2027, 1, 1)).Lpr1y.Value);
        Assert.True(data.Exists(new RegionCode("130400")));
    }

    [Theory]
    [InlineData("\"lpr1yBp\": 290", "$.items[0]")]
    [InlineData("\"lpr1yBp\": 290, \"lpr5yBp\": 0", "$.items[0].lpr5yBp")]
    [InlineData("\"lpr1yBp\": 290, \"lpr5yBp\": \"340\"", "$.items[0].lpr5yBp")]
    [InlineData("\"lpr1yBp\": 290, \"lpr5yBp\": null", "$.items[0].lpr5yBp")]
    [InlineData("\"lpr1yBp\": 290, \"lpr5yBp\": 340, \"lpr9yBp\": 1", "$.items[0].lpr9yBp")]
    [InlineData("\"lpr1yBp\": 290, \"lpr1yBp\": 290, \"lpr5yBp\": 340", "$.items[0].lpr1yBp")]
    public void A_broken_row_is_named_by_file_item_and_field(string members, string place)
    {
        Write("benchmark-rates.json", Rates(members));
        var broken = Assert.Throws<SeedFileException>(() => ReferenceData.Load(new ReferenceOptions { Folder = folder.FullName }));
        Assert.Equal(place, broken.Place);
        Assert.Contains("benchmark-rates.json", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_file_is_not_passed_over()
    {
        Write("benchmark-rate.json", "{}");
        Assert.Contains("replaces no reference file", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused()
    {
        const string row = """{ "date": "2026-11-20", "lpr1yBp": 300, "lpr5yBp": 350, "valueStatus": "found", "dateStatus": "found", "confirm": false, "source": "test", "illustrative": [] }""";
        Write("benchmark-rates.json", $$"""{ "about": "test", "asOf": "2026-11-20", "items": [{{row}}, {{row}}] }""");
        Assert.Contains("repeats '2026-11-20'", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused() =>
        Assert.Throws<SeedFileException>(() => ReferenceData.Load(new ReferenceOptions { Folder = Path.Combine(folder.FullName, "none") }));

    private static string Rates(string members) =>
        $$"""{ "about": "test", "asOf": "2026-11-20", "items": [{ "date": "2026-11-20", {{members}}, "valueStatus": "found", "dateStatus": "found", "confirm": false, "source": "test", "illustrative": [] }] }""";

    private string Failure() => Assert.Throws<SeedFileException>(() => ReferenceData.Load(new ReferenceOptions { Folder = folder.FullName })).Message;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text, new UTF8Encoding(false));
}
