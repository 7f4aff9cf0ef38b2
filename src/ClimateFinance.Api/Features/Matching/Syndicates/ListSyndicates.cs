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

/// <summary>
/// GET /needs/{id}/syndicates: for a need that no product covers alone, two to five banks that cover it together at the lowest blended all-in rate;
/// for its own enterprise and the bureau.
/// </summary>
internal static class ListSyndicates
{
    private const int DefaultLimit = 5;
    private const int MostLimit = 20;
    private const string Visible = "($1 = 'enterprise' and n.enterprise_id = $2 or $1 = 'bureau' and n.region like $3)";

    public static void Map(RouteGroupBuilder api) => api.MapGet("/needs/{needId:guid}/syndicates", Handle)
        .Query<NeedSyndicates>(nameof(ListSyndicates), "Banks that together would serve a need that no product covers alone, cheapest first", "limit")
        .WithTags("Matching")
        .For(Audience.Enterprise | Audience.Bureau);

    private static async Task<IResult> Handle(
        Guid needId, QueryCaller caller, WarmMarket warm, Rulebook rules, IEventStore store, Check check, HttpContext http, CancellationToken cancellation,
        int limit = DefaultLimit)
    {
        check.Whole("limit", limit, 1, MostLimit);
        if (check.Failed) return check.Problem();

        var load = new Load();
        var known = load.Rows(
            new Sql($"select 1 from need n where {Visible} and n.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, needId), row => row.GetInt32(0));
        var needs = load.Rows(new Sql($"{MarketFacts.Needs} and n.id = $1 and {MarketFacts.NeedLive}", needId), MarketFacts.Need);
        var pairs = load.Rows(new Sql($"{KnownPair.Select} and g.need_id = $1", needId), KnownPair.Map);
        var newest = load.Newest();
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("need.unknown"));

        var language = Speech.Of(http);
        if (needs.Rows.Count == 0)
        {
            return QueryReply.Of(NeedSyndicates.Of(
                needId, null, null, rules.Today, rules.Policy.Version, new(SyndicateOutcome.NotLive, Cny.Zero, 0, [], true), _ => throw new InvalidOperationException(), language));
        }

        var view = await warm.ForQueryAsync(newest.One, cancellation);
        var (need, said) = (needs.One.Facts, new KnownPairs(pairs.Rows));
        var context = view.Context((_, product) => view.Rows.Product(product) is { } row ? said.History(need, row.Facts) : PairHistory.None);
        var answer = ClimateFinance.Matching.Syndicates.Of(need, view.Market.AllProducts, context, limit);
        return QueryReply.Of(NeedSyndicates.Of(
            needId, need.Revision, need.Amount.Value, view.Basis.On, view.PolicyVersion, answer, view.Rows.Shown, language));
    }
}
