using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

/// <summary>
/// A working sheet of each technology class in both languages, word for word. Each has every carrier that its method knows: made-up quantities, the
/// factors of the seeds. What changes a sheet on purpose rewrites the files: UPDATE_SHEETS=1 dotnet test tests/ClimateFinance.Domain.Tests.
/// </summary>
public sealed class WorkingSheetGolden
{
    private static readonly string Folder = Path.Combine(Root(), "tests/ClimateFinance.Domain.Tests/Climate/Sheets");

    public static TheoryData<string> Technologies => [.. SeedFiles.Methods.SelectMany(m => m.Technologies).Select(t => t.Value)];

    [Theory]
    [MemberData(nameof(Technologies))]
    public void A_sheet_says_what_it_said(string technology)
    {
        var method = SeedFiles.Methods.Single(m => m.Technologies.Any(t => t.Value == technology));
        var estimate = ReductionEstimate.Of(Inputs(method), SeedFiles.Factors, Wuan, Today, method, SeedFiles.Rules).Value;
        Assert.All(method.Carriers, carrier => Assert.Contains(estimate.Lines, line => line.Carrier == carrier.Code));

        string[] lines = ["── English", .. WorkingSheet.English(estimate, method), string.Empty, "── 中文", .. WorkingSheet.Chinese(estimate, method)];
        var sheet = string.Join('\n', lines) + '\n';
        var file = Path.Combine(Folder, $"{technology}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SHEETS") == "1") File.WriteAllText(file, sheet);
        Assert.True(File.Exists(file), $"{technology} has no sheet. Make it with: UPDATE_SHEETS=1 dotnet test tests/ClimateFinance.Domain.Tests");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), sheet);
    }

    [Fact]
    public void No_sheet_is_left_of_a_class_that_is_gone() => Assert.Equal(
        SeedFiles.Methods.SelectMany(m => m.Technologies).Select(t => t.Value).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    /// <summary>An input for each carrier, by turns as a difference and as baseline and project, the first in a unit that has to be converted.</summary>
    private static ReductionInput[] Inputs(TechnologyMethod method) =>
    [
        .. method.Carriers.Select((carrier, i) =>
        {
            var factor = FactorFor(method, carrier);
            var (unit, quantity) = i == 0 && Larger.TryGetValue(factor.Unit, out var larger) ? (larger, 12.5m) : (factor.Unit, 1_250m * (i + 1));
            return carrier.Flow switch
            {
                CarrierFlow.Leakage => new ReductionInput(factor.Id, quantity, unit, ReductionPart.Leakage, ActivityBasis.Estimated),
                CarrierFlow.Used => new ReductionInput(factor.Id, quantity / 10m, unit, ReductionPart.Project, ActivityBasis.Metered),
                _ => new ReductionInput(factor.Id, quantity, unit, i % 2 == 0 ? ReductionPart.Baseline : null, ActivityBasis.Designed, i % 2 == 0 ? null : 7.5m),
            };
        }),
    ];

    /// <summary>The newest factor that fits this carrier and no earlier one of the method.</summary>
    private static EmissionFactor FactorFor(TechnologyMethod method, CarrierRule carrier) => SeedFiles.Factors
        .Where(f => f.Countable && f.PublicOn(Today) && (f.Region is not { } home || home.Covers(Wuan)))
        .Where(f => carrier.Fits(carrier.Flow, f) && method.CarrierOf(carrier.Flow, f) == carrier)
        .OrderByDescending(f => f.Region is not null).ThenByDescending(f => f.DataYear ?? 0).ThenBy(f => f.Id, StringComparer.Ordinal)
        .First();

    private static readonly Dictionary<string, string> Larger = new() { ["MWh"] = "GWh", ["t"] = "10^4t", ["GJ"] = "TJ" };

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ClimateFinance.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("These tests run inside the repository.");
    }
}
