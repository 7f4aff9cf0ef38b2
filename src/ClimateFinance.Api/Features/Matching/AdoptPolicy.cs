using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Policy;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>POST /matching/policy: the next version; what was decided under an earlier one stays as it was.</summary>
internal static class AdoptPolicy
{
    internal sealed record Request(PolicyBody Policy, string Reason);

    internal sealed record Reply(int PolicyVersion, DateOnly EffectiveFrom);

    public static void Map(RouteGroupBuilder matching) => matching.MapPost("/policy", Handle)
        .Command<Reply>(nameof(AdoptPolicy), "Adopt the next policy version")
        .For(Audience.Bureau | Audience.Operator)
        .Example(new Request(PolicyBody.Example, "年度评估后调整权重"), new Reply(2, new DateOnly(2027, 1, 1)));

    private static async Task<IResult> Handle(
        Body<Request> body, CommandRun run, Check check, IServiceProvider services, CancellationToken cancellation)
    {
        // The number is known only when the book is loaded; the shape is checked before.
        var read = body.Value.Policy.Read(check, "policy", version: 0);
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();

        var book = run.Existing<PolicyBook>(PolicyBook.StreamId);
        var after = book.State;
        var result = await run.RunAsync(
            work => after = work.Decide(book, new Domain.Policy.AdoptPolicy(read with { Version = book.State.Versions.Count + 1 }, reason)),
            _ => new Reply(after.Versions.Count, read.EffectiveFrom),
            cancellation);

        // This node decides by it from the next request on; the others look every few seconds.
        if (result is Http.Commands.Reply) await PolicyShelf.FillAsync(services, cancellation);
        return result;
    }
}
