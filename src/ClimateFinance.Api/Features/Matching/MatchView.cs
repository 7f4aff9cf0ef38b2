using ClimateFinance.Api.Features.Pairings;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>What else a ranking shows.</summary>
internal enum MatchInclude
{
    /// <summary>Products that miss by one or two criteria, and the smallest change that would mend it.</summary>
    NearMisses,
}

/// <summary>A product in the ranking for a need.</summary>
/// <param name="LowestRateBp">Its lowest indicative all-in annual rate, in basis points, under the benchmark in force.</param>
/// <param name="PairingId">The pairing that stands between the two, if any.</param>
internal sealed record MatchedProduct(
    Guid ProductId, int ProductRevision, string ProductName, Guid BankId, string BankName, bool Illustrative,
    int Score, int LowestRateBp, decimal CoverCny, Guid? PairingId, PairingStatus? PairingStatus,
    IReadOnlyList<CriterionReason> Criteria, IReadOnlyList<PieceReason> Pieces);

/// <summary>A product that a need just misses.</summary>
/// <param name="Changes">One sentence for each way to mend it; empty when nothing that may be changed would do.</param>
internal sealed record MissedProduct(
    Guid ProductId, int ProductRevision, string ProductName, Guid BankId, string BankName, bool Illustrative,
    int Score, IReadOnlyList<MissBody> Misses, IReadOnlyList<string> Changes);

/// <summary>A criterion that was missed, and how far.</summary>
internal sealed record MissBody(Domain.Pairings.Criterion Criterion, string Words);

/// <summary>A need in the ranking for a product; anonymous for a bank until interest is mutual.</summary>
internal sealed record MatchedNeed(
    Guid NeedId, int NeedRevision, Guid? EnterpriseId, string? EnterpriseName, bool Illustrative, PairedNeed Need,
    int Score, decimal CoverCny, Guid? PairingId, PairingStatus? PairingStatus,
    IReadOnlyList<CriterionReason> Criteria, IReadOnlyList<PieceReason> Pieces);

/// <summary>The products for a need, best first.</summary>
/// <param name="Revision">The need's published revision; null when it is not on the market, and nothing matches.</param>
/// <param name="On">The day of the judgement.</param>
/// <param name="Eligible">How many are eligible in all.</param>
/// <param name="NearMisses">When asked for.</param>
internal sealed record NeedMatches(
    Guid NeedId, int? Revision, DateOnly On, int PolicyVersion, int Eligible,
    IReadOnlyList<MatchedProduct> Items, IReadOnlyList<MissedProduct>? NearMisses);

/// <summary>The needs for a product, best first.</summary>
/// <param name="Revision">The product's published revision; null when it is not on the market, and nothing matches.</param>
internal sealed record ProductMatches(
    Guid ProductId, int? Revision, DateOnly On, int PolicyVersion, int Eligible, IReadOnlyList<MatchedNeed> Items);
