using System.Numerics;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// For each miss, the nearest figure on a side that would mend it; null where that side has nothing it could honestly change
/// (a plant does not move, a project is not called another class to please a bank).
/// </summary>
internal static class Remedies
{
    private const int MostSharePercent = 100;

    public static IReadOnlyList<(Field Field, string To)>? For(ChangeSide side, Criterion miss, Pair pair) => side switch
    {
        ChangeSide.Need => ByNeed(miss, pair),
        ChangeSide.Product => ByProduct(miss, pair),
        ChangeSide.Time => ByTime(miss, pair) is { } day ? [(Fields.On, Text.Of(day))] : null,
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Unknown side."),
    };

    private static IReadOnlyList<(Field, string)>? ByNeed(Criterion miss, Pair pair)
    {
        var (asked, offered) = (pair.Asked, pair.Offered);
        switch (miss)
        {
            case Criterion.Amount:
                var ceiling = Criteria.CeilingFen(offered.AmountMaxFen, offered.SharePercent, asked.InvestmentFen);
                if (ceiling <= 0 || offered.AmountMinFen > ceiling) return null;
                return asked.AmountFen < offered.AmountMinFen
                    ? [(Fields.AmountCny, Yuan(offered.AmountMinFen))]
                    : [(Fields.AmountLeastCny, Yuan(ceiling))];
            case Criterion.Quota:
                return offered.QuotaLeftFen > 0 && offered.QuotaLeftFen >= offered.AmountMinFen
                    ? [(Fields.AmountLeastCny, Yuan(offered.QuotaLeftFen))]
                    : null;
            case Criterion.Term:
                return asked.TermMin > offered.TermMax
                    ? [(Fields.NeedTermMinMonths, Text.Of(offered.TermMax))]
                    : [(Fields.NeedTermMaxMonths, Text.Of(offered.TermMin))];
            case Criterion.Rate:
                return [(Fields.RateMaxBp, Text.Of(offered.RateMinBp))];
            case Criterion.Collateral:
                var added = (CollateralKind)BitOperations.TrailingZeroCount(offered.CollateralMask);
                return [(Fields.CollateralOffered, Text.List([.. pair.Need.CollateralOffered, added], Text.Of))];
            case Criterion.Grade:
                return [(Fields.Grade, Text.Of(pair.Product.Terms.LowestGrade!.Value))];
            case Criterion.Admission:
                return pair.Need.Project is null ? null : [(Fields.Admitted, Text.Of(true))];
            case Criterion.Reduction:
                return pair.Need.Project is null || asked.AmountFen <= 0 ? null : [(Fields.ReductionTco2ePerYear, Tonnes(offered, asked))];
            default:
                return null;
        }
    }

