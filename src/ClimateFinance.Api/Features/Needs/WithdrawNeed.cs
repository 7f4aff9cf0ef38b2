using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>POST /needs/{id}/withdrawal: off the market for good; deals that stand go on.</summary>
internal static class WithdrawNeed
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder needs) => needs.MapPost("/{needId:guid}/withdrawal", Handle)
        .Command<NeedReceipt>(nameof(WithdrawNeed), "Take the need back; deals that stand go on")
        .For(Audience.Enterprise)
        .Example(new Request("改用自有资金"), NeedReceipt.Example with { Version = 3, Status = NeedStatus.Withdrawn, Revision = null });

    private static async Task<IResult> Handle(Guid needId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await NeedMove.RunAsync(run, needId, new Domain.Needs.WithdrawNeed(reason), cancellation);
    }
}
