using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>The bank records a further visit.</summary>
public sealed record RecordVisit(PersonId Officer, DateOnly VisitedOn, string Record, DealClock Clock) : DealMove(Clock);

/// <summary>The bank corrects the record of a visit; 1 is the first contact.</summary>
public sealed record CorrectVisit(int Number, PersonId Officer, DateOnly VisitedOn, string Record, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>The bank does without the papers it asked for.</summary>
public sealed record WithdrawDocumentRequest(int Number, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>The bank corrects the conclusion of its due diligence before it offers.</summary>
public sealed record CorrectDueDiligence(DueDiligenceConclusion Conclusion, string Words, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>Who accepted takes the acceptance back, before the approval.</summary>
public sealed record RetractAcceptance(int Number, string Reason, DealGround Ground, DealClock Clock) : DealMove(Clock);

/// <summary>The bank takes its approval back, before the signature.</summary>
public sealed record WithdrawApproval(string Reason, DealGround Ground, DealClock Clock) : DealMove(Clock);

/// <summary>A party says that the signature on record is not what was signed; before any money.</summary>
public sealed record RaiseDispute(string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>The bureau ends a dispute: the parties confirm afresh.</summary>
public sealed record SettleDispute(string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>The bank takes back a drawdown that it reported by mistake.</summary>
public sealed record WithdrawDrawdown(int Number, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>The enterprise takes back what it answered on a drawdown.</summary>
public sealed record RetractDrawdownAnswer(int Number, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>Who closed the deal, or the bureau, opens it again.</summary>
/// <param name="SlotsLeft">How many banks more may be in contact with the need.</param>
/// <param name="MetAgain">Another deal of the same bank on the same need is open by now.</param>
public sealed record ReopenDeal(string Reason, int SlotsLeft, bool MetAgain, DealGround Ground, DealClock Clock) : DealMove(Clock);
