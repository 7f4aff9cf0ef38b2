using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Pairings;

/// <summary>Put a need and a product together.</summary>
public sealed record ProposePairing(
    PairingId Pairing,
    PairingOrigin Origin,
    MeetingId? Meeting,
    NeedFacts Need,
    ProductFacts Product,
    PairHistory History,
    EvaluationBasis Basis,
    Evaluation Evaluation) : ICommand<Pairing>;

/// <summary>
/// Say that one's side is interested; a bureau that records a meeting's intention says it for both.
/// </summary>
/// <param name="Deal">The id of the deal that opens if this makes it mutual.</param>
/// <param name="NeedLive">Whether the need still seeks money.</param>
/// <param name="ProductLive">Whether the product is still on the market.</param>
/// <param name="BanksInContact">Banks with an open deal on this need.</param>
/// <param name="BankSlots">How many the policy allows.</param>
/// <param name="Meeting">The meeting at which both sides said so; only then the bureau that records it speaks for both.</param>
public sealed record ExpressInterest(DealId Deal, bool NeedLive, bool ProductLive, int BanksInContact, int BankSlots, MeetingId? Meeting = null)
    : ICommand<Pairing>;

/// <summary>Say no, with a coded reason.</summary>
public sealed record DeclinePairing(string ReasonCode, string? Words) : ICommand<Pairing>;

/// <summary>Take it back because its need or product changed or went.</summary>
/// <param name="Criteria">The hard criteria that the two miss as they are now; null where they miss none or one of them is gone.</param>
public sealed record SupersedePairing(string ReasonCode, IReadOnlyList<Criterion>? Criteria = null) : ICommand<Pairing>;

/// <summary>The coded reasons for declining a pairing.</summary>
public static class DeclineReasons
{
    public static readonly IReadOnlyList<string> All =
        ["amount", "term", "rate", "collateral", "risk", "industryPolicy", "capacity", "foundElsewhere", "notNow", "other"];

    /// <summary>Whether the code is known; <c>other</c> needs words.</summary>
    public static Refusal? Flaw(string code, string? words) => code switch
    {
        "other" when string.IsNullOrWhiteSpace(words) => Refusal.Shape("reason.words_missing", ("given", code)),
        _ when All.Contains(code, StringComparer.Ordinal) => null,
        _ => Refusal.Shape("reason.unknown", ("allowed", string.Join(", ", All)), ("given", code)),
    };
}
