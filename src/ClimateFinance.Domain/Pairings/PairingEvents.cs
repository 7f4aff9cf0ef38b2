using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Pairings;

/// <summary>The two sides of a pairing and of a deal.</summary>
public enum Side
{
    /// <summary>企业</summary>
    Enterprise,

    /// <summary>银行</summary>
    Bank,
}

/// <summary>How a pairing came about.</summary>
public enum PairingOrigin
{
    /// <summary>The matching engine proposed it.</summary>
    Engine,

    /// <summary>A bank claimed the need 抢单.</summary>
    Claim,

    /// <summary>The bureau introduced the two.</summary>
    Introduction,

    /// <summary>An intention recorded at a meeting 对接会.</summary>
    Meeting,

    /// <summary>A round over the whole market 撮合轮次 proposed it.</summary>
    Round,
}

/// <summary>A need and a product were put together, with everything the score was worked out from.</summary>
[EventName("pairing_proposed_v1")]
public sealed record PairingProposed(
    PairingId Pairing,
    PairingOrigin Origin,
    MeetingId? Meeting,
    NeedFacts Need,
    ProductFacts Product,
    PairHistory History,
    EvaluationBasis Basis,
    Evaluation Evaluation) : IEvent<Pairing>;

/// <summary>One side said it is interested.</summary>
[EventName("interest_expressed_v1")]
public sealed record InterestExpressed(PairingId Pairing, Side Side) : IEvent<Pairing>;

/// <summary>
/// The claim's bank got one of the need's slots, at once or when one became free. Several claims of one bank on one need share its slot; it is
/// free again when the last of them is declined, superseded, or its deal closed.
/// </summary>
[EventName("slot_taken_v1")]
public sealed record SlotTaken(PairingId Pairing) : IEvent<Pairing>;

/// <summary>Both sides are interested: a deal opens.</summary>
[EventName("pairing_became_mutual_v1")]
public sealed record PairingBecameMutual(PairingId Pairing, DealId Deal) : IEvent<Pairing>;

/// <summary>One side declined, and said why.</summary>
[EventName("pairing_declined_v1")]
public sealed record PairingDeclined(PairingId Pairing, Side Side, string ReasonCode, string? Words) : IEvent<Pairing>;

/// <summary>A newer revision, or the end of the need or product, took its ground away.</summary>
/// <param name="Criteria">The hard criteria that the two missed by then, without figures; null where they missed none, or one of them was gone.</param>
[EventName("pairing_superseded_v1")]
public sealed record PairingSuperseded(PairingId Pairing, string ReasonCode, IReadOnlyList<Criterion>? Criteria = null) : IEvent<Pairing>;
