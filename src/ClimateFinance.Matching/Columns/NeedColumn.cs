using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>The figures of a need that survivors are judged and scored by: one cache line.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct NeedRow
{
    public long AmountFen;
    public long AmountLeastFen;
    public long InvestmentFen;
    public long IntensityGrams;
    public int RateMaxBp;
    public int CleanMonths;
    public int Region;

    /// <summary>The region's code as a number; −1 for an odd one.</summary>
    public int Place;
    public int Industry;
    public int Named;
    public short TermMin;
    public short TermMax;
    public short ReductionPoints;
    public short CollateralMask;
}

/// <summary>A need made ready for the columns under one basis and policy.</summary>
internal sealed class NeedItem
{
    public NeedItem(NeedFacts facts, EvaluationBasis basis, in ScoreScale scale, CodeBook codes)
    {
        Asked = new AskedFigures(facts, basis);
        Row = new NeedRow
        {
            AmountFen = Asked.AmountFen,
            AmountLeastFen = Asked.AmountLeastFen,
            InvestmentFen = Asked.InvestmentFen,
            IntensityGrams = Asked.IntensityGrams,
            RateMaxBp = Asked.RateMaxBp,
            CleanMonths = Asked.CleanMonths,
            Region = codes.Region(facts.Region),
            Place = Buckets.Place(facts.Region),
            Industry = codes.Industry(facts.Industry),
            Named = codes.Named(facts),
            TermMin = (short)Math.Clamp(Asked.TermMin, 0, short.MaxValue),
            TermMax = (short)Math.Clamp(Asked.TermMax, 0, short.MaxValue),
            ReductionPoints = (short)Pieces.Points(Pieces.Reduction(Asked.IntensityGrams, scale.FullGrams), scale.Weights.Reduction),
            CollateralMask = (short)Asked.CollateralMask,
        };
        Purpose = facts.Purpose;
        Admitted = facts.Admitted;
        Province = Buckets.Province(facts.Region);
        City = Buckets.City(facts.Region);
        Trade = Buckets.Industry(facts.Industry);
        GreenSlots = codes.SlotsOfNamed(Row.Named);
        GreenDecided = !GreenSlots.Contains(Buckets.SharedGreen);
    }

    /// <summary>What a query asks of the facts, at hand without them: whoever goes through a whole market would wait for each.</summary>
    public FinancingPurpose Purpose { get; }

    /// <inheritdoc cref="Purpose"/>
    public bool Admitted { get; }

    /// <inheritdoc cref="Purpose"/>
    public int Province { get; }

    /// <inheritdoc cref="Purpose"/>
    public int City { get; }

    /// <inheritdoc cref="Purpose"/>
    public int Trade { get; }

    /// <summary>The bitmaps of the technology and the classes it names.</summary>
    public int[] GreenSlots { get; }

    /// <summary>Whether those bitmaps alone decide.</summary>
    public bool GreenDecided { get; }

    public readonly AskedFigures Asked;
    public readonly NeedRow Row;

    public NeedFacts Facts => Asked.Facts;

    /// <summary>Nothing in the need itself keeps it from every product.</summary>
    public bool Open => Asked.Facts.Live && Row.AmountLeastFen <= Row.AmountFen && Row.TermMin <= Row.TermMax;
}

/// <summary>Which bitmaps a need's block has, and which of them a need is in: the mirror of <see cref="ProductLayout"/>.</summary>
internal sealed class NeedLayout : ILayout<NeedItem, NeedRow>
{
    public const int Live = 0;
    public const int Province = Live + 1;
    public const int City = Province + Buckets.Provinces;
    public const int Industry = City + Buckets.Cities;
    public const int Green = Industry + Buckets.Industries;
    public const int Purpose = Green + Buckets.Greens;
    public const int Collateral = Purpose + ProductLayout.Purposes;
    public const int Grade = Collateral + ProductLayout.Kinds;
    public const int Admitted = Grade + ProductLayout.Grades;
    public const int Amount = Admitted + 1;
    public const int Least = Amount + Thresholds.Most;
    public const int TermMin = Least + Thresholds.Most;
    public const int TermMax = TermMin + Thresholds.Most;
    public const int Rate = TermMax + Thresholds.Most;
    public const int Grams = Rate + Thresholds.Most;
    public const int Clean = Grams + Thresholds.Most;
    public const int End = Clean + Thresholds.Most;

    public NeedLayout(IReadOnlyCollection<NeedItem> items)
    {
        ByAmount = new(items.Select(i => -i.Row.AmountFen));
        ByLeast = new(items.Select(i => i.Row.AmountLeastFen));
        ByTermMin = new(items.Select(i => (long)i.Row.TermMin));
        ByTermMax = new(items.Select(i => -(long)i.Row.TermMax));
        ByRate = new(items.Select(i => -(long)i.Row.RateMaxBp));
        ByGrams = new(items.Select(i => -i.Row.IntensityGrams));
        ByClean = new(items.Select(i => -(long)i.Row.CleanMonths));
    }

    public Thresholds ByAmount { get; }

    public Thresholds ByLeast { get; }

    public Thresholds ByTermMin { get; }

    public Thresholds ByTermMax { get; }

    public Thresholds ByRate { get; }

    public Thresholds ByGrams { get; }

    public Thresholds ByClean { get; }

    public int Slots => End;

    public NeedRow RowOf(NeedItem item) => item.Row;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Mark(NeedItem item, ref SlotMarker marker)
    {
        if (!item.Open) return;
        marker.Set(Live);
        MarkBucket(item.Province, Province, Buckets.Provinces, ref marker);
        MarkBucket(item.City, City, Buckets.Cities, ref marker);
        MarkBucket(item.Trade, Industry, Buckets.Industries, ref marker);
        foreach (var green in item.GreenSlots) marker.Set(Green + green);
        marker.Set(Purpose + (int)item.Purpose);
        for (var kind = 0; kind < ProductLayout.Kinds; kind++)
        {
            if ((item.Row.CollateralMask & (1 << kind)) != 0) marker.Set(Collateral + kind);
        }

        // Slot r holds the needs of rank r and better, so that a product asks for one slot.
        marker.Set(Grade, Grade + item.Asked.GradeRank + 1);
        if (item.Admitted) marker.Set(Admitted);
        marker.SetFrom(ByAmount, Amount, -item.Row.AmountFen);
        marker.SetFrom(ByLeast, Least, item.Row.AmountLeastFen);
        marker.SetFrom(ByTermMin, TermMin, item.Row.TermMin);
        marker.SetFrom(ByTermMax, TermMax, -item.Row.TermMax);
        marker.SetFrom(ByRate, Rate, -item.Row.RateMaxBp);
        marker.SetFrom(ByGrams, Grams, -item.Row.IntensityGrams);
        marker.SetFrom(ByClean, Clean, -item.Row.CleanMonths);
    }

    private static void MarkBucket(int bucket, int baseSlot, int count, ref SlotMarker marker)
    {
        if (bucket < 0) marker.Set(baseSlot, baseSlot + count);
        else marker.Set(baseSlot + bucket);
    }
}
