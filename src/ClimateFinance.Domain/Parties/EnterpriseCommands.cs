using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>Come to the market: by the enterprise itself, the bureau of its region or the operator.</summary>
public sealed record RegisterEnterprise(EnterpriseId Enterprise, EnterpriseProfile Profile, bool Illustrative) : ICommand<Enterprise>;

/// <summary>Change the profile; after a refusal this asks for verification again. The USCC stays.</summary>
public sealed record ReviseEnterpriseProfile(EnterpriseProfile Profile) : ICommand<Enterprise>;

/// <summary>Vouch for the profile.</summary>
public sealed record VerifyEnterprise : ICommand<Enterprise>;

/// <summary>Do not vouch for it, with at least one reason.</summary>
public sealed record RefuseEnterprise(IReadOnlyList<string> Reasons) : ICommand<Enterprise>;

/// <summary>Keep the enterprise from acting for a time.</summary>
public sealed record SuspendEnterprise(string Reason) : ICommand<Enterprise>;

/// <summary>End the suspension.</summary>
public sealed record ReinstateEnterprise : ICommand<Enterprise>;

/// <summary>Record a grade with its document.</summary>
public sealed record RecordGrade(EnvironmentalGrade Grade, DateOnly GradedOn, string DocumentNumber) : ICommand<Enterprise>;

/// <summary>Take back a grade that was recorded wrongly.</summary>
public sealed record WithdrawGrade(string DocumentNumber, string Reason) : ICommand<Enterprise>;

/// <summary>Record a penalty with its document.</summary>
public sealed record RecordPenalty(DateOnly PenalisedOn, string DocumentNumber, string Kind, string Text, Cny? Amount) : ICommand<Enterprise>;

/// <summary>Take back a penalty that was recorded wrongly, or lifted.</summary>
public sealed record WithdrawPenalty(string DocumentNumber, string Reason) : ICommand<Enterprise>;
