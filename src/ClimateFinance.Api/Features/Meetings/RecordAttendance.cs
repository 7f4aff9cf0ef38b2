using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>POST /meetings/{id}/attendance: an organisation was there.</summary>
internal static class RecordAttendance
{
    /// <param name="Side">enterprise, bank or bureau.</param>
    /// <param name="Topics">What it spoke about.</param>
    internal sealed record Request(Role Side, Guid OrganisationId, IReadOnlyList<string> Topics);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/{meetingId:guid}/attendance", Handle)
        .Command<MeetingReceipt>(nameof(RecordAttendance), "Record that an organisation was there")
        .For(Audience.Bureau)
        .Example(new Request(Role.Bank, new Guid("0196c1a4-2222-7d22-8f00-5b4c3d2e1f00"), ["绿色信贷"]), MeetingReceipt.Example with { Version = 3 });

    private static async Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var topics = check.Each("topics", body.Value.Topics, (field, topic) => check.Text(field, topic, 200), max: 20);
        if (check.Failed) return check.Problem();
        return await MeetingMove.RunAsync(
            run, meetingId, new Domain.Meetings.RecordAttendance(new Attendance(body.Value.Side, body.Value.OrganisationId, topics)), cancellation);
    }
}
