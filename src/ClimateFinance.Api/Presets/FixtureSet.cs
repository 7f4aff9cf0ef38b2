using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Presets;

/// <summary>All fixtures that are built into the host, by id.</summary>
public sealed record FixtureSet
{
    public required IReadOnlyDictionary<string, BankFixture> Banks { get; init; }

    public required IReadOnlyDictionary<string, EnterpriseFixture> Enterprises { get; init; }

    public required IReadOnlyDictionary<string, ProductFixture> Products { get; init; }

    public required IReadOnlyDictionary<string, ProjectFixture> Projects { get; init; }

    public required IReadOnlyDictionary<string, NeedFixture> Needs { get; init; }

    /// <exception cref="SeedFileException">A file is broken.</exception>
    public static FixtureSet Load() => new()
    {
        Banks = Read<BankFixture>("banks"),
        Enterprises = Read<EnterpriseFixture>("enterprises"),
        Products = Read<ProductFixture>("products"),
        Projects = Read<ProjectFixture>("projects"),
        Needs = Read<NeedFixture>("needs"),
    };

    private static Dictionary<string, TFixture> Read<TFixture>(string name)
        where TFixture : Fixture
    {
        var path = $"fixtures/{name}.json";
        using var stream = SeedReader.OpenEmbedded(path);
        return SeedReader.ParseRows<TFixture>(stream, path).Items.ToDictionary(it => it.Id, StringComparer.Ordinal);
    }
}
