using ClimateFinance.Api.Features.Pairings;
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

/// <summary>GET /needs/{id}/matches: the products that would serve a need, for its own enterprise and the bureau.</summary>
internal static class MatchNeed
{
    private const int DefaultLimit = 20;
    private const string Visible = "($1 = 'enterprise' and n.enterprise_id = $2 or $1 = 'bureau' and n.region like $3)";

    public static void Map(RouteGroupBuilder api) => api.MapGet("/needs/{needId:guid}/matches", Handle)
        .Query<NeedMatches>(nameof(MatchNeed), "The products that would serve a need, best first, and why", "limit", "include")
        .WithTags("Matching")
        .For(Audience.Enterprise | Audience.Bureau);

    private static async Task<IResult> Handle(
        Guid needId, QueryCaller caller, WarmMarket warm, Rulebook rules, IEventStore store, Check check, HttpContext http, CancellationToken cancellation,
        int limit = DefaultLimit, Choice<MatchInclude>? include = null)
    {
        check.Whole("limit", limit, 1, PageRequest.MaxLimit);
        if (check.Failed) return check.Problem();

        // The need and its pairings fresh from the tables, the products as of the newest event that the same look saw.
        var load = new Load();
        var known = load.Rows(
            new Sql($"select 1 from need n where {Visible} and n.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, needId), row => row.GetInt32(0));
        var needs = load.Rows(new Sql($"{MarketFacts.Needs} and n.id = $1 and {MarketFacts.NeedLive}", needId), MarketFacts.Need);
        var pairs = load.Rows(new Sql($"{KnownPair.Select} and g.need_id = $1", needId), KnownPair.Map);
        var newest = load.Newest();
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("need.unknown"));
        if (needs.Rows.Count == 0)
            return QueryReply.Of(new NeedMatches(needId, null, rules.Today, rules.Policy.Version, 0, [], include is null ? null : []));

        var view = await warm.ForQueryAsync(newest.One, cancellation);
        return QueryReply.Of(Rank(needs.One.Facts, view, new KnownPairs(pairs.Rows), limit, include is not null, caller.Caller.Role, Speech.Of(http)));
    }

    private static NeedMatches Rank(NeedFacts need, MarketView view, KnownPairs known, int limit, bool nearMisses, Role role, Language language)
    {
        var ranking = view.Market.MatchNeed(need, limit, null, known.Declined(need, view.Rows));
        var context = view.Context((_, product) => view.Rows.Product(product) is { } row ? known.History(need, row.Facts) : PairHistory.None);
        var misses = nearMisses ? NearMisses.OfNeed(need, view.Market, context, limit) : null;

        Evaluation Seen(Evaluation evaluation) => role == Role.Enterprise ? Masked.ForEnterprise(evaluation) : evaluation;
        return new NeedMatches(
            need.Need.Value, need.Revision, view.Basis.On, view.PolicyVersion, ranking.Eligible,
            [.. ranking.Items.Select(match => Matched(match, view.Rows.Shown(match.Product), known.Of(need, match.Product), Seen(match.Evaluation), language))],
            misses is null ? null : [.. misses.Select(miss => Missed(miss, view.Rows.Shown(miss.Product), Seen(miss.Evaluation), language))]);
    }

    private static MatchedProduct Matched(Match match, ProductOnMarket product, KnownPair? pair, Evaluation seen, Language language) => new(
        match.Product.Product.Value, match.Product.Revision, match.Product.Terms.Name, match.Product.Bank.Value, product.BankName, product.Illustrative,
        match.Evaluation.Score, match.Key.LowestAllIn.Value, match.Evaluation.Cover.Value, pair?.Pairing, pair?.Status,
        CriterionReason.Of(seen, language), PieceReason.Of(seen, language));

    private static MissedProduct Missed(MissedMatch miss, ProductOnMarket product, Evaluation seen, Language language) => new(
        miss.Product.Product.Value, miss.Product.Revision, miss.Product.Terms.Name, miss.Product.Bank.Value, product.BankName, product.Illustrative,
        miss.Evaluation.Score, MissBody.Of(seen, language), Explanation.Of(miss.Miss, language), ChangeOptionBody.Of(miss.Miss, language));
}
