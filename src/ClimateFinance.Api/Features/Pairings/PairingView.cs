using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>The need of a pairing as it was judged. What could name the enterprise is null for a bank until interest is mutual.</summary>
/// <param name="Region">For a bank until interest is mutual the city.</param>
internal sealed record PairedNeed(
    Guid? ProjectId,
    FinancingPurpose Purpose,
    decimal AmountCny,
    decimal AmountLeastCny,
    int TermMinMonths,
    int TermMaxMonths,
    RateBody RateMax,
    IReadOnlyList<CollateralKind> CollateralOffered,
    string Region,
    string Industry,
    string? Technology,
    IReadOnlyList<string> GreenClasses,
    EnvironmentalGrade? Grade,
    bool Admitted,
    decimal? ReductionTco2ePerYear,
    decimal? InvestmentCny)
{
    public static PairedNeed Of(NeedFacts need) => new(
        need.Project?.Value, need.Purpose, need.Amount.Value, need.AmountLeast.Value, need.TermMin.Value, need.TermMax.Value, RateBody.Of(need.RateMax),
        need.CollateralOffered, need.Region.Value, need.Industry.Value, need.Technology?.Value, [.. need.GreenClasses.Select(c => c.Value)],
        need.Grade, need.Admitted, need.ReductionTco2ePerYear, need.Investment?.Value);
}

/// <summary>A pairing with all its reasons: the need and the product as they were judged, every criterion, every piece.</summary>
/// <param name="Superseded">Why it was taken back, in words for either side; null unless it was.</param>
internal sealed record PairingView(
    PairingSummary Pairing, PairedNeed Need, ProductTermsBody Product, IReadOnlyList<CriterionReason> Criteria, IReadOnlyList<PieceReason> Pieces,
    string? Superseded)
{
    public const string Columns =
        $"{PairingVisibility.Columns}, {PairingVisibility.NeedFacts}, g.product_facts, {PairingVisibility.Evaluation}";

    public static PairingView Map(DbDataReader row, Language language)
    {
        var evaluation = Read<Evaluation>(row, PairingSummary.Columns + 2);
        var summary = PairingSummary.Map(row);
        return new PairingView(
            summary,
            PairedNeed.Of(Read<NeedFacts>(row, PairingSummary.Columns)),
            ProductTermsBody.Of(Read<ProductFacts>(row, PairingSummary.Columns + 1).Terms),
            CriterionReason.Of(evaluation, language),
            PieceReason.Of(evaluation, language),
            summary.Status == PairingStatus.Superseded ? Explanation.OfSuperseded(summary.ReasonCode!, summary.ReasonCriteria, language) : null);
    }

    private static T Read<T>(DbDataReader row, int column) => JsonSerializer.Deserialize<T>(row.GetString(column), EventJson.Options)!;
}

/// <summary>The answer to a command on a pairing.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
/// <param name="DealId">The deal that opened, when interest is mutual.</param>
/// <param name="Slot">Whether the bank's claim holds a slot of the need or waits for one; null without a claim.</param>
internal sealed record PairingReceipt(Guid PairingId, long Version, PairingStatus Status, Guid? DealId, SlotState? Slot = null)
{
    public static PairingReceipt Of(Guid id, long version, Pairing pairing) => pairing switch
    {
        Pairing.Open { EnterpriseInterested: true, BankInterested: true } => new(id, version, PairingStatus.Waiting, null, SlotState.Waiting),
        Pairing.Open { EnterpriseInterested: true } => new(id, version, PairingStatus.EnterpriseInterested, null),
        Pairing.Open { BankInterested: true } it => new(id, version, PairingStatus.BankInterested, null, it.HasSlot ? SlotState.Held : SlotState.Waiting),
        Pairing.Open => new(id, version, PairingStatus.Proposed, null),
        Pairing.Mutual it => new(id, version, PairingStatus.Mutual, it.Deal.Value, SlotState.Held),
        Pairing.Over => new(id, version, PairingStatus.Declined, null),
        _ => throw new InvalidOperationException($"No receipt for {pairing.GetType().Name}."),
    };

    public static PairingReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d95"), 2, PairingStatus.BankInterested, null, SlotState.Held);
}
