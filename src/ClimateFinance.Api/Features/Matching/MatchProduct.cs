using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// GET /products/{id}/matches: the needs that a product would serve, for its own bank (anonymous, ready to be claimed) and for the bureau (of its
/// region). Near misses a bank sees without any id: which needs there are is for eligible banks to know, what its product lacks is its own affair.
/// </summary>
internal static class MatchProduct
{
    private const int DefaultLimit = 20;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/products/{productId:guid}/matches", Handle)
        .Query<ProductMatches>(nameof(MatchProduct), "The needs that a product would serve, best first, and why", "limit", "include")
        .WithTags("Matching")
        .For(Audience.Bank | Audience.Bureau);

    private static async Task<IResult> Handle(
        Guid productId, QueryCaller caller, WarmMarket warm, Rulebook rules, IEventStore store, Check check, HttpContext http, CancellationToken cancellation,
        int limit = DefaultLimit, Choice<MatchInclude>? include = null)
    {
        check.Whole("limit", limit, 1, PageRequest.MaxLimit);
        if (check.Failed) return check.Problem();

        var load = new Load();
        var known = load.Rows(
            new Sql(
                $"""
                select 1 from product p join bank b on b.id = p.bank_id
                where ({ProductVisibility.Closely} or ($1 = 'bureau' and p.status in ('published', 'suspended'))) and p.id = $4
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, productId),
            row => row.GetInt32(0));
        var products = load.Rows(new Sql($"{MarketFacts.Products} and p.id = $1 and {MarketFacts.ProductLive}", productId), MarketFacts.Product);
        var pairs = load.Rows(new Sql($"{KnownPair.Select} and g.product_id = $1", productId), KnownPair.Map);
        var newest = load.Newest();
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("product.unknown"));
        if (products.Rows.Count == 0)
            return QueryReply.Of(new ProductMatches(productId, null, rules.Today, rules.Policy.Version, 0, [], include is null ? null : []));

        var view = await warm.ForQueryAsync(newest.One, cancellation);
        return QueryReply.Of(Rank(products.One.Facts, view, new KnownPairs(pairs.Rows), limit, include is not null, caller.Caller, Speech.Of(http)));
    }

    private static ProductMatches Rank(
        ProductFacts product, MarketView view, KnownPairs known, int limit, bool nearMisses, Caller caller, Language language)
    {
        // A bureau hears of the needs of its region only; the engine leaves the others out before it counts.
        Func<NeedFacts, bool>? among = caller.Role == Role.Bureau ? need => caller.Oversees(need.Region) : null;
        var ranking = view.Market.MatchProduct(product, limit, null, known.Declined(product, view.Rows), among);
        var context = view.Context((need, _) => view.Rows.Need(need) is { } row ? known.History(row.Facts, product) : PairHistory.None);
        var misses = nearMisses ? NearMisses.OfProduct(product, view.Market, context, limit, among) : null;
        return new ProductMatches(
            product.Product.Value, product.Revision, view.Basis.On, view.PolicyVersion, ranking.Eligible,
            [.. ranking.Items.Select(match => Matched(match, view.Rows.Shown(match.Need), known, caller.Role, language))],
            misses is null ? null : [.. misses.Select(miss => Missed(miss, view.Rows.Shown(miss.Need), caller.Role, language))]);
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

    private static MissedNeed Missed(MissedMatch miss, NeedOnMarket need, Role role, Language language)
    {
        var named = role != Role.Bank;
        var seen = named ? miss.Evaluation : Masked.ForBank(miss.Evaluation);
        var mended = named ? miss.Miss : Masked.ForBank(miss.Miss);
        return new MissedNeed(
            named ? miss.Need.Need.Value : null, named ? miss.Need.Revision : null, named ? miss.Need.Enterprise.Value : null,
            named ? need.EnterpriseName : null, need.Illustrative, miss.Evaluation.Score,
            MissBody.Of(seen, language), Explanation.Of(mended, language), ChangeOptionBody.Of(mended, language));
    }
}
