using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>Why an open pairing is taken back.</summary>
internal static class Superseding
{
    /// <param name="need">The need as it is now; null when it is no longer on the market.</param>
    /// <param name="product">The product as it is now; null when it is no longer on the market.</param>
    /// <returns>A coded reason; null when the pairing stands.</returns>
    public static string? Reason(KnownPair pair, NeedFacts? need, ProductFacts? product, EvaluationBasis basis)
    {
        if (need is not { Live: true }) return "needGone";
        if (product is not { Live: true }) return "productGone";
        if (need.Revision != pair.Key.NeedRevision) return "needRevised";
        if (product.Revision != pair.Key.ProductRevision) return "productRevised";

        // What was agreed at a meeting may have been out of the criteria from the start.
        return pair.Origin == PairingOrigin.Meeting || PairEvaluator.Failed(need, product, PairHistory.None, basis).IsEmpty ? null : "noLongerEligible";
    }
}
