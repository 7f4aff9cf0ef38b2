using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>What a need names of the green taxonomies.</summary>
internal sealed record NamedGreen(Technology? Technology, IReadOnlyList<GreenClass> Classes);

/// <summary>
/// The numbers of codes and lists of codes, and what they say about each other. Every verdict comes from the same functions
/// that the object engine uses; here it is only remembered.
/// </summary>
internal sealed class CodeBook
{
    private const byte No = 1;
    private const byte Yes = 2;

    private readonly Names<RegionCode> regions = new();
    private readonly Names<IndustryCode> industries = new();
    private readonly Names<string> greens = new();
    private readonly Names<NamedGreen> named = new();
    private readonly Names<ProductTerms> regionLists = new();
    private readonly Names<ProductTerms> industryLists = new();
    private readonly Names<ProductTerms> greenLists = new();

    public CodeBook()
    {
        byte Region(int list, int code) => Criteria.Region(regions[code], regionLists[list]) ? Yes : No;
        byte Industry(int list, int code) => Criteria.Industry(industries[code], industryLists[list]) ? Yes : No;
        byte Green(int list, int need) => Criteria.GreenClass(named[need].Technology, named[need].Classes, greenLists[list]) ? Yes : No;

        RegionByNeed = new Memo((code, list) => Region(list, code), () => regionLists.Count);
        IndustryByNeed = new Memo((code, list) => Industry(list, code), () => industryLists.Count);
        GreenByNeed = new Memo((need, list) => Green(list, need), () => greenLists.Count);
        RegionByProduct = new Memo(Region, () => regions.Count);
        IndustryByProduct = new Memo(Industry, () => industries.Count);
        GreenByProduct = new Memo(Green, () => named.Count);
    }

    public Memo RegionByNeed { get; }

    public Memo IndustryByNeed { get; }

    public Memo GreenByNeed { get; }

    public Memo RegionByProduct { get; }

    public Memo IndustryByProduct { get; }

    public Memo GreenByProduct { get; }

    public static bool Says(byte answer) => answer == Yes;

    public int Region(RegionCode code) => regions.Of(code.Value, code);

    public int Industry(IndustryCode code) => industries.Of(code.Value, code);

    public int Named(NeedFacts need) => named.Of(
        $"{need.Technology?.Value}\n{string.Join('\n', need.GreenClasses.Select(g => g.Value))}", new(need.Technology, need.GreenClasses));

    /// <summary>
    /// The bitmaps of the classes and technologies of a list, each once. The first names that a market knows have a bitmap of their own, so that
    /// nothing is left to compare; all later ones share the last.
    /// </summary>
    public int[] GreenSlots(Technology? technology, IReadOnlyList<GreenClass> classes) =>
        GreenSlots(technology is { } named ? [named] : [], classes);

    /// <inheritdoc cref="GreenSlots(Technology?, IReadOnlyList{GreenClass})"/>
    public int[] GreenSlots(IReadOnlyList<Technology> technologies, IReadOnlyList<GreenClass> classes) =>
    [
        .. technologies.Select(t => "t" + t.Value).Concat(classes.Select(c => "c" + c.Value))
            .Select(name => Math.Min(greens.Of(name, name), Buckets.SharedGreen)).Distinct(),
    ];

    public int RegionList(ProductTerms terms) => regionLists.Of(string.Join('\n', terms.Regions.Select(r => r.Value)), terms);

    public int IndustryList(ProductTerms terms) => industryLists.Of(string.Join('\n', terms.Industries.Select(i => i.Value)), terms);

    public int GreenList(ProductTerms terms) => greenLists.Of(
        $"{string.Join('\n', terms.Technologies.Select(t => t.Value))}\t{string.Join('\n', terms.GreenClasses.Select(g => g.Value))}", terms);
}
