using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>The bank visited the enterprise once more; the first visit is <see cref="ContactMade"/>.</summary>
/// <param name="Number">Counts from 2 through the visits of the deal.</param>
[EventName("visit_recorded_v1")]
public sealed record VisitRecorded(int Number, PersonId Officer, DateOnly VisitedOn, string Record) : IEvent<Deal>;

/// <summary>The record of a visit was mistaken; this one stands in its place.</summary>
[EventName("visit_corrected_v1")]
public sealed record VisitCorrected(int Number, PersonId Officer, DateOnly VisitedOn, string Record, string Reason) : IEvent<Deal>;

/// <summary>The bank does not need the papers of a request after all; nobody owes them.</summary>
[EventName("document_request_withdrawn_v1")]
public sealed record DocumentRequestWithdrawn(int Number, string Reason) : IEvent<Deal>;

/// <summary>The conclusion of the due diligence was mistaken; this one stands in its place.</summary>
[EventName("due_diligence_corrected_v1")]
public sealed record DueDiligenceCorrected(DueDiligenceConclusion Conclusion, string Words, string Reason) : IEvent<Deal>;

/// <summary>Who accepted an offer took the acceptance back before the approval: the offer is on the table again.</summary>
/// <param name="By">The side that had accepted.</param>
[EventName("acceptance_retracted_v1")]
public sealed record AcceptanceRetracted(int Number, Side By, string Reason) : IEvent<Deal>;

/// <summary>The bank took its approval back before the signature: what was agreed stands, and signatures given on it are void.</summary>
[EventName("approval_withdrawn_v1")]
public sealed record ApprovalWithdrawn(string Reason) : IEvent<Deal>;

/// <summary>A party says that what both confirmed as signed is not what was signed.</summary>
[EventName("dispute_raised_v1")]
public sealed record DisputeRaised(Side By, string Reason) : IEvent<Deal>;

/// <summary>The bureau ended a dispute: both words are void, and each side confirms the signature afresh.</summary>
[EventName("dispute_settled_v1")]
public sealed record DisputeSettled(string Reason) : IEvent<Deal>;

/// <summary>The bank took back a report of money paid out; it no longer counts.</summary>
[EventName("drawdown_withdrawn_v1")]
public sealed record DrawdownWithdrawn(int Number, Cny Amount, string Reason) : IEvent<Deal>;

/// <summary>The enterprise took back its answer on a drawdown; it waits for an answer again.</summary>
/// <param name="Was">What the answer had been.</param>
[EventName("drawdown_answer_retracted_v1")]
public sealed record DrawdownAnswerRetracted(int Number, Cny Amount, DrawdownStatus Was, string Reason) : IEvent<Deal>;

/// <summary>A closure was a mistake: the deal goes on where it stood.</summary>
/// <param name="Was">The outcome that no longer stands.</param>
[EventName("deal_reopened_v1")]
public sealed record DealReopened(DealOutcome Was, string Reason, Role By) : IEvent<Deal>;

/// <summary>What the deal takes of its need's amount changed, from what to what: agreed, approved or signed lines, and at the end what was drawn.</summary>
[EventName("need_commitment_changed_v1")]
public sealed record NeedCommitmentChanged(NeedId Need, Cny From, Cny To) : IEvent<Deal>;
