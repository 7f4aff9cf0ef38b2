using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>The market at one moment, as a node answers from it.</summary>
/// <param name="Market">The columns; they hold what is live.</param>
/// <param name="Position">Every event up to this number is in it.</param>
internal sealed record MarketView(MarketSnapshot Market, long Position, MarketRows Rows)
{
    public EvaluationBasis Basis => Market.Basis;

    public int PolicyVersion => Market.Policy.Version;

    /// <summary>The rules of a ranking beside what the two sides said to each other.</summary>
    public MatchContext Context(Func<NeedId, ProductId, PairHistory> history) => new(Market.Basis, Market.Policy, history);
}

/// <summary>What is live, by its id, as of the newest pass; and the names that answers show.</summary>
internal sealed class MarketRows
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<NeedId, NeedOnMarket> needs = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<ProductId, ProductOnMarket> products = new();

    public NeedOnMarket? Need(NeedId id) => needs.GetValueOrDefault(id) is { Facts.Live: true } row ? row : null;

    public ProductOnMarket? Product(ProductId id) => products.GetValueOrDefault(id) is { Facts.Live: true } row ? row : null;

    /// <summary>The row of something that a view holds, though it may have left the market since.</summary>
    public NeedOnMarket Shown(NeedFacts need) => needs[need.Need];

    /// <inheritdoc cref="Shown(NeedFacts)"/>
    public ProductOnMarket Shown(ProductFacts product) => products[product.Product];

    /// <summary>What was never live is not kept; what left is, because an older view may still show it.</summary>
    public void Take(IEnumerable<NeedOnMarket> seenNeeds, IEnumerable<ProductOnMarket> seenProducts)
    {
        foreach (var need in seenNeeds)
        {
            if (need.Facts.Live || needs.ContainsKey(need.Facts.Need)) needs[need.Facts.Need] = need;
        }

        foreach (var product in seenProducts)
        {
            if (product.Facts.Live || products.ContainsKey(product.Facts.Product)) products[product.Facts.Product] = product;
        }
    }
}
