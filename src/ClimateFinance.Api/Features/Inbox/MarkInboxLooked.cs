using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>POST /inbox/looked: I have seen what changed up to an instant. The mark only goes forward, and depends on nothing read before: no If-Match.</summary>
internal static class MarkInboxLooked
{
    /// <param name="UpTo"><c>asOf</c> of GET /inbox.</param>
    internal sealed record Request(DateTimeOffset UpTo);

    internal sealed record Reply(DateTimeOffset LookedAt);

    public static void Map(RouteGroupBuilder inbox) => inbox.MapPost("/looked", Handle)
        .Unversioned<Reply>(nameof(MarkInboxLooked), "I have seen what changed")
        .For(Audience.PartiesAndBureau)
        .Example(new Request(Instant), new Reply(Instant));

    private static DateTimeOffset Instant { get; } = new(2026, 12, 1, 9, 30, 0, TimeSpan.Zero);

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, TimeProvider time, CancellationToken cancellation)
    {
        var upTo = body.Value.UpTo.ToUniversalTime();
        if (upTo > time.GetUtcNow()) check.Flawed("upTo", Refusal.Shape("inbox.in_the_future", ("given", upTo)));
        if (check.Failed) return check.Problem();
        var before = run.Rows(new Sql("select looked_at from inbox_marker where actor = $1", run.Caller.Actor), row => row.GetFieldValue<DateTimeOffset>(0));
        return await run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work => work.Also(new Sql(
                "insert into inbox_marker (actor, looked_at) values ($1, $2) on conflict (actor) do update set looked_at = greatest(inbox_marker.looked_at, excluded.looked_at)",
                run.Caller.Actor, upTo)),
            _ => new Reply(before.Rows.Count == 1 && before.One > upTo ? before.One : upTo),
            cancellation);
    }
}
