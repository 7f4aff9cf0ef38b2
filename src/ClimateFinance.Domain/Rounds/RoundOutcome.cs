using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Rounds;

/// <summary>How good a round must be.</summary>
public enum RoundMode
{
    /// <summary>Within 0.01 % of the optimum, which the prices bound.</summary>
    NearOptimal,

    /// <summary>The optimum itself; the prices prove it.</summary>
    Exact,
}

/// <summary>One pair that a round proposes.</summary>
public sealed record RoundProposal(NeedId Need, int NeedRevision, ProductId Product, int ProductRevision, int Score, Cny Cover);

/// <summary>A product in a round.</summary>
/// <param name="Capacity">How many proposals always fit into its quota, whichever they are.</param>
/// <param name="Eligible">Pairs it could have been proposed in.</param>
/// <param name="Price">What one place more would add to the total, in points: part of the proof.</param>
public sealed record RoundProduct(ProductId Product, int Revision, BankId Bank, int Capacity, int Eligible, int Proposals, Cny Cover, int Price);

/// <summary>A bank in a round.</summary>
/// <param name="Capacity">How many proposals its officers can work on.</param>
/// <param name="Price">What time for one more would add to the total, in points: part of the proof.</param>
/// <param name="AverageScore">Of its proposals, rounded down; 0 without any.</param>
public sealed record RoundBank(BankId Bank, int Capacity, int Products, int Eligible, int Proposals, Cny Cover, int AverageScore, int Price);

/// <summary>How a kind of ownership fares: equal treatment 一视同仁 shows in the shares.</summary>
/// <param name="Needs">Needs of such enterprises.</param>
/// <param name="Eligible">Of these, with at least one eligible product.</param>
/// <param name="Served">Of these, with at least one proposal.</param>
/// <param name="ServedParts">Served in parts of 10 000 of eligible, rounded down; 0 where none is eligible.</param>
/// <param name="Asked">What the needs ask for.</param>
/// <param name="Covered">Of that, what the largest proposal of each would cover.</param>
/// <param name="AverageScore">Of their proposals, rounded down; 0 without any.</param>
public sealed record RoundOwnership(
    Ownership Ownership, int Needs, int Eligible, int Served, int ServedParts, int Proposals, Cny Asked, Cny Covered, int AverageScore);

/// <summary>What a round proposes, how good that is, and whom it serves.</summary>
/// <param name="Proposals">In the order of needs, then products, by id.</param>
/// <param name="Total">The sum of the proposals' scores.</param>
/// <param name="Bound">No choice within the limits has a greater sum; equal to the total where the round is optimal.</param>
/// <param name="Eligible">How many pairs there were to choose from.</param>
public sealed record RoundOutcome(
    IReadOnlyList<RoundProposal> Proposals, long Total, long Bound, int Eligible,
    IReadOnlyList<RoundProduct> Products, IReadOnlyList<RoundBank> Banks, IReadOnlyList<RoundOwnership> Ownership)
{
    /// <summary>How far the total can be from the optimum at most, in millionths of the bound, rounded up.</summary>
    public int GapParts() => Bound == 0 ? 0 : (int)(((Bound - Total) * 1_000_000 + Bound - 1) / Bound);
}
