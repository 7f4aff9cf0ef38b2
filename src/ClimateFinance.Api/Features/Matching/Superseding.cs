using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>Why an open pairing is taken back.</summary>
internal static class Superseding
{
    /// <returns>A coded reason, with the criteria that the two miss now; null when the pairing stands.</returns>
    public static SupersedePairing? Of(KnownPair pair, MarketView view) =>
        Of(pair, view.Rows.Need(pair.Key.Need)?.Facts, view.Rows.Product(pair.Key.Product)?.Facts, view.Basis);

    /// <param name="need">The need as it is now; null when it is no longer on the market.</param>
    /// <param name="product">The product as it is now; null when it is no longer on the market.</param>
    public static SupersedePairing? Of(KnownPair pair, NeedFacts? need, ProductFacts? product, EvaluationBasis basis)
    {
        if (need is null) return new SupersedePairing("needGone");
        if (product is null) return new SupersedePairing("productGone");

        var failed = PairEvaluator.Failed(need, product, PairHistory.None, basis);
        var criteria = failed.IsEmpty ? null : failed.ToList();
        if (need.Revision != pair.Key.NeedRevision) return new SupersedePairing("needRevised", criteria);
        if (product.Revision != pair.Key.ProductRevision) return new SupersedePairing("productRevised", criteria);
        if (failed.IsEmpty) return null;
        if (product.Terms.ValidTo < basis.On) return new SupersedePairing("productExpired", criteria);

        // What was agreed at a meeting may have been out of the criteria from the start.
        return pair.Origin == PairingOrigin.Meeting ? null : new SupersedePairing("noLongerEligible", criteria);
    }
}
