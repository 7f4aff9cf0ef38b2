using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>One eligible pair in a ranking, with its reasons.</summary>
/// <param name="Key">Where it stands; also the cursor for what comes after it.</param>
public sealed record Match(NeedFacts Need, ProductFacts Product, RankKey Key, Evaluation Evaluation);

/// <summary>A page of a ranking, best first.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Eligible">How many pairs are eligible in all, whichever page this is.</param>
public sealed record Ranking(IReadOnlyList<Match> Items, int Eligible)
{
    /// <summary>Pass it as <c>after</c> for the next page; null when this page is empty.</summary>
    public RankKey? Last => Items.Count == 0 ? null : Items[^1].Key;
}

/// <summary>What every pair of a ranking is judged under.</summary>
/// <param name="Basis">Day, benchmark print, policy version.</param>
/// <param name="Policy">The policy of that version.</param>
/// <param name="History">What stands between a need and a product; <see cref="NoHistory"/> where nothing does.</param>
public sealed record MatchContext(
    EvaluationBasis Basis, Domain.Policy.MarketPolicy Policy, Func<NeedId, ProductId, PairHistory> History)
{
    public static PairHistory NoHistory(NeedId need, ProductId product) => PairHistory.None;
}
