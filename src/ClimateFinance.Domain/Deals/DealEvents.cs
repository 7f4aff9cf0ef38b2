using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>Both sides are interested: the follow-up begins.</summary>
[EventName("deal_opened_v1")]
public sealed record DealOpened(DealFile File) : IEvent<Deal>;

/// <summary>The bank visited the enterprise.</summary>
[EventName("contact_made_v1")]
public sealed record ContactMade(PersonId Officer, DateOnly VisitedOn, string Record) : IEvent<Deal>;

/// <summary>The bank asked for papers: the enterprise owes them, the bank's clock stands still.</summary>
[EventName("documents_requested_v1")]
public sealed record DocumentsRequested(int Number, IReadOnlyList<string> Kinds) : IEvent<Deal>;

/// <summary>The enterprise handed them over.</summary>
[EventName("documents_provided_v1")]
public sealed record DocumentsProvided(int Number, IReadOnlyList<ProvidedDocument> Documents) : IEvent<Deal>;

/// <summary>The bank finished its due diligence.</summary>
[EventName("due_diligence_completed_v1")]
public sealed record DueDiligenceCompleted(DueDiligenceConclusion Conclusion, string Words) : IEvent<Deal>;

/// <summary>A side put line, term and rate on the table; an earlier offer of either side is superseded by it.</summary>
[EventName("offer_made_v1")]
public sealed record OfferMade(int Number, Side By, OfferTerms Terms) : IEvent<Deal>;

/// <summary>A side took its offer back.</summary>
[EventName("offer_withdrawn_v1")]
public sealed record OfferWithdrawn(int Number, Side By, string Reason) : IEvent<Deal>;

/// <summary>The other side accepted: line, term and rate are agreed.</summary>
[EventName("offer_accepted_v1")]
public sealed record OfferAccepted(int Number, Side By, CreditTerms Agreed) : IEvent<Deal>;

/// <summary>The bank's credit committee granted a line, term and rate; where they change what was agreed, the enterprise must accept again.</summary>
[EventName("credit_approved_v1")]
public sealed record CreditApproved(CreditTerms Granted, bool ChangesAgreement, string ApprovalNumber) : IEvent<Deal>;

/// <summary>The enterprise accepted what the approval changed.</summary>
[EventName("approval_accepted_v1")]
public sealed record ApprovalAccepted(CreditTerms Granted) : IEvent<Deal>;

/// <summary>The enterprise did not accept what the approval changed: back to the table.</summary>
[EventName("approval_declined_v1")]
public sealed record ApprovalDeclined(string Reason) : IEvent<Deal>;

/// <summary>One side said what was signed.</summary>
[EventName("signature_confirmed_v1")]
public sealed record SignatureConfirmed(Side By, SignatureWord Word) : IEvent<Deal>;

/// <summary>Both sides confirmed the same line, term and rate, and they are the approved ones.</summary>
[EventName("deal_signed_v1")]
public sealed record DealSigned(CreditTerms Signed, string ContractNumber, DateOnly On) : IEvent<Deal>;

/// <summary>The two sides' words on the signature differ, or differ from the approval.</summary>
[EventName("deal_disputed_v1")]
public sealed record DealDisputed(SignatureWord Bank, SignatureWord Enterprise, CreditTerms Approved) : IEvent<Deal>;

/// <summary>The bank reported money paid out.</summary>
[EventName("drawdown_reported_v1")]
public sealed record DrawdownReported(int Number, Cny Amount, DateOnly On, string Voucher) : IEvent<Deal>;

/// <summary>The enterprise confirmed that the money came.</summary>
[EventName("drawdown_confirmed_v1")]
public sealed record DrawdownConfirmed(int Number, Cny Amount) : IEvent<Deal>;

/// <summary>The enterprise says it did not come as reported; the report no longer counts.</summary>
[EventName("drawdown_rejected_v1")]
public sealed record DrawdownRejected(int Number, Cny Amount, string Reason) : IEvent<Deal>;

/// <summary>Somebody put a remark into the file.</summary>
[EventName("deal_noted_v1")]
public sealed record DealNoted(string Words) : IEvent<Deal>;

/// <summary>Over, with an outcome and a coded reason.</summary>
/// <param name="WouldHaveChanged">For a refusal: what would have changed the answer.</param>
[EventName("deal_closed_v1")]
public sealed record DealClosed(DealOutcome Outcome, string ReasonCode, string? Words, string? WouldHaveChanged, Role By) : IEvent<Deal>;

/// <summary>What the deal holds of its product's quota changed, from what to what.</summary>
[EventName("quota_hold_changed_v1")]
public sealed record QuotaHoldChanged(ProductId Product, QuotaHold From, QuotaHold To) : IEvent<Deal>;

/// <summary>Who owes the next step until when; a null <paramref name="Next"/> means that nobody owes anything.</summary>
[EventName("deadline_set_v1")]
public sealed record DeadlineSet(Deadline? Next) : IEvent<Deal>;
