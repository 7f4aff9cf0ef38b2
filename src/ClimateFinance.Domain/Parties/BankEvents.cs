using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>A bank branch came to the market; the bureau has not verified it yet.</summary>
[EventName("bank_registered_v1")]
public sealed record BankRegistered(BankId Bank, BankProfile Profile, bool Illustrative) : IEvent<Bank>;

/// <summary>The bank changed its profile.</summary>
/// <param name="NeedsVerification">Whether the bureau has to look at it (again) before it can act.</param>
[EventName("bank_profile_revised_v1")]
public sealed record BankProfileRevised(BankId Bank, BankProfile Profile, bool NeedsVerification) : IEvent<Bank>;

/// <summary>The bureau vouches for the profile.</summary>
[EventName("bank_verified_v1")]
public sealed record BankVerified(BankId Bank) : IEvent<Bank>;

/// <summary>The bureau does not vouch for the profile, and says why.</summary>
[EventName("bank_refused_v1")]
public sealed record BankRefused(BankId Bank, IReadOnlyList<string> Reasons) : IEvent<Bank>;

/// <summary>The bank may not act for a time; its products leave the market.</summary>
[EventName("bank_suspended_v1")]
public sealed record BankSuspended(BankId Bank, string Reason) : IEvent<Bank>;

/// <summary>The suspension ended.</summary>
[EventName("bank_reinstated_v1")]
public sealed record BankReinstated(BankId Bank) : IEvent<Bank>;
