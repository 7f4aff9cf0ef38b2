using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// One round of the engine over what was touched: takes back open pairings whose ground is gone, proposes the new ones. It judges on the market
/// as this node holds it, by then at least as new as what was touched; facts that change meanwhile are events themselves, and the next round
/// works on them.
/// </summary>
internal sealed class ProposalRound(IEventStore store, WarmMarket warm, PairingWriter writer)
{
    private const string TouchedNeeds =
        """
        select id from need where id = any ($1) union select id from need where enterprise_id = any ($2)
        union select id from need where project_id = any ($3)
        union select need_id from pairing where id = any ($4) union select need_id from deal where id = any ($5)
        """;

    private const string TouchedPairs =
        $"""
        {KnownPair.Select} and g.id in (select id from pairing where need_id in ({TouchedNeeds})
            union all select id from pairing where product_id = any ($6) union all select id from pairing where bank_id = any ($7))
        """;

    public async Task RunAsync(Affected affected, CancellationToken cancellation)
    {
        var newest = affected.Newest!;
        var view = await warm.AtLeastAsync(newest.Sequence, cancellation);
        var load = new Load();
        var touched = affected.Everything ? null : load.Rows(new Sql(TouchedNeeds, Needs(affected)), row => new NeedId(row.GetGuid(0)));
        var pairs = load.Rows(affected.Everything ? new Sql(KnownPair.Select) : new Sql(TouchedPairs, [.. Needs(affected), .. Banks(affected)]), KnownPair.Map);
        await store.LoadAsync(load, cancellation);

        var gone = pairs.Rows.Where(pair => pair.Open).Select(pair => (Pair: pair, Why: Superseding.Of(pair, view))).Where(it => it.Why is not null).ToArray();
        await writer.SupersedeAsync([.. gone.Select(it => (it.Pair.Pairing, it.Why!))], newest, view.PolicyVersion, cancellation);

        var needs = affected.Everything
            ? view.Market.AllNeeds.Where(need => need.Live).OrderBy(need => need.Need.Value).ToArray()
            : Looking(affected, view, touched!.Rows, gone.Select(it => it.Pair.Key.Need));
        if (needs.Length == 0) return;

        var known = new KnownPairs(await store.QueryAsync(
            affected.Everything
                ? new Sql(KnownPair.Select)
                : new Sql($"{KnownPair.Select} and g.need_id = any ($1)", needs.Select(need => need.Need.Value).ToArray()),
            KnownPair.Map,
            cancellation));
        await writer.ProposeAsync(
            affected.Everything ? WholeMarket(known, view, cancellation) : Proposals(needs, known, view), view.Basis, newest, cancellation);
    }

    /// <summary>The needs that may get another product: those touched, those that a touched product could serve, those that lost a pairing.</summary>
    private static NeedFacts[] Looking(Affected affected, MarketView view, IEnumerable<NeedId> touched, IEnumerable<NeedId> bereft)
    {
        var served = affected.Products.Count + affected.Banks.Count == 0
            ? []
            : view.Market.AllProducts
                .Where(product => product.Live && (affected.Products.Contains(product.Product.Value) || affected.Banks.Contains(product.Bank.Value)))
                .SelectMany(view.Market.NeedsServedBy).Select(need => need.Need);
        return
        [
            .. touched.Concat(bereft).Concat(served).Distinct().OrderBy(id => id.Value)
                .Select(id => view.Rows.Need(id)?.Facts).OfType<NeedFacts>(),
        ];
    }

    private static List<Match> Proposals(IEnumerable<NeedFacts> needs, KnownPairs known, MarketView view)
    {
        var proposals = new List<Match>();
        foreach (var need in needs)
        {
            // Reasons are worked out for what is new; that is little against what stands.
            proposals.AddRange(view.Market.Propose(need, product => IsNew(need, product, known), known.Declined(need, view.Rows)));
        }

        return proposals;
    }

    /// <summary>The same for every open need, ranked in one go.</summary>
    private static List<Match> WholeMarket(KnownPairs known, MarketView view, CancellationToken cancellation)
    {
        var market = view.Market;
        var ranking = MarketRanking.Of(
            market, market.Policy.ProposalsPerNeed, Environment.ProcessorCount, need => known.Declined(need, view.Rows), cancellation);
        return [.. ranking.Proposals((need, product) => IsNew(need, product, known))];
    }

    private static SqlArgument[] Needs(Affected affected) =>
        [affected.Needs.ToArray(), affected.Enterprises.ToArray(), affected.Projects.ToArray(), affected.Pairings.ToArray(), affected.Deals.ToArray()];

    private static SqlArgument[] Banks(Affected affected) => [affected.Products.ToArray(), affected.Banks.ToArray()];

    private static bool IsNew(NeedFacts need, ProductFacts product, KnownPairs known) => known.Of(need, product) is null && !known.InDeal(need, product);
}
