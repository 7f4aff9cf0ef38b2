using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>The day, the benchmark in force and the policy under which pairs are judged.</summary>
internal sealed record Judgement(EvaluationBasis Basis, MarketPolicy Policy)
{
    public static Judgement On(DateOnly day, MarketPolicy policy, BenchmarkRates rates) =>
        new(new EvaluationBasis(day, rates.On(day), policy.Version), policy);

    /// <summary>The engine's context for rankings of these needs and products under what stands between them.</summary>
    public MatchContext Context(KnownPairs known, IReadOnlyDictionary<NeedId, NeedFacts> needs, IReadOnlyDictionary<ProductId, ProductFacts> products) =>
        new(Basis, Policy, (need, product) => known.History(needs[need], products[product]));
}
