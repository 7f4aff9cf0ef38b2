using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>A move in a deal. The clock comes with it, because each move says who owes the next step until when.</summary>
public abstract record DealMove(DealClock Clock) : ICommand<Deal>;

/// <summary>How the market around a deal stands when somebody moves in it.</summary>
/// <param name="QuotaLeft">What of the product's quota nobody holds.</param>
/// <param name="NeedLeft">What of the need's amount no deal has agreed, approved or signed.</param>
/// <param name="ProductLive">The product is on the market: published and in its validity.</param>
/// <param name="NeedLive">The need is on the market.</param>
public sealed record DealGround(Cny QuotaLeft, Cny NeedLeft, bool ProductLive, bool NeedLive)
{
    /// <summary>Nothing left, nothing live: what a deal finds that has no product or need any more.</summary>
    public static DealGround None { get; } = new(Cny.Zero, Cny.Zero, false, false);
}

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
public sealed record MakeOffer(OfferTerms Terms, DealGround Ground, DealClock Clock) : DealMove(Clock);

/// <summary>Take one's own offer back.</summary>
public sealed record WithdrawOffer(int Number, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>Accept the other side's offer.</summary>
public sealed record AcceptOffer(int Number, DealGround Ground, DealClock Clock) : DealMove(Clock);

/// <summary>The bank's committee grants the credit.</summary>
public sealed record ApproveCredit(CreditTerms Granted, string ApprovalNumber, DealGround Ground, DealClock Clock) : DealMove(Clock);

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

/// <summary>Record everything that the passing of time brings by today; the marketplace itself does so, as often as it likes.</summary>
public sealed record PassTime(DealClock Clock) : DealMove(Clock);

/// <summary>Work the running deadline out anew because the calendar changed.</summary>
public sealed record ReworkDeadline(DealClock Clock) : DealMove(Clock);

/// <summary>The bureau gives the step that is owed more working days.</summary>
public sealed record ExtendDeadline(int WorkingDays, string Reason, DealClock Clock) : DealMove(Clock);
