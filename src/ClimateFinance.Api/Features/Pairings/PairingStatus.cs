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

    /// <summary>Both sides are interested: a deal is open, or was.</summary>
    Mutual,

    /// <summary>One side said no.</summary>
    Declined,

    /// <summary>Its need or product was revised, went, or no longer fits.</summary>
    Superseded,
}
