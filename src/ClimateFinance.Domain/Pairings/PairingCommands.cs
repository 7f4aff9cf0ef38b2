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
/// Say that one's side is interested; a bureau that records a meeting's intention says it for both. A bank's interest is its claim 抢单: it takes
/// a slot of the need, or waits in line for one.
/// </summary>
/// <param name="Deal">The id of the deal that opens if this makes it mutual.</param>
/// <param name="NeedLive">Whether the need still seeks money.</param>
/// <param name="ProductLive">Whether the product is still on the market.</param>
/// <param name="BanksInContact">Banks that hold a slot of this need.</param>
/// <param name="BankSlots">How many the policy allows.</param>
/// <param name="Meeting">The meeting at which both sides said so; only then the bureau that records it speaks for both.</param>
public sealed record ExpressInterest(DealId Deal, bool NeedLive, bool ProductLive, int BanksInContact, int BankSlots, MeetingId? Meeting = null)
    : ICommand<Pairing>
{
    /// <summary>This bank holds a slot of the need already, by another claim.</summary>
    public bool InContact { get; init; }

    /// <summary>Another bank's claim waits before this one.</summary>
    public bool OthersWait { get; init; }

    /// <summary>Whether this bank may be in contact now: by the slot it has, or by one that is free and that nobody before it waits for.</summary>
    public bool SlotFree => InContact || (BanksInContact < BankSlots && !OthersWait);
}

/// <summary>Give a waiting claim the slot that became free; the marketplace does, in the order of the line.</summary>
/// <param name="Line">The claim's interest as it stands in the line now.</param>
public sealed record GrantSlot(ExpressInterest Line) : ICommand<Pairing>;

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
