using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>How a subscription stands: what acts on committed events.</summary>
/// <param name="State">On the node that answers: <c>running</c>, <c>waiting</c> while another node works it, <c>failing</c>, or <c>stopped</c> before an event it does not know.</param>
/// <param name="Reason">Why it fails or stopped; null otherwise.</param>
/// <param name="Checkpoint">The number of the event up to which it is done, whichever node did it.</param>
/// <param name="Lag">Numbers from there to the newest event.</param>
/// <param name="Parked">Events put aside after their retries.</param>
internal sealed record SubscriptionBody(string Name, string State, string? Reason, long Checkpoint, long Lag, int Parked);

/// <summary>All of them.</summary>
internal sealed record SubscriptionsBody(IReadOnlyList<SubscriptionBody> Items);

/// <summary>An event on which a subscription failed again and again; it was put aside, and the others went on.</summary>
/// <param name="EventNumber">Of the event.</param>
/// <param name="Error">What its handler said the last time.</param>
internal sealed record ParkedEventBody(long ParkedEventId, string Subscription, long EventNumber, string EventName, string Error, int Attempts, DateTimeOffset At);

/// <summary>The oldest 200.</summary>
internal sealed record ParkedEventsBody(IReadOnlyList<ParkedEventBody> Items);

/// <summary>How the replay ended.</summary>
/// <param name="Handled">False: it failed again and stays parked, with the new error.</param>
internal sealed record ReplayBody(long ParkedEventId, bool Handled);

/// <summary>GET /operations/subscriptions</summary>
internal static class ListSubscriptions
{
    public static void Map(RouteGroupBuilder operations) => operations.MapGet("/subscriptions", Handle)
        .Query<SubscriptionsBody>(nameof(ListSubscriptions), "What acts on committed events, and how far each is")
        .For(Audience.Operator)
        .Example(null, new SubscriptionsBody([new("proposals", "running", null, 10_284, 0, 0)]));

    private static async Task<IResult> Handle(SubscriptionRunner runner, CancellationToken cancellation) =>
        QueryReply.Of(new SubscriptionsBody(
        [
            .. (await runner.StatusAsync(cancellation)).Select(s => new SubscriptionBody(s.Name, s.State.Wire(), s.Reason, s.Checkpoint, s.Lag, s.Parked)),
        ]));
}

/// <summary>GET /operations/parked-events: events put aside, the oldest first.</summary>
internal static class ListParkedEvents
{
    private const int Most = 200;

    public static ParkedEventBody Example { get; } = new(
        7, "proposals", 10_284, "product_published_v1", "InvalidOperationException: …", 6, new DateTimeOffset(2026, 12, 1, 2, 0, 0, TimeSpan.Zero));

    public static void Map(RouteGroupBuilder operations) => operations.MapGet("/parked-events", Handle)
        .Query<ParkedEventsBody>(nameof(ListParkedEvents), "Events that a subscription failed on and put aside, the oldest first")
        .For(Audience.Operator)
        .Example(null, new ParkedEventsBody([Example]));

    private static async Task<IResult> Handle(SubscriptionRunner runner, CancellationToken cancellation) =>
        QueryReply.Of(new ParkedEventsBody(
        [
            .. (await runner.ParkedAsync(null, 0, Most, cancellation)).Select(p => new ParkedEventBody(p.Id, p.Subscriber, p.Sequence, p.EventName, p.Error, p.Attempts, p.At)),
        ]));
}

/// <summary>POST /operations/parked-events/{id}/replay: hands it to its subscription once more. Twice is as good as once.</summary>
internal static class ReplayParkedEvent
{
    public static void Map(RouteGroupBuilder operations) => operations.MapPost("/parked-events/{parkedEventId:long}/replay", Handle)
        .Unversioned<ReplayBody>(nameof(ReplayParkedEvent), "Hand a parked event to its subscription once more")
        .For(Audience.Operator)
        .Example(null, new ReplayBody(7, true));

    private static async Task<IResult> Handle(long parkedEventId, HttpContext http, SubscriptionRunner runner, CancellationToken cancellation)
    {
        if (Idempotency.KeyOf(http.Request).Problem is { } malformed) return malformed;
        return await runner.ReplayAsync(parkedEventId, cancellation) switch
        {
            ReplayOutcome.Unknown => Problem.Of(Refusal.Unknown("parked_event.unknown")),
            var outcome => TypedResults.Ok(new ReplayBody(parkedEventId, outcome == ReplayOutcome.Handled)),
        };
    }
}
