using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>Who owes a step was reminded of it by the clock.</summary>
/// <param name="DueOn">The last working day in time.</param>
/// <param name="On">The day (Shanghai) the reminder belongs to; it is recorded when the marketplace came to it.</param>
[EventName("deadline_reminded_v1")]
public sealed record DeadlineReminded(Owing Owing, DealStep Step, DateOnly DueOn, DateOnly On) : IEvent<Deal>;

/// <summary>A limit was missed: the last day in time is over and the step is still owed.</summary>
/// <param name="On">The first day that was too late.</param>
[EventName("limit_missed_v1")]
public sealed record LimitMissed(Owing Owing, DealStep Step, DateOnly DueOn, DateOnly On) : IEvent<Deal>;

/// <summary>The bureau was told that a limit was missed and the step is still owed.</summary>
/// <param name="On">The day the escalation belongs to.</param>
[EventName("limit_escalated_v1")]
public sealed record LimitEscalated(Owing Owing, DealStep Step, DateOnly DueOn, DateOnly On) : IEvent<Deal>;

/// <summary>Nobody moved until the last patience was over: the deal closes as lapsed, which the fact after this one says.</summary>
/// <param name="Owing">Who let it lapse.</param>
/// <param name="On">The day the lapse belongs to.</param>
[EventName("deal_lapsed_v1")]
public sealed record DealLapsed(Owing Owing, DealStep Step, DateOnly DueOn, DateOnly On) : IEvent<Deal>;

/// <summary>An offer's last day went by without an answer: it is off the table.</summary>
/// <param name="On">The first day on which it could not be accepted any more.</param>
[EventName("offer_lapsed_v1")]
public sealed record OfferLapsed(int Number, Side By, DateOnly ValidUntil, DateOnly On) : IEvent<Deal>;

/// <summary>The bureau gave a step more time.</summary>
/// <param name="WorkingDays">How many more.</param>
/// <param name="From">The last day in time before.</param>
/// <param name="To">The last day in time now.</param>
[EventName("deadline_extended_v1")]
public sealed record DeadlineExtended(Owing Owing, DealStep Step, int WorkingDays, DateOnly From, DateOnly To, string Reason) : IEvent<Deal>;
