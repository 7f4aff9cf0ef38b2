using System.Numerics;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>A need recast into the integers that the criteria and pieces compare: fen, months, basis points, grams, bits.</summary>
internal readonly struct AskedFigures
{
    public AskedFigures(NeedFacts need, EvaluationBasis basis)
    {
        Facts = need;
        PurposeBit = Measures.Bit(need.Purpose);
        AmountFen = Measures.Fen(need.Amount);
        AmountLeastFen = Measures.Fen(need.AmountLeast);
        InvestmentFen = need.Investment is { } investment ? Math.Max(0, Measures.Fen(investment)) : -1;
        TermMin = need.TermMin.Value;
        TermMax = need.TermMax.Value;
        RateMaxBp = Measures.AllInBp(basis.Benchmark, need.RateMax.Benchmark, need.RateMax.Spread);
        CollateralMask = need.CollateralOffered.Count == 0 ? Measures.Bit(CollateralKind.Credit) : Measures.Mask(need.CollateralOffered);
        CollateralKinds = BitOperations.PopCount((uint)CollateralMask);
        GradeRank = need.Grade?.Rank() ?? 0;
        IntensityGrams = Measures.IntensityGrams(need.ReductionTco2ePerYear, AmountFen);
        CleanMonths = Measures.CleanMonths(need.LastPenaltyOn, basis.On);
    }

    public readonly NeedFacts Facts;
    public readonly int PurposeBit;
    public readonly long AmountFen;
    public readonly long AmountLeastFen;

    /// <summary>−1 for needs without a project.</summary>
    public readonly long InvestmentFen;
    public readonly int TermMin;
    public readonly int TermMax;
    public readonly int RateMaxBp;

    /// <summary>Nothing offered counts as <see cref="CollateralKind.Credit"/>: the need asks for an unsecured loan.</summary>
    public readonly int CollateralMask;
    public readonly int CollateralKinds;

    /// <summary>0 for the ungraded.</summary>
    public readonly int GradeRank;
    public readonly long IntensityGrams;
    public readonly int CleanMonths;
}

/// <summary>A product recast into integers.</summary>
internal readonly struct OfferedFigures
{
    public OfferedFigures(ProductFacts product, EvaluationBasis basis)
    {
        var terms = product.Terms;
        Facts = product;
        LiveOn = product.Live && terms.ValidFrom <= basis.On && basis.On <= terms.ValidTo;
        PurposeMask = Measures.MaskOrAny(terms.Purposes);
        AmountMinFen = Measures.Fen(terms.AmountMin);
        AmountMaxFen = Measures.Fen(terms.AmountMax);
        SharePercent = terms.MaxLoanToInvestmentPercent is { } percent ? Math.Clamp(percent, 0, NoShareLimit - 1) : NoShareLimit;
        QuotaLeftFen = Measures.Fen(product.QuotaLeft);
        TermMin = terms.TermMin.Value;
        TermMax = terms.TermMax.Value;
        RateMinBp = Measures.AllInBp(basis.Benchmark, terms.Benchmark, terms.SpreadMin);
        CollateralMask = Measures.MaskOrAny(terms.CollateralAccepted);
        LowestRank = terms.LowestGrade?.Rank() ?? 0;
        LeastGrams = Measures.LeastGrams(terms.LeastReductionTco2ePer10kCny);
    }

    /// <summary>Above any share a product can state.</summary>
    public const int NoShareLimit = 1_001;

    public readonly ProductFacts Facts;
    public readonly bool LiveOn;
    public readonly int PurposeMask;
    public readonly long AmountMinFen;
    public readonly long AmountMaxFen;
    public readonly int SharePercent;
    public readonly long QuotaLeftFen;
    public readonly int TermMin;
    public readonly int TermMax;
    public readonly int RateMinBp;
    public readonly int CollateralMask;

    /// <summary>0 serves every grade and the ungraded.</summary>
    public readonly int LowestRank;
    public readonly long LeastGrams;
}

/// <summary>The policy's figures that the pieces use.</summary>
internal readonly struct ScoreScale(MarketPolicy policy)
{
    public readonly PieceWeights Weights = policy.Weights;
    public readonly int FullCostGapBp = policy.FullCostGapBp;
    public readonly long FullGrams = Measures.LeastGrams(policy.FullReductionTco2ePer10kCny);
}
