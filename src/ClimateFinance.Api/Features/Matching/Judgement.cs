using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>The day, the benchmark in force and the policy under which pairs are judged.</summary>
internal sealed record Judgement(EvaluationBasis Basis, MarketPolicy Policy)
{
    public static Judgement On(DateOnly day, MarketPolicy policy, BenchmarkRates rates) =>
        new(new EvaluationBasis(day, rates.On(day), policy.Version), policy);
}
