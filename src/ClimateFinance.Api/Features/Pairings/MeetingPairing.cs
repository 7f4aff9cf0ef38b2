using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>What stands between a need and a product at the moment at which both say yes at a meeting.</summary>
internal sealed record MeetingGround(
    RowsSlot<NeedOnMarket> Needs, RowsSlot<ProductOnMarket> Products, RowsSlot<KnownPair> Known, StreamSlot<Pairing> Standing, RowsSlot<InterestFacts> Facts);

/// <summary>The door for meetings: an intention of both sides makes a pairing mutual, the one the engine proposed or a new one.</summary>
internal static class MeetingPairing
{
    public static MeetingGround Load(CommandRun run, NeedId need, ProductId product) => new(
        run.Rows(
            new Sql($"{MarketFacts.Needs} and n.id = $1 and n.region like $2", need.Value, run.Caller.Region is { } own ? $"{own.Prefix}%" : string.Empty), MarketFacts.Need),
        run.Rows(new Sql($"{MarketFacts.Products} and p.id = $1", product.Value), MarketFacts.Product),
        run.Rows(new Sql($"{KnownPair.Select} and g.need_id = $1 and g.product_id = $2", need.Value, product.Value), KnownPair.Map),
        run.Also<Pairing>(new Sql(
            """
            select g.id from pairing g join need n on n.id = g.need_id join product p on p.id = g.product_id
            where g.need_id = $1 and g.product_id = $2 and g.need_revision = n.revision and g.product_revision = p.revision
              and g.status in ('proposed', 'enterpriseInterested', 'bankInterested', 'waiting')
            """,
            need.Value, product.Value)),
        MutualInterest.FactsOf(run, need, product));

    /// <summary>Makes the pairing mutual and opens its deal; returns the pairing's id. The refusal, if any, is in <paramref name="work"/>.</summary>
    public static PairingId Agree(Work work, MeetingGround ground, MeetingId meeting, PairingId fresh, DealId deal, Rulebook rules)
    {
        if (ground.Needs.Rows.Count == 0) work.Refuse(Refusal.Unknown("need.unknown"));
        else if (ground.Products.Rows.Count == 0) work.Refuse(Refusal.Unknown("product.unknown"));
        if (work.Refusal is not null) return fresh;

        if (ground.Standing.State is Pairing.Open standing)
        {
            MutualInterest.Express(work, ground.Standing, ground.Facts, deal, rules, meeting);
            return standing.Proposal.Pairing;
        }

        var (need, product) = (ground.Needs.One.Facts, ground.Products.One.Facts);
        var known = new KnownPairs(ground.Known.Rows);
        if (known.InDeal(need, product)) work.Refuse(Refusal.Rule("pairing.in_deal"));
        var today = work.Circumstance.Today;
        var judgement = Judgement.On(today, rules.InForce(today), rules.Rates);
        var history = known.History(need, product);
        var proposal = new Domain.Pairings.ProposePairing(
            fresh, PairingOrigin.Meeting, meeting, need, product, history, judgement.Basis,
            PairEvaluator.Evaluate(need, product, history, judgement.Basis, judgement.Policy));
        MutualInterest.Begin(work, proposal, ground.Facts, deal, rules);
        return fresh;
    }
}
