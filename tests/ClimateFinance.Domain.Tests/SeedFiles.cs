using System.Text.Json.Nodes;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Tests;

/// <summary>The repository's own seeds, read as plainly as can be: what they carry are worked examples.</summary>
internal static class SeedFiles
{
    public static IReadOnlyList<EmissionFactor> Factors { get; } = [.. Items("emission-factors").Select(Factor)];

    public static IReadOnlyList<CalendarDay> CalendarDays { get; } =
    [
        .. Items("calendar").Select(row => new CalendarDay(
            Day(row["date"])!.Value, Enum.Parse<CalendarDayKind>((string)row["kind"]!, ignoreCase: true), (string)row["name"]!, (string)row["source"]!)),
    ];

    public static IReadOnlyList<TechnologyMethod> Methods { get; } = [.. Items("technology-methods").Select(Method)];

    /// <summary>The uncertainties that are assumed where nothing is stated.</summary>
    public static EstimateRules Rules { get; } = new(Assumed<ActivityBasis>("activityUncertainty"), Assumed<EmissionFactorKind>("factorUncertainty"));

    /// <summary>Published loans as their sources state them.</summary>
    public static JsonNode PublishedDeal(string id) => Items("published-deals").Single(d => (string)d["id"]! == id);

    public static IReadOnlyList<JsonNode> Projects { get; } = Items("projects");

    private static JsonNode[] Items(string file)
    {
        var items = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Seeds", $"{file}.json")))!["items"]!.AsArray();
        return items.Count > 0 ? [.. items.Select(i => i!)] : throw new InvalidOperationException($"{file} is empty.");
    }

    private static EmissionFactor Factor(JsonNode row) => new()
    {
        Id = (string)row["id"]!,
        Kind = Enum.Parse<EmissionFactorKind>((string)row["kind"]!, ignoreCase: true),
        Name = (string)row["name"]!,
        Value = (decimal)row["value"]!,
        Unit = (string?)row["quantityUnit"] ?? ((string)row["unit"]!).Split('/')[1],
        Region = (string?)row["regionCode"] is { } code ? new RegionCode(code) : null,
        DataYear = (int?)row["dataYear"],
        PublishedOn = Day(row["publishedOn"]),
        Source = (string)row["source"]!,
        Quality = Enum.Parse<SourceQuality>((string)row["status"]!, ignoreCase: true),
        Composition = row["ncv"] is { } ncv ? new FuelComposition((decimal)ncv, (decimal)row["carbonContent"]!, (decimal)row["oxidation"]!) : null,
    };

    private static TechnologyMethod Method(JsonNode row) => new(
        (string)row["id"]!, [.. row["technologies"]!.AsArray().Select(t => new Technology((string)t!))], (string)row["baseline"]!, (string)row["baselineChinese"]!,
        [
            .. row["carriers"]!.AsArray().Select(c => new CarrierRule(
                (string)c!["code"]!, Enum.Parse<CarrierFlow>((string)c["flow"]!, ignoreCase: true),
                [.. c["kinds"]!.AsArray().Select(k => Enum.Parse<EmissionFactorKind>((string)k!, ignoreCase: true))],
                [.. c["factorPrefixes"]!.AsArray().Select(prefix => (string)prefix!)], (bool)c["required"]!, (string)c["english"]!, (string)c["chinese"]!)),
        ],
        (string)row["source"]!);

    private static Dictionary<T, decimal> Assumed<T>(string group)
        where T : struct, Enum =>
        Items("climate-assumptions").Where(row => (string)row["group"]! == group)
            .ToDictionary(row => Enum.Parse<T>((string)row["what"]!, ignoreCase: true), row => (decimal)row["value"]!);

    private static DateOnly? Day(JsonNode? node) => (string?)node is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd") : null;
}
