using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// GET /needs/{id}/matches/{productId}: why this product, or why not. For the need's own enterprise on any product that was published, for the
/// bureau of its region, and for a bank on its own product, if the need is one that it may know: one of its products is paired with it or would
/// serve it. Of any other need a bank is told what it is told of one that does not exist.
/// </summary>
internal static class MatchPair
{
    private const string Need =
        $"{MarketFacts.Needs} and n.id = $4 and ($1 = 'bank' or $1 = 'enterprise' and n.enterprise_id = $2 or $1 = 'bureau' and n.region like $3)";

    private const string Product =
        $"{MarketFacts.Products} and p.id = $3 and ($1 = 'bureau' or $1 = 'bank' and p.bank_id = $2 or $1 = 'enterprise' and p.status in ('published', 'suspended'))";

    public static void Map(RouteGroupBuilder api) => api.MapGet("/needs/{needId:guid}/matches/{productId:guid}", Handle)
        .Query<PairMatch>(nameof(MatchPair), "Why this product serves this need, or why not, and what would change that")
        .WithTags("Matching")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        Guid needId, Guid productId, QueryCaller caller, WarmMarket warm, IEventStore store, HttpContext http, CancellationToken cancellation)
    {
        var load = new Load();
        var needs = load.Rows(new Sql(Need, caller.Role, caller.Organisation, caller.RegionPattern, needId), MarketFacts.Need);
        var products = load.Rows(new Sql(Product, caller.Role, caller.Organisation, productId), MarketFacts.Product);
        var bank = caller.Caller.Role == Role.Bank ? caller.Caller.Organisation : null;
        var pairs = load.Rows(
            bank is null ? new Sql($"{KnownPair.Select} and g.need_id = $1 and g.product_id = $2", needId, productId) : NeedKnowledge.Pairs(needId, bank), KnownPair.Map);
        var own = load.Rows(NeedKnowledge.Products(bank), MarketFacts.Product);
        var newest = load.Newest();
        await store.LoadAsync(load, cancellation);

        // A bank waits for the market whether or not there is such a need: how long an answer takes must not tell.
        if (bank is null && needs.Rows.Count == 0) return Problem.Of(Refusal.Unknown("need.unknown"));
        var view = await warm.ForQueryAsync(newest.One, cancellation);
        if (needs.Rows is not [var need] || (bank is not null && !NeedKnowledge.MayKnow(need.Facts, pairs.Rows, own.Rows, view.Basis)))
            return Problem.Of(Refusal.Unknown("need.unknown"));
        if (products.Rows.Count == 0) return Problem.Of(Refusal.Unknown("product.unknown"));

        var named = caller.Caller.Role != Role.Bank || pairs.Rows.Any(pair => pair.Status == PairingStatus.Mutual);
        return QueryReply.Of(Explained(need, products.One, new KnownPairs(pairs.Rows), view, named, caller.Caller.Role, Speech.Of(http)));
    }

    private static PairMatch Explained(
        NeedOnMarket need, ProductOnMarket product, KnownPairs known, MarketView view, bool named, Role role, Language language)
    {
        var (asked, offered) = (need.Facts, product.Facts);
        var history = known.History(asked, offered);
        var evaluation = PairEvaluator.Evaluate(asked, offered, history, view.Basis, view.Market.Policy);
        var miss = NearMisses.Find(asked, offered, history, view.Basis);
        var (seen, mended) = (evaluation, miss);
        if (role == Role.Enterprise) seen = Masked.ForEnterprise(evaluation);
        if (!named) (seen, mended) = (Masked.ForBank(evaluation), miss is null ? null : Masked.ForBank(miss));

        var pair = known.Of(asked, offered);
        return new PairMatch(
            asked.Need.Value, asked.Revision, offered.Product.Value, offered.Revision, offered.Terms.Name, offered.Bank.Value, product.BankName,
            named ? asked.Enterprise.Value : null, named ? need.EnterpriseName : null, need.Illustrative || product.Illustrative,
            view.Basis.On, view.PolicyVersion, evaluation.Eligible, evaluation.Score, PairEvaluator.LowestAllIn(offered, view.Basis).Value, evaluation.Cover.Value,
            CriterionReason.Of(seen, language), PieceReason.Of(seen, language),
            [.. evaluation.Criteria.Where(c => !c.Passed).Select(c => c.Criterion)],
            mended is null ? [] : Explanation.Of(mended, language), mended is null ? null : ChangeOptionBody.Of(mended, language),
            pair?.Pairing, pair?.Status);
    }
}
