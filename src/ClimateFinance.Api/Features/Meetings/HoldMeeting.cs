using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>POST /meetings/{id}/holding: it took place.</summary>
internal static class HoldMeeting
{
    internal sealed record Request(DateOnly HeldOn);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/{meetingId:guid}/holding", Handle)
        .Command<MeetingReceipt>(nameof(HoldMeeting), "Say that the meeting took place")
        .For(Audience.Bureau)
        .Example(new Request(new DateOnly(2026, 12, 15)), MeetingReceipt.Example);

    private static Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, CancellationToken cancellation) =>
        MeetingMove.RunAsync(run, meetingId, new Domain.Meetings.HoldMeeting(body.Value.HeldOn), cancellation);
}
