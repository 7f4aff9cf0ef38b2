using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>
/// POST /meetings/{id}/intentions: an enterprise and a bank said yes on the spot. The pairing is mutual and its deal opens, all in one
/// transaction with the meeting's own record. A pairing that the engine proposed before is taken up; otherwise one begins here.
/// </summary>
internal static class RecordIntention
{
    internal sealed record Request(Guid NeedId, Guid ProductId);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/{meetingId:guid}/intentions", Handle)
        .Command<IntentionReceipt>(nameof(RecordIntention), "Record an intention of both sides: its deal opens")
        .For(Audience.Bureau)
        .Example(
            new Request(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d94"), new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90")), IntentionReceipt.Example);

    private static Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, CancellationToken cancellation)
    {
        var (need, product) = (new NeedId(body.Value.NeedId), new ProductId(body.Value.ProductId));
        var meeting = run.Existing<Meeting>(meetingId);
        var ground = MeetingPairing.Load(run, need, product);
        var (pairing, deal) = (new PairingId(run.NewId()), new DealId(run.NewId()));
        return run.RunAsync(
            work =>
            {
                pairing = MeetingPairing.Agree(work, ground, new MeetingId(meetingId), pairing, deal, run.Rules);
                work.Decide(meeting, new Domain.Meetings.RecordIntention(new Intention(need, product, pairing, IntentionBy.Both)));
            },
            work => new IntentionReceipt(meetingId, work.VersionOf(meetingId), pairing.Value, deal.Value),
            cancellation);
    }
}
