using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Meetings;

/// <summary>Plan a meeting.</summary>
public sealed record PlanMeeting(MeetingId Meeting, MeetingPlan Plan, bool Illustrative) : ICommand<Meeting>;

/// <summary>Invite an organisation.</summary>
public sealed record InviteToMeeting(Invitation Invitation) : ICommand<Meeting>;

/// <summary>Say that it took place.</summary>
public sealed record HoldMeeting(DateOnly HeldOn) : ICommand<Meeting>;

/// <summary>Record that an organisation was there.</summary>
public sealed record RecordAttendance(Attendance Attendance) : ICommand<Meeting>;

/// <summary>Record that a product or a project was presented: exactly one of the two.</summary>
public sealed record RecordPresentation(ProductId? Product, ProjectId? Project) : ICommand<Meeting>;

/// <summary>Record an intent to cooperate.</summary>
public sealed record RecordIntention(Intention Intention) : ICommand<Meeting>;

/// <summary>Close the books.</summary>
public sealed record CloseMeeting : ICommand<Meeting>;
