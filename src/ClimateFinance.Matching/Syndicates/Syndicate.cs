using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>Whether and how banks together could serve a need.</summary>
public enum SyndicateOutcome
{
    /// <summary>The need is not on the market.</summary>
    NotLive,

    /// <summary>At least one product covers the whole amount alone: no syndicate is called for.</summary>
    CoveredAlone,

    /// <summary>The combinations cover the whole amount.</summary>
    Covered,

    /// <summary>No combination covers the whole amount; these cover the most that any does, which the need would take and no product reaches alone.</summary>
    CoveredPartly,

    /// <summary>No combination covers what the need would take, or more than a product alone.</summary>
    NotCoverable,
}

/// <summary>One bank's part of a syndicate.</summary>
/// <param name="RateBp">The product's lowest indicative all-in annual rate under the benchmark in force, in basis points.</param>
/// <param name="Amount">Its part.</param>
/// <param name="Least">The product's smallest loan.</param>
/// <param name="Most">The most it could lend to this need: its largest loan, its share of the investment, its quota left, the amount asked.</param>
public sealed record SyndicatePart(ProductFacts Product, int RateBp, Cny Amount, Cny Least, Cny Most);

/// <summary>Products of two to five banks 银团 that cover a need together, one product a bank.</summary>
/// <param name="Parts">The cheapest first.</param>
/// <param name="BlendedRateBp">The parts' rates weighted by their amounts, in basis points, rounded half up to four decimals.</param>
/// <param name="TermMin">The shortest term that the need and every product of it accept.</param>
/// <param name="TermMax">The longest such term.</param>
public sealed record Syndicate(IReadOnlyList<SyndicatePart> Parts, Cny Total, decimal BlendedRateBp, TermMonths TermMin, TermMonths TermMax);

/// <summary>The cheapest syndicates for a need.</summary>
/// <param name="Target">What they cover; zero where there is none.</param>
/// <param name="Candidates">Products that hold every criterion but the amount, and could lend a part.</param>
/// <param name="Items">Cheapest first; of equal cost the one with fewer banks, then the one whose parts come first by rate, larger limit, id.</param>
/// <param name="Complete">False when the search stopped at its bound on steps: what was found holds, but cheaper may exist.</param>
public sealed record SyndicateAnswer(SyndicateOutcome Outcome, Cny Target, int Candidates, IReadOnlyList<Syndicate> Items, bool Complete);
