using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>What the moves on one meeting have in common: decide, append, answer with a receipt.</summary>
internal static class MeetingMove
{
    public static Task<IResult> RunAsync(CommandRun run, Guid meetingId, ICommand<Meeting> command, CancellationToken cancellation)
    {
        var meeting = run.Existing<Meeting>(meetingId);
        var after = meeting.State;
        return run.RunAsync(
            work => after = work.Decide(meeting, command),
            work => MeetingReceipt.Of(meetingId, work.VersionOf(meetingId), after),
            cancellation);
    }
}
