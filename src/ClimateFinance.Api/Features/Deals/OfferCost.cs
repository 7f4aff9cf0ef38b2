using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Money;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>What an offer costs the enterprise in one figure, as if its whole line were paid out on <paramref name="On"/>.</summary>
/// <param name="On">The day whose LPR makes the rate.</param>
/// <param name="RatePercent">The annual rate by that LPR; fees not counted.</param>
/// <param name="NominalPercent">All-in cost 综合成本: twelve times the monthly internal rate of return of payout, repayment, interest, fees and subsidy.</param>
/// <param name="EffectivePercent">The same with interest on interest: (1 + monthly rate)¹² − 1.</param>
internal sealed record OfferCost(
    DateOnly On, decimal RatePercent, decimal NominalPercent, decimal EffectivePercent, decimal InterestCny, decimal FeesCny, decimal SubsidyCny)
{
    public static OfferCost Of(OfferTerms terms, BenchmarkRates rates, DateOnly on)
    {
        var allIn = rates.AllIn(terms.Credit.Rate, on);
        var cost = AllInCost.Of(terms, allIn, on);
        return new OfferCost(
            on, allIn.Percent, cost.NominalPercent, cost.EffectivePercent, cost.Interest.Value, cost.Fees.Value, cost.Subsidy.Value);
    }
}
