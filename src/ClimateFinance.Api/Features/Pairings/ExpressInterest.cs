using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>POST /pairings/{id}/interest: the caller's side is interested; the second side's word opens the deal.</summary>
internal static class ExpressInterest
{
    public static void Map(RouteGroupBuilder pairings) => pairings.MapPost("/{pairingId:guid}/interest", Handle)
        .Command<PairingReceipt>(nameof(ExpressInterest), "Say that one's side is interested; mutual interest opens the deal")
        .For(Audience.Parties)
        .Example(null, PairingReceipt.Example with { Version = 4, Status = PairingStatus.Mutual, DealId = new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d96") });

    /// <summary>
    /// A bank claims what it is eligible for, also in the moment before the engine takes a pairing back whose ground has just gone. What was
    /// agreed at a meeting may be out of the criteria from the start.
    /// </summary>
    private static void Fits(Work work, Pairing pairing, NeedFacts need, ProductFacts product, Rulebook rules)
    {
        if (work.Refusal is not null || pairing.Ground is not { Origin: not PairingOrigin.Meeting }) return;
        var judgement = Judgement.On(rules.Today, rules.Policy, rules.Rates);
        var failed = PairEvaluator.Failed(need, product, PairHistory.None, judgement.Basis);
        if (!failed.IsEmpty) work.Refuse(Refusal.Rule("pairing.not_eligible", ("criteria", string.Join(", ", failed.ToList()))));
    }

    private static Task<IResult> Handle(Guid pairingId, CommandRun run, CancellationToken cancellation)
    {
        var pairing = run.Existing<Pairing>(pairingId);
        var facts = MutualInterest.FactsOf(run, new PairingId(pairingId));
        var needs = run.Rows(new Sql($"{MarketFacts.Needs} and n.id = (select need_id from pairing where id = $1)", pairingId), MarketFacts.Need);
        var products = run.Rows(new Sql($"{MarketFacts.Products} and p.id = (select product_id from pairing where id = $1)", pairingId), MarketFacts.Product);
        var deal = new DealId(run.NewId());
        var after = pairing.State;
        return run.RunAsync(
            work =>
            {
                after = MutualInterest.Express(work, pairing, facts, deal, run.Rules);
                if (run.Caller.Role == Role.Bank && needs.Rows.Count > 0 && products.Rows.Count > 0) Fits(work, after, needs.One.Facts, products.One.Facts, run.Rules);
            },
            work => PairingReceipt.Of(pairingId, work.VersionOf(pairingId), after),
            cancellation);
    }
}
