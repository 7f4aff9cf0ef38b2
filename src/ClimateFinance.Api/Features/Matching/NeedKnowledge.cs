using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// Which needs a bank may know by their id: those it is in a deal on, and of those on the market the ones that it is paired with or that one
/// of its live products fits. Any other does not exist for it, whichever product it asks with.
/// </summary>
internal static class NeedKnowledge
{
    /// <summary>The bank's own pairings with a need.</summary>
    public static Sql Pairs(Guid need, Guid? bank) => new($"{KnownPair.Select} and g.need_id = $1 and g.bank_id = $2", need, bank);

    /// <summary>The bank's products on the market.</summary>
    public static Sql Products(Guid? bank) => new($"{MarketFacts.Products} and {MarketFacts.ProductLive} and p.bank_id = $1", bank);

    /// <param name="pairs">What <see cref="Pairs"/> found.</param>
    /// <param name="own">What <see cref="Products"/> found.</param>
    public static bool MayKnow(NeedFacts need, IReadOnlyList<KnownPair> pairs, IReadOnlyList<ProductOnMarket> own, EvaluationBasis basis) =>
        pairs.Any(pair => pair.Status == PairingStatus.Mutual)
        || (need.Live && (pairs.Count > 0 || own.Any(product => PairEvaluator.Failed(need, product.Facts, PairHistory.None, basis).IsEmpty)));
}
