using System.Globalization;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>What a claim is held against. Every figure is a reference row that an installation replaces.</summary>
/// <param name="ClaimTolerancePercent">A claim may differ from what the inputs give by this part of it.</param>
/// <param name="DensityTimesClass">Tonnes per 10 000 yuan above so many times the middle of the class.</param>
/// <param name="DensityPartOfClass">Below this part of the middle of the class.</param>
/// <param name="DensityLeastCompared">A class is compared from so many projects on.</param>
/// <param name="DensityTimesPublished">Above so many times the average of published loans.</param>
/// <param name="ShareOfEnterprisePercent">Above this part of the enterprise's own emissions.</param>
/// <param name="ShareOfSectorPercent">Per tonne of product, above this part of the sector's intensity.</param>
/// <param name="PublishedDensity">The average of published loans, tCO2e a year per 10 000 yuan.</param>
/// <param name="KeptLeastPercent">An enterprise whose measured reductions come to less of what it promised is asked why; null asks nobody.</param>
public sealed record ChallengeRules(
    decimal ClaimTolerancePercent, decimal DensityTimesClass, decimal DensityPartOfClass, int DensityLeastCompared, decimal DensityTimesPublished,
    decimal ShareOfEnterprisePercent, decimal ShareOfSectorPercent, decimal PublishedDensity, IReadOnlyList<SectorIntensity> SectorIntensities,
    decimal? KeptLeastPercent = null);

/// <summary>tCO2 per tonne of product of an industry and its children.</summary>
public sealed record SectorIntensity(IndustryCode Industry, decimal Tco2PerTonne);

/// <summary>A piece of equipment that a project replaces or installs, by what is on its plate: claimed by one project only.</summary>
/// <param name="Kind">For example <c>steam-turbine</c>.</param>
/// <param name="Identifier">Maker and serial number, or the works' own number.</param>
public sealed record EquipmentItem(string Kind, string Identifier)
{
    /// <summary>The identifier without what is typed differently from one time to the next: case, spaces, dashes, full-width forms.</summary>
    public string Normal => Challenge.Normal(Identifier);
}

/// <summary>What is known of the market when a project is challenged.</summary>
/// <param name="ClassDensities">tCO2e a year per 10 000 yuan of the other projects of the class in the library.</param>
/// <param name="EnterpriseEmissionsTco2e">The enterprise's own, a year; null when not stated.</param>
/// <param name="EnterpriseOutputT">Its product, a year; null when not stated.</param>
/// <param name="LikeFilings">Filing numbers of other projects that are the same but for how they are typed.</param>
/// <param name="SharedEquipment">Identifiers of equipment that another project names as well.</param>
/// <param name="TwinTitles">Other projects of this enterprise with the same technology and the same quantities.</param>
/// <param name="Kept">What the enterprise's projects promised for the days that were measured, beside what came; null before anything was measured.</param>
public sealed record ChallengeFacts(
    IReadOnlyList<decimal> ClassDensities, decimal? EnterpriseEmissionsTco2e, decimal? EnterpriseOutputT,
    IReadOnlyList<string> LikeFilings, IReadOnlyList<string> SharedEquipment, IReadOnlyList<string> TwinTitles,
    PromiseKept? Kept = null)
{
    public static ChallengeFacts None { get; } = new([], null, null, [], [], []);
}

/// <summary>A figure that looks wrong, with what it was held against.</summary>
/// <param name="Code">For example <c>densityFarAboveClass</c>.</param>
/// <param name="Figures">By name, as text.</param>
/// <param name="Justification">The enterprise's words; null when it gave none.</param>
public sealed record ChallengeFlag(string Code, IReadOnlyDictionary<string, string> Figures, string? Justification);

