using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>What else a ranking shows.</summary>
internal enum MatchInclude
{
    /// <summary>What misses by one or two criteria, and the smallest change on either side that would mend it.</summary>
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
    int Score, IReadOnlyList<MissBody> Misses, IReadOnlyList<string> Changes, IReadOnlyList<ChangeOptionBody> Options);

/// <summary>A need that a product just misses.</summary>
/// <param name="NeedId">Null for a bank: a need that none of its products serves is not its to know.</param>
/// <param name="Changes">One sentence for each way to mend it.</param>
/// <param name="Options">The same as data. For a bank without what would name the enterprise: counties are cities, and nothing tells an investment or the day of a penalty.</param>
internal sealed record MissedNeed(
    Guid? NeedId, int? NeedRevision, Guid? EnterpriseId, string? EnterpriseName, bool Illustrative,
    int Score, IReadOnlyList<MissBody> Misses, IReadOnlyList<string> Changes, IReadOnlyList<ChangeOptionBody> Options);

/// <summary>A criterion that was missed, and how far: both sides' figures, and in words.</summary>
internal sealed record MissBody(
    Criterion Criterion, string Words, IReadOnlyDictionary<string, string> Asked, IReadOnlyDictionary<string, string> Offered)
{
    public static IReadOnlyList<MissBody> Of(Evaluation seen, Language language) =>
        [.. seen.Criteria.Where(c => !c.Passed).Select(c => new MissBody(c.Criterion, Explanation.Of(c, language), c.Asked, c.Offered))];
}

/// <summary>Changes that together make the two fit; each option was applied and judged again before it is shown.</summary>
internal sealed record ChangeOptionBody(IReadOnlyList<ChangeBody> Changes)
{
    public static IReadOnlyList<ChangeOptionBody> Of(NearMiss miss, Language language) =>
        [.. miss.Options.Select(option => new ChangeOptionBody([.. option.Changes.Select(change => ChangeBody.Of(change, language))]))];
}

/// <summary>One figure that would have to be another.</summary>
/// <param name="Side">Whose; <c>time</c> is nobody's: waiting is enough.</param>
/// <param name="Field">The figure's name, unit last.</param>
/// <param name="From">As it is; empty for none.</param>
/// <param name="To">The nearest value that would do.</param>
internal sealed record ChangeBody(ChangeSide Side, Criterion Criterion, string Field, string From, string To, string Words)
{
    public static ChangeBody Of(FigureChange change, Language language) =>
        new(change.Side, change.Criterion, change.Field, change.From, change.To, Explanation.Of(change, language));
}

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
/// <param name="NearMisses">When asked for.</param>
internal sealed record ProductMatches(
    Guid ProductId, int? Revision, DateOnly On, int PolicyVersion, int Eligible, IReadOnlyList<MatchedNeed> Items, IReadOnlyList<MissedNeed>? NearMisses);

/// <summary>One named pair: whether the product serves the need, and why, or why not.</summary>
/// <param name="NeedRevision">The published revision that was judged.</param>
/// <param name="EnterpriseId">Null for a bank until interest is mutual.</param>
/// <param name="On">The day of the judgement.</param>
/// <param name="Misses">The hard criteria that do not hold.</param>
/// <param name="Options">For one or two misses the smallest changes on either side that would mend them, empty when nothing that may be changed would do; null for a pair that fits or misses more.</param>
/// <param name="PairingId">The pairing that stands between the two, if any.</param>
internal sealed record PairMatch(
    Guid NeedId, int NeedRevision, Guid ProductId, int ProductRevision, string ProductName, Guid BankId, string BankName,
    Guid? EnterpriseId, string? EnterpriseName, bool Illustrative, DateOnly On, int PolicyVersion,
    bool Eligible, int Score, int LowestRateBp, decimal CoverCny, IReadOnlyList<CriterionReason> Criteria, IReadOnlyList<PieceReason> Pieces,
    IReadOnlyList<Criterion> Misses, IReadOnlyList<string> Changes, IReadOnlyList<ChangeOptionBody>? Options, Guid? PairingId, PairingStatus? PairingStatus);
