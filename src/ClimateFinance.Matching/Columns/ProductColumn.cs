using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>The figures of a product that survivors are judged and scored by: one cache line.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ProductRow
{
    public long AmountMinFen;

    /// <summary>The largest amount or the quota left, whichever is less; they are only ever needed together.</summary>
    public long MostFen;
    public long LeastGrams;
    public int RateMinBp;
    public int PenaltyFreeMonths;
    public int RegionList;
    public int IndustryList;
    public int GreenList;

    /// <summary>The branch's region code as a number; −1 for an odd one.</summary>
    public int Branch;
    public short TermMin;
    public short TermMax;
    public short SharePercent;
    public short ResponsivenessPoints;
    public short CollateralMask;
}

/// <summary>A product made ready for the columns under one basis and policy.</summary>
internal sealed class ProductItem
{
    public ProductItem(ProductFacts facts, EvaluationBasis basis, in ScoreScale scale, CodeBook codes)
    {
        Offered = new OfferedFigures(facts, basis);
        Row = new ProductRow
        {
            AmountMinFen = Offered.AmountMinFen,
            MostFen = Math.Min(Offered.AmountMaxFen, Offered.QuotaLeftFen),
            LeastGrams = Offered.LeastGrams,
            RateMinBp = Offered.RateMinBp,
            PenaltyFreeMonths = facts.Terms.PenaltyFreeMonths,
            RegionList = codes.RegionList(facts.Terms),
            IndustryList = codes.IndustryList(facts.Terms),
            GreenList = codes.GreenList(facts.Terms),
            Branch = Buckets.Place(facts.BankRegion),
            TermMin = (short)Math.Clamp(Offered.TermMin, 0, short.MaxValue),
            TermMax = (short)Math.Clamp(Offered.TermMax, 0, short.MaxValue),
            SharePercent = (short)Offered.SharePercent,
            ResponsivenessPoints =
                (short)Pieces.Points(Pieces.Responsiveness(facts.Responsiveness), scale.Weights.Responsiveness),
            CollateralMask = (short)(Offered.CollateralMask & AllKinds),
        };
        GreenSlots = codes.SlotsOfListed(Row.GreenList);
        GreenDecided = !GreenSlots.Contains(Buckets.SharedGreen);
    }

    /// <summary>The bitmaps of the classes and technologies it lists.</summary>
    public int[] GreenSlots { get; }

    /// <summary>Whether those bitmaps alone decide.</summary>
    public bool GreenDecided { get; }

    private const int AllKinds = 0x7FFF;

    public readonly OfferedFigures Offered;
    public readonly ProductRow Row;

    public ProductFacts Facts => Offered.Facts;

    /// <summary>Nothing in the product itself keeps it from every need.</summary>
    public bool Open => Offered.LiveOn && Row.AmountMinFen <= Row.MostFen && Row.TermMin <= Row.TermMax;
}

/// <summary>Which bitmaps a product's block has, and which of them a product is in.</summary>
internal sealed class ProductLayout : ILayout<ProductItem, ProductRow>
{
    public const int Live = 0;
    public const int Province = Live + 1;
    public const int City = Province + Buckets.Provinces;
    public const int Industry = City + Buckets.Cities;
    public const int Green = Industry + Buckets.Industries;
    public const int AnyGreen = Green + Buckets.Greens;
    public const int Purpose = AnyGreen + 1;
    public const int Purposes = (int)FinancingPurpose.EmissionRight + 1;
    public const int Collateral = Purpose + Purposes;
    public const int Kinds = (int)CollateralKind.EmcIncomeRight + 1;
    public const int Grade = Collateral + Kinds;
    public const int Grades = 6;
    public const int NoAdmission = Grade + Grades;
    public const int AmountMin = NoAdmission + 1;
    public const int Most = AmountMin + Thresholds.Most;
    public const int Share = Most + Thresholds.Most;
    public const int TermMin = Share + Thresholds.Most;
    public const int TermMax = TermMin + Thresholds.Most;
    public const int Rate = TermMax + Thresholds.Most;
    public const int Grams = Rate + Thresholds.Most;
    public const int Penalty = Grams + Thresholds.Most;
    public const int End = Penalty + Thresholds.Most;

