using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>A meeting, who came, what was presented, which intentions were recorded.</summary>
internal sealed class MeetingProjection : Projection
{
    public override string Name => "meetings";

    public override IReadOnlyList<string> Tables => ["meeting", "meeting_invitation", "meeting_attendance", "meeting_presentation", "meeting_intention"];

    public override IReadOnlyList<string> Categories => [Meeting.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case MeetingPlanned e:
                statements.Add(new Sql(
                    """
                    insert into meeting (id, version, title, held_on, place, region, organisers, supporters, status, illustrative, planned_at, changed_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, 'planned', $9, $10, $10)
                    """,
                    happened.Stream, happened.Version, e.Plan.Title, e.Plan.On, e.Plan.Place, e.Plan.Region.Value,
                    e.Plan.Organisers.ToArray(), e.Plan.Supporters.ToArray(), e.Illustrative, happened.At));
                break;
            case MeetingHeld e: Set(happened, statements, "status = 'held', held_on = $4", e.HeldOn); break;
            case MeetingClosed: Set(happened, statements, "status = 'closed'"); break;
            case MeetingInvited e:
                Set(happened, statements, "id = id");
                statements.Add(new Sql(
                    "insert into meeting_invitation (meeting_id, organisation_id, side, invited_at) values ($1, $2, $3, $4)",
                    happened.Stream, e.Invitation.Organisation, e.Invitation.Side.Wire(), happened.At));
                break;
            case MeetingAttended e:
                Set(happened, statements, "id = id");
                statements.Add(new Sql(
                    "insert into meeting_attendance (meeting_id, organisation_id, side, topics) values ($1, $2, $3, $4)",
                    happened.Stream, e.Attendance.Organisation, e.Attendance.Side.Wire(), e.Attendance.Topics.ToArray()));
                break;
            case ProductPresented e: Present(happened, statements, "product", e.Product.Value); break;
            case ProjectPresented e: Present(happened, statements, "project", e.Project.Value); break;
            case IntentionRecorded e:
                Set(happened, statements, "id = id");
                statements.Add(new Sql(
                    "insert into meeting_intention (meeting_id, need_id, product_id, pairing_id, by_side, recorded_at) values ($1, $2, $3, $4, $5, $6)",
                    happened.Stream, e.Intention.Need.Value, e.Intention.Product.Value, e.Intention.Pairing.Value, e.Intention.By.Wire(), happened.At));
                break;
            default: throw Unknown(happened);
        }
    }

    private static void Present(RecordedEvent happened, ICollection<Sql> statements, string what, Guid presented)
    {
        Set(happened, statements, "id = id");
        statements.Add(new Sql("insert into meeting_presentation (meeting_id, what, presented_id) values ($1, $2, $3)", happened.Stream, what, presented));
    }

    private static void Set(RecordedEvent happened, ICollection<Sql> statements, string what, params SqlArgument[] values) => statements.Add(
        new Sql($"update meeting set version = $2, changed_at = $3, {what} where id = $1", [happened.Stream, happened.Version, happened.At, .. values]));
}
