using System.Globalization;
using System.Runtime.CompilerServices;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>What a need names of the green taxonomies, and the bitmaps of it.</summary>
internal sealed record NamedGreen(Technology? Technology, IReadOnlyList<GreenClass> Classes, int[] Slots);

/// <summary>What a product lists of them, and the bitmaps of it.</summary>
internal sealed record ListedGreen(ProductTerms Terms, int[] Slots);

/// <summary>Where a product is offered: everywhere, in whole provinces (the first two digits of their codes), or as its terms say.</summary>
internal sealed record ListedRegions(ProductTerms Terms, bool Everywhere, int[] Provinces);

/// <summary>
/// The numbers of codes and lists of codes, and what they say about each other. Every verdict comes from the same functions
/// that the object engine uses; here it is only remembered.
/// </summary>
internal sealed class CodeBook
{
    /// <summary>Longer lists borrow more.</summary>
    private const int TextRoom = 256;

    private const byte No = 1;
    private const byte Yes = 2;

    private readonly Names<RegionCode> regions = new();
    private readonly Names<IndustryCode> industries = new();
    private readonly Names<string> greens = new();
    private readonly Names<NamedGreen> named = new();
    private readonly Names<ListedRegions> regionLists = new();
    private readonly Names<ProductTerms> industryLists = new();
    private readonly Names<ListedGreen> greenLists = new();

    public CodeBook()
    {
        byte Region(int list, int code) => Criteria.Region(regions[code], regionLists[list].Terms) ? Yes : No;
        byte Industry(int list, int code) => Criteria.Industry(industries[code], industryLists[list]) ? Yes : No;
        byte Green(int list, int need) => Criteria.GreenClass(named[need].Technology, named[need].Classes, greenLists[list].Terms) ? Yes : No;

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

    public int Region(RegionCode code) => regions.Of(code.Value, code, static code => code);

    public int Industry(IndustryCode code) => industries.Of(code.Value, code, static code => code);

    public int Named(NeedFacts need)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[TextRoom]);
        if (need.Technology is { } technology) text.AppendLiteral(technology.Value);
        Append(need.GreenClasses, ref text);
        var id = named.Of(text.Text, (Codes: this, Need: need), static from => new(
            from.Need.Technology, from.Need.GreenClasses, from.Codes.Slots(from.Need.Technology is { } one ? [one] : [], from.Need.GreenClasses)));
        text.Clear();
        return id;
    }

    public int RegionList(ProductTerms terms) => List(regionLists, terms.Regions, terms, static terms => new(
        terms, terms.Regions.Count == 0, [.. terms.Regions.Select(Buckets.Place).Where(place => place >= 0 && (place & 0xFFFF) == 0).Select(place => place >> 16)]));

    public int IndustryList(ProductTerms terms) => List(industryLists, terms.Industries, terms, static terms => terms);

    /// <summary>Whether a list covers every place of a province, or, for −1, any code that there may be.</summary>
    public bool CoversProvince(int regionList, int province)
    {
        var listed = regionLists[regionList];
        return listed.Everywhere || (province >= 0 && listed.Provinces.Contains(province));
    }

    public int GreenList(ProductTerms terms)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[TextRoom]);
        Append(terms.Technologies, ref text);
        text.AppendLiteral("\t");
        Append(terms.GreenClasses, ref text);
        var id = greenLists.Of(text.Text, (Codes: this, Terms: terms), static from => new(
            from.Terms, from.Codes.Slots(from.Terms.Technologies, from.Terms.GreenClasses)));
        text.Clear();
        return id;
    }

    /// <summary>The bitmaps of what a need names, each once.</summary>
    public int[] SlotsOfNamed(int id) => named[id].Slots;

    /// <summary>The bitmaps of what a product lists, each once.</summary>
    public int[] SlotsOfListed(int id) => greenLists[id].Slots;

    /// <summary>
    /// The first names that a market knows have a bitmap of their own, so that nothing is left to compare; all later ones share the last.
    /// </summary>
    private int[] Slots(IReadOnlyList<Technology> technologies, IReadOnlyList<GreenClass> classes) =>
    [
        .. technologies.Select(t => "t" + t.Value).Concat(classes.Select(c => "c" + c.Value))
            .Select(name => Math.Min(greens.Of(name, name, static name => name), Buckets.SharedGreen)).Distinct(),
    ];

    private static int List<TList, TCode>(Names<TList> lists, IReadOnlyList<TCode> codes, ProductTerms terms, Func<ProductTerms, TList> make)
        where TCode : struct, IScalar<TCode, string>
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[TextRoom]);
        Append(codes, ref text);
        var id = lists.Of(text.Text, terms, make);
        text.Clear();
        return id;
    }

    private static void Append<TCode>(IReadOnlyList<TCode> codes, ref DefaultInterpolatedStringHandler text)
        where TCode : struct, IScalar<TCode, string>
    {
        for (var i = 0; i < codes.Count; i++)
        {
            text.AppendLiteral("\n");
            text.AppendLiteral(codes[i].Value);
        }
    }
}
