using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>The bureau reminded whoever owes something, in its own words 催办; the clock's own reminder is <see cref="DeadlineReminded"/>.</summary>
/// <param name="Number">Counts from 1 through the bureau's reminders of the deal.</param>
/// <param name="Owing">Who was reminded.</param>
/// <param name="Of">The step that is owed; null: money that the bank reported and the enterprise has not confirmed.</param>
[EventName("reminder_sent_v1")]
public sealed record ReminderSent(int Number, Owing Owing, Deadline? Of, string Words) : IEvent<Deal>;

/// <summary>Another officer of the bank answers for the deal from now on.</summary>
/// <param name="Was">Who did before; null when nobody had been named.</param>
[EventName("officer_assigned_v1")]
public sealed record OfficerAssigned(PersonId Officer, PersonId? Was, string Reason) : IEvent<Deal>;

/// <summary>An inspector of the bureau watches the deal from now on.</summary>
/// <param name="Inspector">The user's id, as its tokens state it.</param>
/// <param name="Was">Who did before; null when nobody had been named.</param>
[EventName("inspector_assigned_v1")]
public sealed record InspectorAssigned(string Inspector, string? Was, string Reason) : IEvent<Deal>;
