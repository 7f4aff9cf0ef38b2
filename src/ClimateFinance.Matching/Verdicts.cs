using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>
/// Both sides' figures on each criterion as data: names in camelCase with units last, invariant formatting, lists joined by commas.
/// A figure that does not exist (no grade, no limit) is left out; an empty list is an empty string and means "any" on the product's side.
/// </summary>
internal static class Verdicts
{
    public static CriterionVerdict Of(
        Criterion criterion, bool passed, in AskedFigures asked, in OfferedFigures offered, PairHistory history, EvaluationBasis basis)
    {
        var need = asked.Facts;
        var terms = offered.Facts.Terms;
        Dictionary<string, string> ask = new(StringComparer.Ordinal), offer = new(StringComparer.Ordinal);
        switch (criterion)
        {
            case Criterion.Live:
                ask["live"] = Text.Of(need.Live);
                ask["on"] = Text.Of(basis.On);
                offer["live"] = Text.Of(offered.Facts.Live);
                offer["validFrom"] = Text.Of(terms.ValidFrom);
                offer["validTo"] = Text.Of(terms.ValidTo);
                break;
            case Criterion.Region:
                ask["region"] = need.Region.Value;
                offer["regions"] = Text.List(terms.Regions, r => r.Value);
                break;
            case Criterion.Industry:
                ask["industry"] = need.Industry.Value;
                offer["industries"] = Text.List(terms.Industries, i => i.Value);
                break;
            case Criterion.GreenClass:
                ask["greenClasses"] = Text.List(need.GreenClasses, g => g.Value);
                if (need.Technology is { } technology) ask["technology"] = technology.Value;
                offer["greenClasses"] = Text.List(terms.GreenClasses, g => g.Value);
                offer["technologies"] = Text.List(terms.Technologies, t => t.Value);
                break;
            case Criterion.Purpose:
                ask["purpose"] = Text.Of(need.Purpose);
                offer["purposes"] = Text.List(terms.Purposes, Text.Of);
                break;
            case Criterion.Amount:
                Amount(need, ask);
                if (need.Investment is { } investment) ask["investmentCny"] = investment.ToString();
                offer["amountMinCny"] = terms.AmountMin.ToString();
                offer["amountMaxCny"] = terms.AmountMax.ToString();
                if (terms.MaxLoanToInvestmentPercent is { } share) offer["maxLoanToInvestmentPercent"] = Text.Of(share);
                offer["ceilingCny"] =
                    Measures.Yuan(Criteria.CeilingFen(offered.AmountMaxFen, offered.SharePercent, asked.InvestmentFen)).ToString();
                break;
            case Criterion.Quota:
                Amount(need, ask);
                offer["amountMinCny"] = terms.AmountMin.ToString();
                offer["quotaLeftCny"] = offered.Facts.QuotaLeft.ToString();
                break;
            case Criterion.Term:
                ask["termMinMonths"] = need.TermMin.ToString();
                ask["termMaxMonths"] = need.TermMax.ToString();
                offer["termMinMonths"] = terms.TermMin.ToString();
                offer["termMaxMonths"] = terms.TermMax.ToString();
                break;
            case Criterion.Rate:
                ask["rateMaxBp"] = Text.Of(asked.RateMaxBp);
                ask["benchmark"] = Text.Of(need.RateMax.Benchmark);
                ask["spreadMaxBp"] = need.RateMax.Spread.ToString();
                offer["rateMinBp"] = Text.Of(offered.RateMinBp);
                offer["benchmark"] = Text.Of(terms.Benchmark);
                offer["spreadMinBp"] = terms.SpreadMin.ToString();
                break;
            case Criterion.Collateral:
                ask["collateralOffered"] = Text.List(need.CollateralOffered, Text.Of);
                offer["collateralAccepted"] = Text.List(terms.CollateralAccepted, Text.Of);
                break;
            case Criterion.Grade:
                if (need.Grade is { } grade) ask["grade"] = Text.Of(grade);
                if (terms.LowestGrade is { } lowest) offer["lowestGrade"] = Text.Of(lowest);
                break;
            case Criterion.Admission:
                ask["admitted"] = Text.Of(need.Admitted);
                offer["admissionRequired"] = Text.Of(terms.AdmissionRequired);
                break;
            case Criterion.Reduction:
                if (need.ReductionTco2ePerYear is { } reduction) ask["reductionTco2ePerYear"] = Text.Of(reduction);
                ask["amountCny"] = need.Amount.ToString();
                ask["reductionTco2ePer10kCny"] = Text.Of(asked.IntensityGrams / 1_000_000m);
                offer["leastReductionTco2ePer10kCny"] = Text.Of(terms.LeastReductionTco2ePer10kCny);
                break;
            case Criterion.NotExcluded:
                ask["declined"] = Text.Of(history.Declined);
                ask["blocked"] = Text.Of(history.Blocked);
                if (need.LastPenaltyOn is { } penalty)
                {
                    ask["lastPenaltyOn"] = Text.Of(penalty);
                    ask["penaltyFreeMonths"] = Text.Of(asked.CleanMonths);
                }

                offer["penaltyFreeMonths"] = Text.Of(terms.PenaltyFreeMonths);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "Unknown criterion.");
        }

        return new CriterionVerdict(criterion, passed, ask, offer);
    }

    private static void Amount(NeedFacts need, Dictionary<string, string> ask)
    {
        ask["amountCny"] = need.Amount.ToString();
        ask["amountLeastCny"] = need.AmountLeast.ToString();
    }
}
