using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// GET /products/{id}/matches: the needs that a product would serve, for its own bank (anonymous, ready to be claimed) and for the bureau (of its
/// region).
/// </summary>
internal static class MatchProduct
{
    private const int DefaultLimit = 20;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/products/{productId:guid}/matches", Handle)
        .Query<ProductMatches>(nameof(MatchProduct), "The needs that a product would serve, best first, and why", "limit")
        .WithTags("Matching")
        .For(Audience.Bank | Audience.Bureau);

    private static async Task<IResult> Handle(
        Guid productId, QueryCaller caller, Rulebook rules, IEventStore store, Check check, HttpContext http, CancellationToken cancellation,
        int limit = DefaultLimit)
    {
        check.Whole("limit", limit, 1, PageRequest.MaxLimit);
        if (check.Failed) return check.Problem();

        var load = new Load();
        var known = load.Rows(
            new Sql("select 1 from product p where ($1 = 'bureau' or p.bank_id = $2) and p.id = $3", caller.Role, caller.Organisation, productId), row => row.GetInt32(0));
        var products = load.Rows(new Sql($"{MarketFacts.Products} and p.id = $1 and {MarketFacts.ProductLive}", productId), MarketFacts.Product);
        var needs = load.Rows(
            new Sql($"{MarketFacts.Needs} and {MarketFacts.NeedLive} and ($1 = 'bank' or n.region like $2)", caller.Role, caller.RegionPattern), MarketFacts.Need);
        var pairs = load.Rows(new Sql($"{KnownPair.Select} and g.product_id = $1", productId), KnownPair.Map);
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("product.unknown"));

        var judgement = Judgement.On(rules.Today, rules.Policy, rules.Rates);
        return QueryReply.Of(products.Rows.Count == 0
            ? new ProductMatches(productId, null, judgement.Basis.On, judgement.Policy.Version, 0, [])
            : Rank(products.One, needs.Rows, new KnownPairs(pairs.Rows), judgement, limit, caller.Caller.Role, Speech.Of(http)));
    }

    private static ProductMatches Rank(
        ProductOnMarket product, IReadOnlyList<NeedOnMarket> market, KnownPairs known, Judgement judgement, int limit, Role role, Language language)
    {
        var needs = market.ToDictionary(need => need.Facts.Need);
        var facts = needs.ToDictionary(need => need.Key, need => need.Value.Facts);
        var context = judgement.Context(known, facts, new Dictionary<ProductId, Domain.Pairings.ProductFacts> { [product.Facts.Product] = product.Facts });
        var ranking = Matcher.MatchProduct(product.Facts, facts.Values, context, limit);
        return new ProductMatches(
            product.Facts.Product.Value, product.Facts.Revision, judgement.Basis.On, judgement.Policy.Version, ranking.Eligible,
            [.. ranking.Items.Select(match => Matched(match, needs[match.Need.Need], known, role, language))]);
    }

    private static MatchedNeed Matched(Match match, NeedOnMarket need, KnownPairs known, Role role, Language language)
    {
        var pair = known.Of(match.Need, match.Product);
        var named = role != Role.Bank || pair is { Status: PairingStatus.Mutual };
        var seen = named ? match.Evaluation : Masked.ForBank(match.Evaluation);
        return new MatchedNeed(
            match.Need.Need.Value, match.Need.Revision, named ? match.Need.Enterprise.Value : null, named ? need.EnterpriseName : null, need.Illustrative,
            PairedNeed.Of(named ? match.Need : Masked.ForBank(match.Need)), match.Evaluation.Score, match.Evaluation.Cover.Value,
            pair?.Pairing, pair?.Status, CriterionReason.Of(seen, language), PieceReason.Of(seen, language));
    }
}
