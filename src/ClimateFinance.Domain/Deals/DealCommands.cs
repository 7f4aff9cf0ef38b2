using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>A move in a deal. The clock comes with it, because each move says who owes the next step until when.</summary>
public abstract record DealMove(DealClock Clock) : ICommand<Deal>;

/// <summary>Open the follow-up of a pairing that just became mutual; comes with that pairing, in one transaction.</summary>
public sealed record OpenDeal(DealFile File, DealClock Clock) : DealMove(Clock);

/// <summary>The bank records its visit.</summary>
public sealed record RecordContact(PersonId Officer, DateOnly VisitedOn, string Record, DealClock Clock) : DealMove(Clock);

/// <summary>The bank asks for papers.</summary>
public sealed record RequestDocuments(IReadOnlyList<string> Kinds, DealClock Clock) : DealMove(Clock);

/// <summary>The enterprise hands them over.</summary>
public sealed record ProvideDocuments(int Number, IReadOnlyList<ProvidedDocument> Documents, DealClock Clock) : DealMove(Clock);

/// <summary>The bank concludes its due diligence.</summary>
public sealed record CompleteDueDiligence(DueDiligenceConclusion Conclusion, string Words, DealClock Clock) : DealMove(Clock);

/// <summary>Put line, term and rate on the table: an offer of the bank, a counter-offer of the enterprise.</summary>
/// <param name="QuotaLeft">What of the product's quota nobody holds.</param>
public sealed record MakeOffer(OfferTerms Terms, Cny QuotaLeft, DealClock Clock) : DealMove(Clock);

/// <summary>Take one's own offer back.</summary>
public sealed record WithdrawOffer(int Number, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>Accept the other side's offer.</summary>
public sealed record AcceptOffer(int Number, Cny QuotaLeft, DealClock Clock) : DealMove(Clock);

/// <summary>The bank's committee grants the credit.</summary>
public sealed record ApproveCredit(CreditTerms Granted, string ApprovalNumber, Cny QuotaLeft, DealClock Clock) : DealMove(Clock);

/// <summary>The enterprise answers an approval that changed what was agreed.</summary>
public sealed record AnswerApproval(bool Accepted, string? Reason, DealClock Clock) : DealMove(Clock);

/// <summary>A side says what was signed.</summary>
public sealed record ConfirmSignature(SignatureWord Word, DealClock Clock) : DealMove(Clock);

/// <summary>The bank reports money paid out.</summary>
public sealed record ReportDrawdown(Cny Amount, DateOnly On, string Voucher, DealClock Clock) : DealMove(Clock);

/// <summary>The enterprise confirms that it came, or says that it did not.</summary>
public sealed record AnswerDrawdown(int Number, bool Confirmed, string? Reason, DealClock Clock) : DealMove(Clock);

/// <summary>Put a remark into the file.</summary>
public sealed record AddNote(string Words, DealClock Clock) : DealMove(Clock);

/// <summary>End the deal.</summary>
public sealed record CloseDeal(DealOutcome Outcome, string ReasonCode, string? Words, string? WouldHaveChanged, DealClock Clock) : DealMove(Clock);
