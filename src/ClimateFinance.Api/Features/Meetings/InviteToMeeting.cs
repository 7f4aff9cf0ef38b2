using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>POST /meetings/{id}/invitations: the bureau asks a verified enterprise or bank to come; it finds the invitation in its inbox.</summary>
internal static class InviteToMeeting
{
    /// <param name="Side">enterprise or bank.</param>
    internal sealed record Request(Role Side, Guid OrganisationId);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/{meetingId:guid}/invitations", Handle)
        .Command<MeetingReceipt>(nameof(InviteToMeeting), "Ask an enterprise or a bank to come")
        .For(Audience.Bureau)
        .Example(new Request(Role.Bank, new Guid("0196c1a4-2222-7d22-8f00-5b4c3d2e1f00")), MeetingReceipt.Example with { Version = 2, Status = "planned" });

    private static Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, CancellationToken cancellation)
    {
        var (side, organisation) = (body.Value.Side, body.Value.OrganisationId);
        var known = run.Rows(
            new Sql(
                """
                select true from enterprise where id = $1 and status = 'verified' and $2 = 'enterprise'
                union all select true from bank where id = $1 and status = 'verified' and $2 = 'bank'
                """,
                organisation, side.Wire()),
            row => row.GetBoolean(0));
        var meeting = run.Existing<Meeting>(meetingId);
        var after = meeting.State;
        return run.RunAsync(
            work =>
            {
                after = work.Decide(meeting, new Domain.Meetings.InviteToMeeting(new Invitation(side, organisation)));
                if (known.Rows.Count == 0) work.Refuse(Refusal.Rule("meeting.organisation_unknown", ("organisation", organisation)));
            },
            work => MeetingReceipt.Of(meetingId, work.VersionOf(meetingId), after),
            cancellation);
    }
}
