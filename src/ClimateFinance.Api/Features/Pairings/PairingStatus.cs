namespace ClimateFinance.Api.Features.Pairings;

/// <summary>Where a pairing stands.</summary>
internal enum PairingStatus
{
    /// <summary>Waits for both sides.</summary>
    Proposed,

    /// <summary>Waits for the bank.</summary>
    EnterpriseInterested,

    /// <summary>Waits for the enterprise.</summary>
    BankInterested,

    /// <summary>Both sides are interested, and the bank waits in line for one of the need's slots.</summary>
    Waiting,

    /// <summary>Both sides are interested: a deal is open, or was.</summary>
    Mutual,

    /// <summary>One side said no.</summary>
    Declined,

    /// <summary>Its need or product was revised, went, or no longer fits.</summary>
    Superseded,
}

/// <summary>Where a bank's claim stands in the line for a need's slots.</summary>
internal enum SlotState
{
    /// <summary>The bank is in contact with the need, or may be as soon as the enterprise wants.</summary>
    Held,

    /// <summary>It moves up when a slot becomes free.</summary>
    Waiting,
}
