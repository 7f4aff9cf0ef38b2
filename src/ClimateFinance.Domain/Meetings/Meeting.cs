using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Meetings;

/// <summary>A matchmaking meeting 对接会: planned → held → closed. Kept by the bureau of its region; known to everyone.</summary>
public abstract record Meeting : IState<Meeting>
{
    private Meeting()
    {
    }

    public static string Category => "meeting";

    public static Meeting Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Meeting;

    /// <summary>Announced.</summary>
    public sealed record Planned(MeetingId Id, MeetingPlan Plan, IReadOnlyList<Invitation> Invitations) : Meeting;

    /// <summary>Took place; what happened there is being recorded.</summary>
    public sealed record Held(
        MeetingId Id,
        MeetingPlan Plan,
        IReadOnlyList<Attendance> Attendances,
        IReadOnlyList<ProductId> Products,
        IReadOnlyList<ProjectId> Projects,
        IReadOnlyList<Intention> Intentions) : Meeting;

    /// <summary>Nothing more is recorded.</summary>
    public sealed record Closed(Held Before) : Meeting;

    public static Decision<Meeting> Decide(Meeting state, ICommand<Meeting> command, Circumstance circumstance)
    {
        if (command is PlanMeeting plan) return DecidePlan(state, plan, circumstance.By);
        if (PlanOf(state) is not { } known) return Refusal.Unknown("meeting.unknown");
        if (!circumstance.By.Oversees(known.Region)) return Refusal.Forbidden("meeting.bureau_only");

        return (state, command) switch
        {
            (Planned it, InviteToMeeting c) => Invite(it, c.Invitation),
            (Planned it, HoldMeeting c) => c.HeldOn > circumstance.Today
                ? Refusal.Rule("meeting.held_in_future", ("heldOn", c.HeldOn), ("today", circumstance.Today))
                : One(new MeetingHeld(it.Id, c.HeldOn)),
            (Held it, RecordAttendance c) => Attend(it, c.Attendance),
            (Held it, RecordPresentation c) => Present(it, c),
            (Held it, RecordIntention c) => Intend(it, c.Intention),
            (Held it, CloseMeeting) => One(new MeetingClosed(it.Id)),
            _ => Refusal.Rule("meeting.wrong_state", ("state", state.GetType().Name), ("move", command.GetType().Name)),
        };
    }

    public static Meeting Evolve(Meeting state, IEvent<Meeting> happened) => (state, happened) switch
    {
        (Unborn, MeetingPlanned e) => new Planned(e.Meeting, e.Plan, []),
        (Planned it, MeetingInvited e) => it with { Invitations = [.. it.Invitations, e.Invitation] },
        (Planned it, MeetingHeld e) => new Held(it.Id, it.Plan with { On = e.HeldOn }, [], [], [], []),
        (Held it, MeetingAttended e) => it with { Attendances = [.. it.Attendances, e.Attendance] },
        (Held it, ProductPresented e) => it with { Products = [.. it.Products, e.Product] },
        (Held it, ProjectPresented e) => it with { Projects = [.. it.Projects, e.Project] },
        (Held it, IntentionRecorded e) => it with { Intentions = [.. it.Intentions, e.Intention] },
        (Held it, MeetingClosed) => new Closed(it),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Meeting> DecidePlan(Meeting state, PlanMeeting command, Caller by)
    {
        if (state is not Unborn) return Refusal.Rule("meeting.exists_already");
        var plan = command.Plan;
        if (!by.Oversees(plan.Region)) return Refusal.Forbidden("meeting.bureau_only");
        var flaw = Text.LineFlaw("title", plan.Title)
            ?? Text.LineFlaw("place", plan.Place)
            ?? LinesFlaw("organisers", plan.Organisers, 1)
            ?? LinesFlaw("supporters", plan.Supporters, 0);
        return flaw ?? One(new MeetingPlanned(command.Meeting, plan, command.Illustrative));
    }

    private static Decision<Meeting> Invite(Planned it, Invitation invitation)
    {
        if (invitation.Side is not (Role.Enterprise or Role.Bank)) return Refusal.Shape("meeting.invited_side_wrong", ("given", invitation.Side));
        return it.Invitations.Any(i => i.Organisation == invitation.Organisation)
            ? Refusal.Rule("meeting.invited_already", ("organisation", invitation.Organisation))
            : One(new MeetingInvited(it.Id, invitation));
    }

    private static Decision<Meeting> Attend(Held it, Attendance attendance)
    {
        if (attendance.Side is not (Role.Enterprise or Role.Bank or Role.Bureau))
            return Refusal.Shape("meeting.side_wrong", ("given", attendance.Side));
        if (LinesFlaw("topics", attendance.Topics, 0) is { } flaw) return flaw;
        return it.Attendances.Any(a => a.Organisation == attendance.Organisation)
            ? Refusal.Rule("meeting.attendance_recorded_already", ("organisation", attendance.Organisation))
            : One(new MeetingAttended(it.Id, attendance));
    }

    private static Decision<Meeting> Present(Held it, RecordPresentation command) => command switch
    {
        { Product: { } product, Project: null } => it.Products.Contains(product)
            ? Refusal.Rule("meeting.presentation_recorded_already", ("product", product.Value))
            : One(new ProductPresented(it.Id, product)),
        { Product: null, Project: { } project } => it.Projects.Contains(project)
            ? Refusal.Rule("meeting.presentation_recorded_already", ("project", project.Value))
            : One(new ProjectPresented(it.Id, project)),
        _ => Refusal.Shape("meeting.product_or_project"),
    };

    private static Decision<Meeting> Intend(Held it, Intention intention) =>
        it.Intentions.Any(i => i.Need == intention.Need && i.Product == intention.Product)
            ? Refusal.Rule("meeting.intention_recorded_already", ("need", intention.Need.Value), ("product", intention.Product.Value))
            : One(new IntentionRecorded(it.Id, intention));

    private static Refusal? LinesFlaw(string field, IReadOnlyList<string> lines, int min)
    {
        const int max = 20;
        if (lines.Count < min || lines.Count > max)
            return Refusal.Shape("meeting.wrong_count", ("field", field), ("min", min), ("max", max), ("given", lines.Count));
        foreach (var line in lines)
        {
            if (Text.LineFlaw(field, line) is { } flaw) return flaw;
        }

        return null;
    }

    private static MeetingPlan? PlanOf(Meeting state) => state switch
    {
        Planned it => it.Plan,
        Held it => it.Plan,
        Closed it => it.Before.Plan,
        _ => null,
    };

    private static Decision<Meeting> One(IEvent<Meeting> happened) => Decision<Meeting>.Of(happened);
}