/// <summary>Holds a project's claim against its inputs, its class, the market, the enterprise and the other projects.</summary>
public static class Challenge
{
    /// <summary>The flags there are, in the order in which they are looked for.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        "claimFarFromComputed", "densityFarAboveClass", "densityFarBelowClass", "densityFarAbovePublished", "shareOfEnterpriseHigh",
        "shareOfSectorHigh", "promisesNotKept", "filingNumberAlike", "equipmentClaimedTwice", "sameQuantitiesTwice",
    ];

    /// <summary>What the enterprise must answer before the bureau looks at it. The rest is a likeness that only the bureau can judge.</summary>
    public static bool MustBeAnswered(string code) => code is not "sameQuantitiesTwice";

    /// <summary>Every flag, each with the enterprise's justification where it gave one.</summary>
    public static IReadOnlyList<ChallengeFlag> Of(ProjectSheet sheet, ReductionEstimate reduction, ChallengeFacts facts, ChallengeRules rules)
    {
        var flags = new List<ChallengeFlag>();
        var tonnes = sheet.ClaimedReductionTco2ePerYear ?? reduction.TotalTco2ePerYear;
        var computed = reduction.TotalTco2ePerYear;
        if (sheet.ClaimedReductionTco2ePerYear is { } claimed && Math.Abs(claimed - computed) * 100m > computed * rules.ClaimTolerancePercent)
            Raise("claimFarFromComputed", ("claimedTco2ePerYear", claimed), ("computedTco2ePerYear", computed), ("tolerancePercent", rules.ClaimTolerancePercent));

        var density = Density(tonnes, sheet.TotalInvestment);
        if (facts.ClassDensities.Count >= rules.DensityLeastCompared)
        {
            var middle = Median(facts.ClassDensities);
            if (density > middle * rules.DensityTimesClass)
                Raise("densityFarAboveClass", ("tco2ePer10kCny", density), ("classMedian", middle), ("projectsCompared", facts.ClassDensities.Count), ("timesAllowed", rules.DensityTimesClass));
            if (density < middle * rules.DensityPartOfClass)
                Raise("densityFarBelowClass", ("tco2ePer10kCny", density), ("classMedian", middle), ("projectsCompared", facts.ClassDensities.Count), ("partAllowed", rules.DensityPartOfClass));
        }

        if (density > rules.PublishedDensity * rules.DensityTimesPublished)
            Raise("densityFarAbovePublished", ("tco2ePer10kCny", density), ("publishedAverage", rules.PublishedDensity), ("timesAllowed", rules.DensityTimesPublished));
        if (facts.EnterpriseEmissionsTco2e is { } own and > 0m && tonnes * 100m > own * rules.ShareOfEnterprisePercent)
            Raise("shareOfEnterpriseHigh", ("tco2ePerYear", tonnes), ("enterpriseTco2ePerYear", own), ("percentAllowed", rules.ShareOfEnterprisePercent));
        if (facts.EnterpriseOutputT is { } output and >= 0.001m && SectorOf(sheet.Industry, rules) is { } sector
            && tonnes * 100m > output * sector.Tco2PerTonne * rules.ShareOfSectorPercent)
            Raise("shareOfSectorHigh", ("tco2ePerTonne", Exact.Round(tonnes / output, 4)), ("sectorTco2PerTonne", sector.Tco2PerTonne), ("percentAllowed", rules.ShareOfSectorPercent));
        if (facts.Kept is { Percent: { } kept } promises && kept < rules.KeptLeastPercent)
            Raise("promisesNotKept", ("keptPercent", kept), ("measuredTco2e", promises.MeasuredTco2e), ("promisedTco2e", promises.PromisedTco2e), ("percentExpected", rules.KeptLeastPercent.Value));
        foreach (var filing in facts.LikeFilings) Raise("filingNumberAlike", ("filingNumber", sheet.FilingNumber.Value), ("other", filing));
        foreach (var equipment in facts.SharedEquipment) Raise("equipmentClaimedTwice", ("identifier", equipment));
        foreach (var twin in facts.TwinTitles) Raise("sameQuantitiesTwice", ("other", twin));
        return flags;

        void Raise(string code, params (string Name, object Value)[] figures) => flags.Add(new ChallengeFlag(
            code, figures.ToDictionary(f => f.Name, f => Words(f.Value), StringComparer.Ordinal), JustificationOf(sheet, code)));
    }

    /// <summary>tCO2e a year per 10 000 yuan, to 0.001.</summary>
    public static decimal Density(decimal tonnes, Cny investment) => Exact.Round(tonnes / investment.Wan, 3);

    /// <summary>The middle of some figures; of an even number the mean of the two.</summary>
    public static decimal Median(IReadOnlyList<decimal> figures)
    {
        var sorted = figures.Order().ToArray();
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2m;
    }

    /// <summary>A number as it is compared: letters and digits alone, upper case, full-width forms as plain ones.</summary>
    public static string Normal(string number) =>
        string.Concat(number.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>The words on this flag; a word on the reduction as a whole answers every flag that is about tonnes.</summary>
    private static string? JustificationOf(ProjectSheet sheet, string code) =>
        sheet.Justifications?.FirstOrDefault(j => j.Flag == code)?.Words
        ?? (code is "filingNumberAlike" or "equipmentClaimedTwice" or "sameQuantitiesTwice" ? null : sheet.ReductionJustification);

    private static SectorIntensity? SectorOf(IndustryCode industry, ChallengeRules rules) =>
        rules.SectorIntensities.Where(s => s.Industry.Covers(industry)).MaxBy(s => s.Industry.Value.Length);

    private static string Words(object value) => value is decimal number
        ? number.ToString("0.####", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
