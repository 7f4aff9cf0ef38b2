using System.Text.Json.Serialization;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>Something that just happened, as it is sent to whoever follows: what and where, and nothing of its terms.</summary>
/// <param name="Sequence">Its place among all facts; the id to go on from.</param>
/// <param name="Subject">deal, pairing, project, enterprise or bank.</param>
/// <param name="Fact">The pinned name of the event.</param>
/// <param name="Stage">Where a deal stands now.</param>
internal sealed record LiveEvent(long Sequence, string Subject, Guid Id, string Fact, Role By, DateTimeOffset At, string? Stage)
{
    [JsonIgnore]
    public string? Actor { get; init; }

    [JsonIgnore]
    public Guid? Enterprise { get; init; }

    [JsonIgnore]
    public Guid? Bank { get; init; }

    [JsonIgnore]
    public string? Region { get; init; }

    /// <summary>
    /// Whether a caller may know of it: a party of its own, a bureau of its region. What a deal holds of the quota is the bank's affair, and whose need it
    /// is stays hidden from a bank until both are interested: of a pairing it hears when it is asked or both agree.
    /// </summary>
    public bool IsFor(Caller caller) => caller.Role switch
    {
        Role.Enterprise => Enterprise == caller.Organisation && Fact is not ("quota_hold_changed_v1" or "need_commitment_changed_v1"),
        Role.Bank => Bank == caller.Organisation,
        Role.Bureau => Region is not null && caller.Region is { } own && Region.StartsWith(own.Prefix, StringComparison.Ordinal),
        _ => false,
    };
}
