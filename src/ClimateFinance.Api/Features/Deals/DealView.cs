using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>A deal in full.</summary>
/// <param name="Clock">What the clock recorded on the next step, what comes if nobody moves, and the bank's clock that stands still.</param>
/// <param name="Rungs">Line, term and rate as asked, indicated, offered, agreed, approved and signed.</param>
/// <param name="Gap">The same and what was drawn, with the distance to what was asked and to the step before.</param>
internal sealed record DealView(
    DealSummary Deal,
    DealFileView File,
    DealClockView Clock,
    IReadOnlyList<DealRung> Rungs,
    IReadOnlyList<DealGap> Gap,
    IReadOnlyList<VisitView> Visits,
    IReadOnlyList<OfferView> Offers,
    IReadOnlyList<DocumentRequestView> DocumentRequests,
    IReadOnlyList<SignatureView> Signatures,
    IReadOnlyList<DrawdownView> Drawdowns,
    IReadOnlyList<ReminderView> Reminders)
{
    public const string FileColumns =
        """
        d.pairing_id, d.need_revision, d.product_revision, d.region, d.industry, d.due_diligence, d.approval_to_answer, d.approval_number,
        d.contract_number, d.signed_on, d.drawn_cny, d.reason_words, d.would_have_changed, d.closed_at
        """;

    public static DealFileView FileOf(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt32(1), row.GetInt32(2), row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : EnumNames.Read<DueDiligenceConclusion>(row.GetString(5)), row.GetBoolean(6), Text(row, 7), Text(row, 8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateOnly>(9), row.GetDecimal(10), Text(row, 11), Text(row, 12),
        row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13));

    internal static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>The rest of a deal's file.</summary>
/// <param name="ApprovalToAnswer">The approval changed what was agreed and waits for the enterprise.</param>
/// <param name="DrawnCny">Reported and not rejected: what counts against the signed line.</param>
internal sealed record DealFileView(
    Guid PairingId, int NeedRevision, int ProductRevision, string Region, string Industry, DueDiligenceConclusion? DueDiligence,
    bool ApprovalToAnswer, string? ApprovalNumber, string? ContractNumber, DateOnly? SignedOn, decimal DrawnCny,
    string? ReasonWords, string? WouldHaveChanged, DateTimeOffset? ClosedAt);

/// <summary>Line, term and rate at one rung.</summary>
/// <param name="Rung">asked, indicated, offered, agreed, approved or signed.</param>
/// <param name="AllInPercent">The annual rate in per cent by the LPR in force on <paramref name="On"/>.</param>
/// <param name="On">The day (Shanghai) of the step.</param>
internal sealed record DealRung(string Rung, CreditBody Credit, decimal AllInPercent, DateOnly On)
{
    public static DealRung Map(DbDataReader row, Rulebook rules)
    {
        var (credit, on) = (DealSummary.CreditOf(row, 1), ShanghaiTime.DateOf(row.GetFieldValue<DateTimeOffset>(5)));
        var rate = new Rate(credit.Rate.Benchmark, new BasisPoints(credit.Rate.SpreadBp));
        return new DealRung(row.GetString(0), credit, rules.Rates.AllIn(rate, on).Percent, on);
    }
}

/// <summary>One round of the negotiation.</summary>
/// <param name="AllInPercent">The annual rate in per cent by the LPR in force on the day it was made; fees not counted.</param>
/// <param name="Cost">What it costs in all, by the LPR of the day it was made.</param>
internal sealed record OfferView(int Number, Side By, OfferStatus Status, OfferBody Terms, decimal AllInPercent, OfferCost Cost, DateTimeOffset MadeAt)
{
    public static OfferView Map(DbDataReader row, Rulebook rules)
    {
        var terms = JsonSerializer.Deserialize<OfferTerms>(row.GetString(3), EventJson.Options)!;
        var at = row.GetFieldValue<DateTimeOffset>(4);
        return new OfferView(
            row.GetInt32(0), EnumNames.Read<Side>(row.GetString(1)), EnumNames.Read<OfferStatus>(row.GetString(2)), OfferBody.Of(terms),
            rules.Rates.AllIn(terms.Credit.Rate, ShanghaiTime.DateOf(at)).Percent, OfferCost.Of(terms, rules.Rates, ShanghaiTime.DateOf(at)), at);
    }
}

/// <summary>Papers the bank asked for, and what came.</summary>
/// <param name="WithdrawnReason">Why the bank took the request back, if it did.</param>
internal sealed record DocumentRequestView(
    int Number, IReadOnlyList<string> Kinds, IReadOnlyList<DocumentBody>? Documents, DateTimeOffset RequestedAt, DateTimeOffset? ProvidedAt,
    DateTimeOffset? WithdrawnAt, string? WithdrawnReason)
{
    public static DocumentRequestView Map(DbDataReader row) => new(
        row.GetInt32(0), row.GetFieldValue<string[]>(1),
        row.IsDBNull(2)
            ? null
            : [.. JsonSerializer.Deserialize<ProvidedDocument[]>(row.GetString(2), EventJson.Options)!.Select(d => new DocumentBody(d.Kind, d.Name, d.Sha256))],
        row.GetFieldValue<DateTimeOffset>(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5), DealView.Text(row, 6));
}

/// <summary>What one side says was signed.</summary>
internal sealed record SignatureView(Side Side, CreditBody Credit, string ContractNumber, DateTimeOffset ConfirmedAt)
{
    public static SignatureView Map(DbDataReader row) => new(
        EnumNames.Read<Side>(row.GetString(0)), DealSummary.CreditOf(row, 1), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6));
}

/// <summary>What the bureau called for in its own words.</summary>
/// <param name="Step">The step that was owed; null: the word on money that the bank reported.</param>
/// <param name="Stands">It is still owed, and no later reminder took its place.</param>
internal sealed record ReminderView(int Number, Owing Owing, DealStep? Step, DateOnly? DueOn, string Words, bool Stands, DateTimeOffset SentAt)
{
    public static ReminderView Map(DbDataReader row) => new(
        row.GetInt32(0), EnumNames.Read<Owing>(row.GetString(1)), DealView.Text(row, 2) is { } step ? EnumNames.Read<DealStep>(step) : null,
        row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3), row.GetString(4), row.GetBoolean(5), row.GetFieldValue<DateTimeOffset>(6));
}

/// <summary>Money paid out.</summary>
internal sealed record DrawdownView(
    int Number, decimal AmountCny, DateOnly On, string Voucher, DrawdownStatus Status, string? Reason, DateTimeOffset ReportedAt)
{
    public static DrawdownView Map(DbDataReader row) => new(
        row.GetInt32(0), row.GetDecimal(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), EnumNames.Read<DrawdownStatus>(row.GetString(4)),
        DealView.Text(row, 5), row.GetFieldValue<DateTimeOffset>(6));
}
