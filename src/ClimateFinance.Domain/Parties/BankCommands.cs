using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>Come to the market: by the bank itself, the bureau of its region or the operator.</summary>
public sealed record RegisterBank(BankId Bank, BankProfile Profile, bool Illustrative) : ICommand<Bank>;

/// <summary>Change the profile; after a refusal this asks for verification again. The USCC stays.</summary>
public sealed record ReviseBankProfile(BankProfile Profile) : ICommand<Bank>;

/// <summary>Vouch for the profile.</summary>
public sealed record VerifyBank : ICommand<Bank>;

/// <summary>Do not vouch for it, with at least one reason.</summary>
public sealed record RefuseBank(IReadOnlyList<string> Reasons) : ICommand<Bank>;

/// <summary>Keep the bank from acting for a time.</summary>
public sealed record SuspendBank(string Reason) : ICommand<Bank>;

/// <summary>End the suspension.</summary>
public sealed record ReinstateBank : ICommand<Bank>;
