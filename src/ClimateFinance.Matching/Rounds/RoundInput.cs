using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>A need in a round.</summary>
/// <param name="InContact">Banks that have an open deal on it: each takes one of its slots, and is not proposed again.</param>
public sealed record RoundNeed(NeedFacts Facts, IReadOnlyCollection<BankId> InContact);

/// <summary>Everything a whole-market round 撮合轮次 is worked out from.</summary>
public sealed record RoundInput
{
    /// <summary>The most a round may go over a product's quota, in per cent of it: not every proposal becomes a loan.</summary>
    public const int MostQuotaPercent = 1_000;

    public required EvaluationBasis Basis { get; init; }

    public required MarketPolicy Policy { get; init; }

    public required IReadOnlyList<RoundNeed> Needs { get; init; }

    public required IReadOnlyList<ProductFacts> Products { get; init; }

    /// <summary>How many proposals each bank's officers can work on; a bank that is not named here has no time.</summary>
    public required IReadOnlyDictionary<BankId, int> OfficerCapacity { get; init; }

    /// <summary>
    /// Proposals of one product cover at most this share of its quota left, in per cent, 1 to <see cref="MostQuotaPercent"/>; 100: all of them could
    /// be lent.
    /// </summary>
    public int QuotaPercent { get; init; } = 100;

    /// <summary>What stands between a need and a product.</summary>
    public Func<NeedId, ProductId, PairHistory> History { get; init; } = MatchContext.NoHistory;
}