    public ProductLayout(IReadOnlyCollection<ProductItem> items)
    {
        ByAmountMin = new(items.Select(i => i.Row.AmountMinFen));
        ByMost = new(items.Select(i => -i.Row.MostFen));
        ByShare = new(items.Select(i => -(long)i.Row.SharePercent));
        ByTermMin = new(items.Select(i => (long)i.Row.TermMin));
        ByTermMax = new(items.Select(i => -(long)i.Row.TermMax));
        ByRate = new(items.Select(i => (long)i.Row.RateMinBp));
        ByGrams = new(items.Select(i => i.Row.LeastGrams));
        ByPenalty = new(items.Select(i => (long)i.Row.PenaltyFreeMonths));
    }

    public Thresholds ByAmountMin { get; }

    public Thresholds ByMost { get; }

    public Thresholds ByShare { get; }

    public Thresholds ByTermMin { get; }

    public Thresholds ByTermMax { get; }

    public Thresholds ByRate { get; }

    public Thresholds ByGrams { get; }

    public Thresholds ByPenalty { get; }

    public int Slots => End;

    public ProductRow RowOf(ProductItem item) => item.Row;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Mark(ProductItem item, ref SlotMarker marker)
    {
        if (!item.Open) return;
        marker.Set(Live);
        MarkLists(item, ref marker);
        for (var purpose = 0; purpose < Purposes; purpose++)
        {
            if ((item.Offered.PurposeMask & (1 << purpose)) != 0) marker.Set(Purpose + purpose);
        }

        for (var kind = 0; kind < Kinds; kind++)
        {
            if (Criteria.Collateral(1 << kind, item.Offered.CollateralMask)) marker.Set(Collateral + kind);
        }

        marker.Set(Grade + item.Offered.LowestRank, Grade + Grades);
        if (!item.Facts.Terms.AdmissionRequired) marker.Set(NoAdmission);
        marker.SetFrom(ByAmountMin, AmountMin, item.Row.AmountMinFen);
        marker.SetFrom(ByMost, Most, -item.Row.MostFen);
        marker.SetFrom(ByShare, Share, -item.Row.SharePercent);
        marker.SetFrom(ByTermMin, TermMin, item.Row.TermMin);
        marker.SetFrom(ByTermMax, TermMax, -item.Row.TermMax);
        marker.SetFrom(ByRate, Rate, item.Row.RateMinBp);
        marker.SetFrom(ByGrams, Grams, item.Row.LeastGrams);
        marker.SetFrom(ByPenalty, Penalty, item.Row.PenaltyFreeMonths);
    }

    private static void MarkLists(ProductItem item, ref SlotMarker marker)
    {
        var terms = item.Facts.Terms;
        if (terms.Regions.Count == 0) marker.Set(Province, Industry);
        foreach (var region in terms.Regions)
        {
            MarkBucket(Buckets.Province(region), Province, Buckets.Provinces, ref marker);
            MarkBucket(Buckets.City(region), City, Buckets.Cities, ref marker);
        }

        if (terms.Industries.Count == 0) marker.Set(Industry, Green);
        foreach (var industry in terms.Industries) MarkBucket(Buckets.Industry(industry), Industry, Buckets.Industries, ref marker);

        if (item.GreenSlots.Length == 0) marker.Set(AnyGreen);
        foreach (var green in item.GreenSlots) marker.Set(Green + green);
    }

    private static void MarkBucket(int bucket, int baseSlot, int count, ref SlotMarker marker)
    {
        if (bucket < 0) marker.Set(baseSlot, baseSlot + count);
        else marker.Set(baseSlot + bucket);
    }
}
