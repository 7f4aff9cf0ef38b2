using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>
/// POST /enterprises/{id}/grade-withdrawals: a grade that was recorded wrongly no longer counts. The number of the document is in the
/// body: it has characters that no path bears well.
/// </summary>
internal static class WithdrawGrade
{
    internal sealed record Request(string DocumentNumber, string Reason);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/grade-withdrawals", Handle)
        .Command<EnterpriseReceipt>(nameof(WithdrawGrade), "Take back a grade that was recorded wrongly")
        .For(Audience.Bureau)
        .Example(new Request("冀环绩效〔2026〕17号", "登记到另一家企业名下"), EnterpriseReceipt.Example with { Version = 4 });

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var number = check.Text("documentNumber", body.Value.DocumentNumber, 200);
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await EnterpriseMove.RunAsync(run, enterpriseId, new Domain.Parties.WithdrawGrade(number, reason), cancellation);
    }
}