    private static IReadOnlyList<(Field, string)>? ByProduct(Criterion miss, Pair pair)
    {
        var (asked, offered) = (pair.Asked, pair.Offered);
        var (need, terms) = (pair.Need, pair.Product.Terms);
        switch (miss)
        {
            case Criterion.Live when need.Live && pair.Product.Live:
                return pair.Basis.On < terms.ValidFrom
                    ? [(Fields.ValidFrom, Text.Of(pair.Basis.On))]
                    : [(Fields.ValidTo, Text.Of(pair.Basis.On))];
            case Criterion.Region:
                return [(Fields.Regions, Text.List([.. terms.Regions, need.Region], r => r.Value))];
            case Criterion.Industry:
                return [(Fields.Industries, Text.List([.. terms.Industries, need.Industry], i => i.Value))];
            case Criterion.GreenClass when need.Technology is { } technology:
                return [(Fields.Technologies, Text.List([.. terms.Technologies, technology], t => t.Value))];
            case Criterion.GreenClass when need.GreenClasses.Count > 0:
                return [(Fields.GreenClasses, Text.List([.. terms.GreenClasses, need.GreenClasses[0]], g => g.Value))];
            case Criterion.Purpose:
                return [(Fields.Purposes, Text.List([.. terms.Purposes, need.Purpose], Text.Of))];
            case Criterion.Amount:
                return Amount(asked, offered);
            case Criterion.Quota:
                return [(Fields.QuotaLeftCny, Yuan(Criteria.FloorFen(asked, offered)))];
            case Criterion.Term:
                return asked.TermMin > offered.TermMax
                    ? [(Fields.TermMaxMonths, Text.Of(asked.TermMin))]
                    : [(Fields.TermMinMonths, Text.Of(asked.TermMax))];
            case Criterion.Rate:
                return [(Fields.RateMinBp, Text.Of(asked.RateMaxBp))];
            case Criterion.Collateral:
                var taken = (CollateralKind)BitOperations.TrailingZeroCount(asked.CollateralMask);
                return [(Fields.CollateralAccepted, Text.List([.. terms.CollateralAccepted, taken], Text.Of))];
            case Criterion.Grade:
                return [(Fields.LowestGrade, need.Grade is { } grade ? Text.Of(grade) : "")];
            case Criterion.Admission:
                return [(Fields.AdmissionRequired, Text.Of(false))];
            case Criterion.Reduction:
                return [(Fields.LeastReductionTco2ePer10kCny, Text.Of(asked.IntensityGrams / 1_000_000m))];
            case Criterion.NotExcluded when pair.History is { Declined: false, Blocked: false }:
                return [(Fields.PenaltyFreeMonths, Text.Of(asked.CleanMonths))];
            default:
                return null;
        }
    }

    /// <summary>The first day on which waiting alone would mend it.</summary>
    private static DateOnly? ByTime(Criterion miss, Pair pair)
    {
        var terms = pair.Product.Terms;
        if (miss == Criterion.Live && pair.Need.Live && pair.Product.Live && pair.Basis.On < terms.ValidFrom) return terms.ValidFrom;
        if (miss != Criterion.NotExcluded || pair.History.Declined || pair.History.Blocked) return null;

        var penalty = pair.Need.LastPenaltyOn!.Value;
        var monthsLeftInCalendar = ((DateOnly.MaxValue.Year - penalty.Year) * 12) + DateOnly.MaxValue.Month - penalty.Month;
        return terms.PenaltyFreeMonths <= monthsLeftInCalendar ? penalty.AddMonths(terms.PenaltyFreeMonths) : null;
    }

    private static IReadOnlyList<(Field, string)>? Amount(in AskedFigures asked, in OfferedFigures offered)
    {
        var changes = new List<(Field, string)>();
        var (max, share) = (offered.AmountMaxFen, offered.SharePercent);
        if (asked.AmountLeastFen > max)
        {
            max = asked.AmountLeastFen;
            changes.Add((Fields.AmountMaxCny, Yuan(max)));
        }

        if (asked.AmountLeastFen > Criteria.CeilingFen(max, share, asked.InvestmentFen))
        {
            if (asked.InvestmentFen == 0) return null;
            var percent = (((Int128)asked.AmountLeastFen * 100) + asked.InvestmentFen - 1) / asked.InvestmentFen;
            if (percent > MostSharePercent) return null;
            share = (int)percent;
            changes.Add((Fields.MaxLoanToInvestmentPercent, Text.Of(share)));
        }

        var most = Math.Min(asked.AmountFen, Criteria.CeilingFen(max, share, asked.InvestmentFen));
        if (most <= 0) return null;
        if (offered.AmountMinFen > most) changes.Add((Fields.AmountMinCny, Yuan(most)));
        return changes;
    }

    /// <summary>The least yearly tonnes that reach the demanded grams per 10 000 yuan (10^6 fen), to the gram.</summary>
    private static string Tonnes(in OfferedFigures offered, in AskedFigures asked) =>
        Text.Of((decimal)((((Int128)offered.LeastGrams * asked.AmountFen) + 999_999) / 1_000_000) / 1_000_000m);

    private static string Yuan(long fen) => Measures.Yuan(fen).ToString();
}
