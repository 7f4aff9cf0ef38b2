using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Meetings;

/// <summary>What a meeting is to be.</summary>
/// <param name="On">The day (Shanghai).</param>
/// <param name="Organisers">主办单位: one to twenty names of organisations.</param>
/// <param name="Supporters">支持单位: none to twenty names of organisations.</param>
public sealed record MeetingPlan(
    string Title, DateOnly On, string Place, RegionCode Region, IReadOnlyList<string> Organisers, IReadOnlyList<string> Supporters);

/// <summary>An organisation that is asked to come.</summary>
/// <param name="Side">Whether it is an enterprise or a bank.</param>
/// <param name="Organisation">Its id.</param>
public sealed record Invitation(Role Side, Guid Organisation);

/// <summary>An organisation that came.</summary>
/// <param name="Side">Whether it is an enterprise, a bank or a bureau.</param>
/// <param name="Organisation">Its id.</param>
/// <param name="Topics">What it spoke about; none to twenty.</param>
public sealed record Attendance(Role Side, Guid Organisation, IReadOnlyList<string> Topics);

/// <summary>Who said yes at the meeting.</summary>
public enum IntentionBy
{
    Enterprise,
    Bank,
    Both,
}

/// <summary>A first intent to cooperate 初步合作意向: it becomes a pairing.</summary>
public sealed record Intention(NeedId Need, ProductId Product, PairingId Pairing, IntentionBy By);

/// <summary>The bureau planned a matchmaking meeting 对接会.</summary>
[EventName("meeting_planned_v1")]
public sealed record MeetingPlanned(MeetingId Meeting, MeetingPlan Plan, bool Illustrative) : IEvent<Meeting>;

/// <summary>The bureau asked an organisation to come 邀请.</summary>
[EventName("meeting_invited_v1")]
public sealed record MeetingInvited(MeetingId Meeting, Invitation Invitation) : IEvent<Meeting>;

/// <summary>The meeting took place.</summary>
[EventName("meeting_held_v1")]
public sealed record MeetingHeld(MeetingId Meeting, DateOnly HeldOn) : IEvent<Meeting>;

/// <summary>An organisation was there.</summary>
[EventName("meeting_attended_v1")]
public sealed record MeetingAttended(MeetingId Meeting, Attendance Attendance) : IEvent<Meeting>;

/// <summary>A bank presented a product.</summary>
[EventName("meeting_product_presented_v1")]
public sealed record ProductPresented(MeetingId Meeting, ProductId Product) : IEvent<Meeting>;

/// <summary>An enterprise presented a project.</summary>
[EventName("meeting_project_presented_v1")]
public sealed record ProjectPresented(MeetingId Meeting, ProjectId Project) : IEvent<Meeting>;

/// <summary>A need and a product found each other at the meeting.</summary>
[EventName("meeting_intention_recorded_v1")]
public sealed record IntentionRecorded(MeetingId Meeting, Intention Intention) : IEvent<Meeting>;

/// <summary>The books of the meeting are closed; its funnel goes on.</summary>
[EventName("meeting_closed_v1")]
public sealed record MeetingClosed(MeetingId Meeting) : IEvent<Meeting>;
