using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>POST /meetings/{id}/closure: nothing more is recorded; its deals go on.</summary>
internal static class CloseMeeting
{
    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/{meetingId:guid}/closure", Handle)
        .Command<MeetingReceipt>(nameof(CloseMeeting), "Close the books of the meeting; its deals go on")
        .For(Audience.Bureau)
        .Example(null, MeetingReceipt.Example with { Version = 12, Status = "closed" });

    private static Task<IResult> Handle(Guid meetingId, CommandRun run, CancellationToken cancellation) =>
        MeetingMove.RunAsync(run, meetingId, new Domain.Meetings.CloseMeeting(), cancellation);
}
