using System.Data.Common;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>A round without its proposals.</summary>
/// <param name="QuotaPercent">The share of each product's quota left that proposals might cover, in per cent.</param>
/// <param name="On">The day on which it was judged.</param>
/// <param name="Eligible">How many pairs there were to choose from.</param>
/// <param name="Total">The sum of the proposals' scores.</param>
/// <param name="Bound">What the prices prove that no choice within the limits exceeds.</param>
/// <param name="GapParts">How far the total can be from the optimum at most, in millionths; 0 for an optimal round.</param>
internal sealed record RoundSummary(
    Guid RoundId, long Version, string Region, RoundMode Mode, int QuotaPercent, int CasesPerOfficer, DateOnly On, int PolicyVersion,
    int Needs, int Products, int Eligible, int Proposals, long Total, long Bound, int GapParts, bool Illustrative, DateTimeOffset HeldAt)
{
    /// <summary>In the order of <see cref="Map"/>, of <c>matching_round r</c>.</summary>
    public const string Columns =
        """
        r.id, r.version, r.region, r.mode, r.quota_percent, r.cases_per_officer, r.judged_on, r.policy_version, r.needs, r.products, r.eligible, r.proposals,
        r.total, r.bound, r.gap_parts, r.illustrative, r.held_at
        """;

    /// <summary>How many columns those are.</summary>
    public const int Count = 17;

    /// <summary>Rounds are the bureau's: those of its own region and below. <c>$1</c> the region as a LIKE pattern, null for others.</summary>
    public const string Visible = "r.region like $1";

    public static RoundSummary Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), EnumNames.Read<RoundMode>(row.GetString(3)), row.GetInt32(4), row.GetInt32(5),
        row.GetFieldValue<DateOnly>(6), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.GetInt32(10), row.GetInt32(11), row.GetInt64(12),
        row.GetInt64(13), row.GetInt32(14), row.GetBoolean(15), row.GetFieldValue<DateTimeOffset>(16));
}

/// <summary>One proposal of a round.</summary>
/// <param name="PairingId">The pairing that stands between the two in these revisions: the round's own, or one that was there already.</param>
internal sealed record RoundProposalBody(
    Guid NeedId, int NeedRevision, Guid ProductId, int ProductRevision, int Score, decimal CoverCny, Guid? PairingId, PairingStatus? PairingStatus)
{
    public static RoundProposalBody Of(RoundProposal proposal, KnownPair? pair) => new(
        proposal.Need.Value, proposal.NeedRevision, proposal.Product.Value, proposal.ProductRevision, proposal.Score, proposal.Cover.Value,
        pair?.Pairing, pair?.Status);
}

/// <summary>A product in a round.</summary>
/// <param name="Capacity">How many proposals always fit into its quota, whichever they are.</param>
/// <param name="Price">What one place more would add to the total; part of the proof.</param>
internal sealed record RoundProductBody(
    Guid ProductId, int ProductRevision, Guid BankId, int Capacity, int Eligible, int Proposals, decimal CoverCny, int Price)
{
    public static RoundProductBody Of(RoundProduct it) =>
        new(it.Product.Value, it.Revision, it.Bank.Value, it.Capacity, it.Eligible, it.Proposals, it.Cover.Value, it.Price);
}

/// <summary>A bank in a round.</summary>
/// <param name="Capacity">How many more cases its officers can work on.</param>
/// <param name="Price">What time for one case more would add to the total; part of the proof.</param>
internal sealed record RoundBankBody(
    Guid BankId, int Capacity, int Products, int Eligible, int Proposals, decimal CoverCny, int AverageScore, int Price)
{
    public static RoundBankBody Of(RoundBank it) =>
        new(it.Bank.Value, it.Capacity, it.Products, it.Eligible, it.Proposals, it.Cover.Value, it.AverageScore, it.Price);
}

/// <summary>How a kind of ownership fares in a round.</summary>
/// <param name="Eligible">Of its needs, those with at least one eligible product.</param>
/// <param name="Served">Of these, those with at least one proposal.</param>
/// <param name="ServedParts">Served in parts of 10 000 of eligible.</param>
/// <param name="CoveredCny">What the largest proposal of each need would cover.</param>
internal sealed record RoundOwnershipBody(
    Ownership Ownership, int Needs, int Eligible, int Served, int ServedParts, int Proposals, decimal AskedCny, decimal CoveredCny, int AverageScore)
{
    public static RoundOwnershipBody Of(RoundOwnership it) => new(
        it.Ownership, it.Needs, it.Eligible, it.Served, it.ServedParts, it.Proposals, it.Asked.Value, it.Covered.Value, it.AverageScore);
}

/// <summary>A round with its proposals, the prices that prove how good they are, and whom it serves.</summary>
internal sealed record RoundView(
    RoundSummary Round, IReadOnlyList<RoundProposalBody> Proposals, IReadOnlyList<RoundProductBody> Products, IReadOnlyList<RoundBankBody> Banks,
    IReadOnlyList<RoundOwnershipBody> Ownership);

/// <summary>The answer to holding a round.</summary>
internal sealed record RoundReceipt(Guid RoundId, long Version, int Needs, int Products, int Eligible, int Proposals, long Total, long Bound, int GapParts)
{
    public static RoundReceipt Of(Guid id, long version, int needs, RoundOutcome outcome) => new(
        id, version, needs, outcome.Products.Count, outcome.Eligible, outcome.Proposals.Count, outcome.Total, outcome.Bound, outcome.GapParts());

    public static RoundReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d99"), 1, 120, 45, 1_380, 322, 2_187_450, 2_187_450, 0);
}

/// <summary>What a caller says about a round.</summary>
/// <param name="Region">The needs of this region take part; the bureau's own when left out.</param>
/// <param name="QuotaPercent">How much of each product's quota left proposals may cover, in per cent; over 100 counts on refusals.</param>
/// <param name="CasesPerOfficer">How many cases at once an officer can work on; open deals count.</param>
internal sealed record RoundTermsBody(string? Region = null, RoundMode Mode = RoundMode.NearOptimal, int QuotaPercent = 100, int CasesPerOfficer = 10)
{
    private const int MostCases = 1_000;

    public RoundWish Read(Check check, string field, Caller caller)
    {
        check.Whole($"{field}.quotaPercent", QuotaPercent, 1, ClimateFinance.Matching.RoundInput.MostQuotaPercent);
        check.Whole($"{field}.casesPerOfficer", CasesPerOfficer, 1, MostCases);
        return new RoundWish(
            Region is { } code ? check.Region($"{field}.region", code) : caller.Region ?? default, Mode, QuotaPercent, CasesPerOfficer);
    }

    public static RoundTermsBody Example { get; } = new("130400", RoundMode.Exact);
}
