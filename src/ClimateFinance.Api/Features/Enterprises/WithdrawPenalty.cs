using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>
/// POST /enterprises/{id}/penalty-withdrawals: a penalty that was recorded wrongly, or lifted, no longer counts. The number of the document is in the
/// body: it has characters that no path bears well.
/// </summary>
internal static class WithdrawPenalty
{
    internal sealed record Request(string DocumentNumber, string Reason);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/penalty-withdrawals", Handle)
        .Command<EnterpriseReceipt>(nameof(WithdrawPenalty), "Take back a penalty that was recorded wrongly, or lifted")
        .For(Audience.Bureau)
        .Example(new Request("邯环罚〔2026〕23号", "行政复议撤销"), EnterpriseReceipt.Example with { Version = 5 });

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var number = check.Text("documentNumber", body.Value.DocumentNumber, 200);
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await EnterpriseMove.RunAsync(run, enterpriseId, new Domain.Parties.WithdrawPenalty(number, reason), cancellation);
    }
}
