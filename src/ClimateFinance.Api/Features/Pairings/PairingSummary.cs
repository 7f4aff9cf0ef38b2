using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>A pairing without its reasons.</summary>
/// <param name="EnterpriseId">Null for a bank until interest is mutual.</param>
/// <param name="Score">0 to 10 000.</param>
/// <param name="CoverCny">What the product could lend to the need, at most its amount.</param>
/// <param name="On">The day on which it was judged.</param>
/// <param name="ReasonCode">Why it was declined or superseded, coded.</param>
/// <param name="Slot">Where the bank's claim stands in the line for the need's slots; null without a claim, and when it is over.</param>
/// <param name="Place">Its place in the line: 1 is the next to move up. Null but for a waiting claim.</param>
/// <param name="ReasonCriteria">For a superseded pairing the hard criteria that the two missed by then, without figures.</param>
internal sealed record PairingSummary(
    Guid PairingId,
    long Version,
    PairingStatus Status,
    PairingOrigin Origin,
    Guid? MeetingId,
    Guid NeedId,
    int NeedRevision,
    Guid ProductId,
    int ProductRevision,
    string ProductName,
    Guid BankId,
    string BankName,
    Guid? EnterpriseId,
    string? EnterpriseName,
    int Score,
    decimal CoverCny,
    int PolicyVersion,
    DateOnly On,
    Guid? DealId,
    Side? DeclinedBy,
    string? ReasonCode,
    string? ReasonWords,
    bool Illustrative,
    DateTimeOffset ProposedAt,
    DateTimeOffset ChangedAt,
    SlotState? Slot,
    int? Place,
    IReadOnlyList<Criterion> ReasonCriteria)
{
    /// <summary>How many columns <see cref="PairingVisibility.Columns"/> has.</summary>
    public const int Columns = 28;

    public static PairingSummary Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), EnumNames.Read<PairingStatus>(row.GetString(2)), EnumNames.Read<PairingOrigin>(row.GetString(3)),
        row.IsDBNull(4) ? null : row.GetGuid(4), row.GetGuid(5), row.GetInt32(6), row.GetGuid(7), row.GetInt32(8), row.GetString(9),
        row.GetGuid(10), row.GetString(11), row.IsDBNull(12) ? null : row.GetGuid(12), row.IsDBNull(13) ? null : row.GetString(13),
        row.GetInt32(14), row.GetDecimal(15), row.GetInt32(16), row.GetFieldValue<DateOnly>(17), row.IsDBNull(18) ? null : row.GetGuid(18),
        row.IsDBNull(19) ? null : EnumNames.Read<Side>(row.GetString(19)), row.IsDBNull(20) ? null : row.GetString(20),
        row.IsDBNull(21) ? null : row.GetString(21), row.GetBoolean(22), row.GetFieldValue<DateTimeOffset>(23), row.GetFieldValue<DateTimeOffset>(24),
        row.IsDBNull(25) ? null : EnumNames.Read<SlotState>(row.GetString(25)), row.IsDBNull(26) ? null : row.GetInt32(26),
        row.IsDBNull(27) ? [] : [.. row.GetFieldValue<string[]>(27).Select(EnumNames.Read<Criterion>)]);
}
