using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>POST /banks/{id}/suspension: may not act for a time.</summary>
internal static class SuspendBank
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder banks) => banks.MapPost("/{bankId:guid}/suspension", Handle)
        .Command<BankReceipt>(nameof(SuspendBank), "Keep the bank from acting for a time")
        .For(Audience.Bureau)
        .Example(new Request("分支机构调整期间"), BankReceipt.Example with { Version = 3, Status = "suspended" });

    private static async Task<IResult> Handle(Guid bankId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await BankMove.RunAsync(run, bankId, new Domain.Parties.SuspendBank(reason), cancellation);
    }
}
