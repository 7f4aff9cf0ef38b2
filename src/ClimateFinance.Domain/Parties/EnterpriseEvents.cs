using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>An enterprise came to the market; the bureau has not verified it yet.</summary>
[EventName("enterprise_registered_v1")]
public sealed record EnterpriseRegistered(EnterpriseId Enterprise, EnterpriseProfile Profile, bool Illustrative) : IEvent<Enterprise>;

/// <summary>The enterprise changed its profile.</summary>
/// <param name="NeedsVerification">Whether the bureau has to look at it (again) before it can act.</param>
[EventName("enterprise_profile_revised_v1")]
public sealed record EnterpriseProfileRevised(EnterpriseId Enterprise, EnterpriseProfile Profile, bool NeedsVerification) : IEvent<Enterprise>;

/// <summary>The bureau vouches for the profile.</summary>
[EventName("enterprise_verified_v1")]
public sealed record EnterpriseVerified(EnterpriseId Enterprise) : IEvent<Enterprise>;

/// <summary>The bureau does not vouch for the profile, and says why.</summary>
[EventName("enterprise_refused_v1")]
public sealed record EnterpriseRefused(EnterpriseId Enterprise, IReadOnlyList<string> Reasons) : IEvent<Enterprise>;

/// <summary>The enterprise may not act for a time; its needs leave the market.</summary>
[EventName("enterprise_suspended_v1")]
public sealed record EnterpriseSuspended(EnterpriseId Enterprise, string Reason) : IEvent<Enterprise>;

/// <summary>The suspension ended.</summary>
[EventName("enterprise_reinstated_v1")]
public sealed record EnterpriseReinstated(EnterpriseId Enterprise) : IEvent<Enterprise>;

/// <summary>A document gave the enterprise an environmental grade 绩效分级.</summary>
[EventName("enterprise_graded_v1")]
public sealed record EnterpriseGraded(EnterpriseId Enterprise, GradeRecord Record) : IEvent<Enterprise>;

/// <summary>A grade was recorded wrongly and no longer counts.</summary>
[EventName("enterprise_grade_withdrawn_v1")]
public sealed record EnterpriseGradeWithdrawn(EnterpriseId Enterprise, string DocumentNumber, string Reason) : IEvent<Enterprise>;

/// <summary>A document imposed an environmental penalty 环保处罚.</summary>
[EventName("enterprise_penalised_v1")]
public sealed record EnterprisePenalised(EnterpriseId Enterprise, PenaltyRecord Record) : IEvent<Enterprise>;

/// <summary>A penalty was recorded wrongly, or lifted, and no longer counts.</summary>
[EventName("enterprise_penalty_withdrawn_v1")]
public sealed record EnterprisePenaltyWithdrawn(EnterpriseId Enterprise, string DocumentNumber, string Reason) : IEvent<Enterprise>;
