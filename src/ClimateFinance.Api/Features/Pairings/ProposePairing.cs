using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>
/// POST /pairings: a bank claims a need 抢单 for one of its products, which states its interest too; or the bureau introduces the two. Either
/// way the product must fit.
/// </summary>
internal static class ProposePairing
{
    internal sealed record Request(Guid NeedId, Guid ProductId);

    private const string Need =
        $"""
        {MarketFacts.Needs} and n.id = $1 and n.status in ('published', 'stale') and ($2::text is null or n.region like $2)
        """;

    private const string Product =
        $"{MarketFacts.Products} and p.id = $1 and p.status in ('published', 'suspended') and ($2::uuid is null or p.bank_id = $2)";

    public static void Map(RouteGroupBuilder pairings) => pairings.MapPost("/", Handle)
        .Creation<PairingReceipt>(nameof(ProposePairing), "Claim a need for one's product, or introduce the two")
        .Refusing(404)
        .For(Audience.Bank | Audience.Bureau)
        .Example(
            new Request(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d94"), new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90")), PairingReceipt.Example);

    private static Task<IResult> Handle(Body<Request> body, CommandRun run, CancellationToken cancellation)
    {
        var (need, product) = (new NeedId(body.Value.NeedId), new ProductId(body.Value.ProductId));
        var claim = run.Caller.Role == Role.Bank;
        var region = claim ? null : run.Caller.Region is { } own ? $"{own.Prefix}%" : string.Empty;
        var needs = run.Rows(new Sql(Need, need.Value, region), MarketFacts.Need);
        var products = run.Rows(new Sql(Product, product.Value, claim ? run.Caller.Organisation ?? Guid.Empty : (Guid?)null), MarketFacts.Product);
        var bank = claim ? run.Caller.Organisation : null;
        var (known, lent) = (run.Rows(NeedKnowledge.Pairs(need.Value, bank), KnownPair.Map), run.Rows(NeedKnowledge.Products(bank), MarketFacts.Product));
        var pairs = run.Rows(new Sql($"{KnownPair.Select} and g.need_id = $1 and g.product_id = $2", need.Value, product.Value), KnownPair.Map);
        var facts = MutualInterest.FactsOf(run, need, product);
        var (id, deal) = (new PairingId(run.NewId()), new DealId(run.NewId()));
        var after = Pairing.Initial;
        return run.CreateAsync(
            id.Value,
            made => $"/api/v1/pairings/{made}",
            work =>
            {
                if (needs.Rows.Count == 0 || (claim && !NeedKnowledge.MayKnow(needs.One.Facts, known.Rows, lent.Rows, BasisOn(work, run.Rules))))
                    work.Refuse(Refusal.Unknown("need.unknown"));
                else if (products.Rows.Count == 0) work.Refuse(Refusal.Unknown("product.unknown"));
                else if (ExistsAlready(needs.One.Facts, products.One.Facts, new KnownPairs(pairs.Rows)) is { } refusal) work.Refuse(refusal);
                if (work.Refusal is not null) return;

                var proposal = Proposal(id, claim, needs.One.Facts, products.One.Facts, new KnownPairs(pairs.Rows), work, run.Rules);
                after = claim ? MutualInterest.Begin(work, proposal, facts, deal, run.Rules) : work.Begin(id.Value, proposal);
            },
            work => PairingReceipt.Of(id.Value, work.VersionOf(id.Value), after),
            cancellation);
    }

    private static Judgement On(Work work, Rulebook rules) => Judgement.On(work.Circumstance.Today, rules.InForce(work.Circumstance.Today), rules.Rates);

    private static EvaluationBasis BasisOn(Work work, Rulebook rules) => On(work, rules).Basis;

    private static Refusal? ExistsAlready(NeedFacts need, ProductFacts product, KnownPairs known)
    {
        if (known.InDeal(need, product)) return Refusal.Rule("pairing.in_deal");
        return known.Of(need, product) is { Status: not PairingStatus.Declined } ? Refusal.Rule("pairing.exists_already") : null;
    }

    private static Domain.Pairings.ProposePairing Proposal(
        PairingId id, bool claim, NeedFacts need, ProductFacts product, KnownPairs known, Work work, Rulebook rules)
    {
        var judgement = On(work, rules);
        var history = known.History(need, product);
        return new Domain.Pairings.ProposePairing(
            id, claim ? PairingOrigin.Claim : PairingOrigin.Introduction, null, need, product, history, judgement.Basis,
            PairEvaluator.Evaluate(need, product, history, judgement.Basis, judgement.Policy));
    }
}
