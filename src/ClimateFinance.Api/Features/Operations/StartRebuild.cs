using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>
/// POST /operations/rebuilds: makes a read model anew from the events while commands go on. The new tables take the place of the old ones in one
/// short transaction at the end; until then, and after any failure, the old ones are in use. One at a time.
/// </summary>
internal static class StartRebuild
{
    /// <param name="Projection">The name of a read model, or <c>all</c>.</param>
    internal sealed record Request(string Projection);

    public static void Map(RouteGroupBuilder operations) => operations.MapPost("/rebuilds", Handle)
        .Started<RebuildBody>(nameof(StartRebuild), "Make a read model anew from the events, while commands go on")
        .For(Audience.Operator)
        .Example(new Request("deals"), RebuildBody.Waiting(RebuildBody.Example.RebuildId, "deals", RebuildBody.Example.RequestedAt));

    private static async Task<IResult> Handle(
        Body<Request> body, CommandRun run, Check check, TimeProvider time, CancellationToken cancellation)
    {
        var projection = body.Value.Projection;
        if (!RebuildDesk.Names.Contains(projection))
            check.Flawed("projection", Refusal.Shape("field.not_one_of", ("allowed", string.Join(", ", RebuildDesk.Names)), ("given", check.Text("projection", projection, 100))));
        if (check.Failed) return check.Problem();

        var (id, at) = (run.NewId(), time.GetUtcNow());
        return await run.RecordAsync(
            StatusCodes.Status202Accepted,
            $"/api/v1/operations/rebuilds/{id}",
            work => work.Also(RebuildDesk.Asked(id, projection, run.Caller.Actor, at)),
            _ => RebuildBody.Waiting(id, projection, at),
            cancellation);
    }
}
