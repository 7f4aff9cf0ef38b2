using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// One round of the engine over what was touched: reads the market in one round trip, takes back open pairings whose ground is gone, proposes
/// the new ones. Facts that change meanwhile are events themselves, and the next round works on them.
/// </summary>
internal sealed class ProposalRound(IEventStore store, Rulebook rules, PairingWriter writer)
{
    private const string TouchedNeeds =
        """
        (n.id = any ($1) or n.enterprise_id = any ($2) or n.project_id = any ($3)
            or n.id in (select need_id from pairing where id = any ($4)) or n.id in (select need_id from deal where id = any ($5)))
        """;

    public async Task RunAsync(Affected affected, CancellationToken cancellation)
    {
        var load = new Load();
        var needRows = load.Rows(Needs(affected), MarketFacts.Need);
        var productRows = load.Rows(new Sql($"{MarketFacts.Products} and {MarketFacts.ProductLive}"), MarketFacts.Product);
        var pairRows = load.Rows(Pairs(affected), KnownPair.Map);
        var book = load.Stream<PolicyBook>(PolicyBook.StreamId);
        await store.LoadAsync(load, cancellation);

        var newest = affected.Newest!;
        var day = ShanghaiTime.DateOf(newest.At);
        var judgement = Judgement.On(day, book.State.InForceOn(day) ?? book.State.Versions[0], rules.Rates);
        var needs = needRows.Rows.ToDictionary(row => row.Facts.Need, row => row.Facts);
        var products = productRows.Rows.ToDictionary(row => row.Facts.Product, row => row.Facts);
        var known = new KnownPairs(pairRows.Rows);

        var gone = pairRows.Rows
            .Where(pair => pair.Open)
            .Select(pair => (pair.Pairing, Why: Superseding.Reason(pair, needs.GetValueOrDefault(pair.Key.Need), products.GetValueOrDefault(pair.Key.Product), judgement.Basis)))
            .Where(pair => pair.Why is not null)
            .Select(pair => (pair.Pairing, pair.Why!))
            .ToArray();
        await writer.SupersedeAsync(gone, newest, judgement.Policy.Version, cancellation);

        var context = judgement.Context(known, needs, products);
        var touched = affected.Everything ? [] : products.Values.Where(p => affected.Products.Contains(p.Product.Value) || affected.Banks.Contains(p.Bank.Value)).ToArray();
        var proposals = new List<Match>();
        foreach (var need in needs.Values.OrderBy(need => need.Need.Value))
        {
            if (!need.Live || !(affected.Everything || Touches(affected, need) || touched.Any(product => Fits(need, product, judgement)))) continue;
            proposals.AddRange(Matcher.Propose(need, products.Values, context).Where(match => IsNew(match, known)));
        }

        await writer.ProposeAsync(proposals, judgement.Basis, newest, cancellation);
    }

    private static Sql Needs(Affected affected) => affected.Wide
        ? new Sql($"{MarketFacts.Needs} and {MarketFacts.NeedLive}")
        : new Sql($"{MarketFacts.Needs} and {TouchedNeeds}", Touched(affected));

    private static Sql Pairs(Affected affected) => affected.Wide
        ? new Sql(KnownPair.Select)
        : new Sql($"{KnownPair.Select} and g.need_id in (select n.id from need n where {TouchedNeeds})", Touched(affected));

    private static SqlArgument[] Touched(Affected affected) =>
        [affected.Needs.ToArray(), affected.Enterprises.ToArray(), affected.Projects.ToArray(), affected.Pairings.ToArray(), affected.Deals.ToArray()];

    // In a narrow round every loaded need was touched; in a wide one those that a change of their own touched too.
    private static bool Touches(Affected affected, NeedFacts need) =>
        !affected.Wide
        || affected.Needs.Contains(need.Need.Value)
        || affected.Enterprises.Contains(need.Enterprise.Value)
        || (need.Project is { } project && affected.Projects.Contains(project.Value))
        || affected.Pairings.Count + affected.Deals.Count > 0;

    private static bool Fits(NeedFacts need, ProductFacts product, Judgement judgement) =>
        PairEvaluator.Failed(need, product, PairHistory.None, judgement.Basis).IsEmpty;

    private static bool IsNew(Match match, KnownPairs known) =>
        known.Of(match.Need, match.Product) is null && !known.InDeal(match.Need, match.Product);
}
