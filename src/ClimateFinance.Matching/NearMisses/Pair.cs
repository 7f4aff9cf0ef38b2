using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>A need, a product and a day: what a change turns into another of the same.</summary>
internal sealed record Pair(NeedFacts Need, ProductFacts Product, PairHistory History, EvaluationBasis Basis)
{
    public AskedFigures Asked => new(Need, Basis);

    public OfferedFigures Offered => new(Product, Basis);

    public CriterionSet Failed => Criteria.Failed(Asked, Offered, History);
}
