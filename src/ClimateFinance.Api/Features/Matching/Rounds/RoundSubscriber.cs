using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// Makes pairings of what a round proposed, where none stands yet and both sides are still as the round saw them. Done twice it proposes nothing twice:
/// what stands is left out, and the pairings' unique key keeps out what came in between.
/// </summary>
internal sealed class RoundSubscriber(IEventStore store, PairingWriter writer) : Subscriber
{
    public override string Name => "rounds";

    public override IReadOnlyList<string> Categories { get; } = [Round.Category];

    public override async Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        if (happened.Data is not RoundHeld held) return;
        Guid[] needIds = [.. held.Outcome.Proposals.Select(p => p.Need.Value).Distinct()];
        Guid[] productIds = [.. held.Outcome.Proposals.Select(p => p.Product.Value).Distinct()];
        var load = new Load();
        var needRows = load.Rows(new Sql($"{MarketFacts.Needs} and {MarketFacts.NeedLive} and n.id = any ($1)", needIds), MarketFacts.Need);
        var productRows = load.Rows(new Sql($"{MarketFacts.Products} and {MarketFacts.ProductLive} and p.id = any ($1)", productIds), MarketFacts.Product);
        var pairs = load.Rows(new Sql($"{KnownPair.Select} and g.need_id = any ($1)", needIds), KnownPair.Map);
        var book = load.Stream<PolicyBook>(PolicyBook.StreamId);
        await store.LoadAsync(load, cancellation);

        var basis = held.Terms.Basis;
        var policy = book.State.Versions.Single(version => version.Version == basis.PolicyVersion);
        var (needs, products) = (needRows.Rows.ToDictionary(n => n.Facts.Need), productRows.Rows.ToDictionary(p => p.Facts.Product));
        var known = new KnownPairs(pairs.Rows);
        var proposals = new List<Match>();
        foreach (var proposal in held.Outcome.Proposals)
        {
            if (!needs.TryGetValue(proposal.Need, out var need) || need.Facts.Revision != proposal.NeedRevision) continue;
            if (!products.TryGetValue(proposal.Product, out var product) || product.Facts.Revision != proposal.ProductRevision) continue;
            if (known.Of(need.Facts, product.Facts) is not null || known.InDeal(need.Facts, product.Facts)) continue;
            var evaluation = PairEvaluator.Evaluate(need.Facts, product.Facts, PairHistory.None, basis, policy);
            if (evaluation.Eligible) proposals.Add(new Match(need.Facts, product.Facts, default, evaluation));
        }

        await writer.ProposeAsync(proposals, basis, happened, cancellation, PairingOrigin.Round);
    }
}
