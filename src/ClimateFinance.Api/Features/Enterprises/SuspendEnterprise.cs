using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>POST /enterprises/{id}/suspension: may not act for a time.</summary>
internal static class SuspendEnterprise
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/suspension", Handle)
        .Command<EnterpriseReceipt>(nameof(SuspendEnterprise), "Keep the enterprise from acting for a time")
        .For(Audience.Bureau)
        .Example(new Request("环保督察整改期间"), EnterpriseReceipt.Example with { Version = 3, Status = "suspended" });

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await EnterpriseMove.RunAsync(run, enterpriseId, new Domain.Parties.SuspendEnterprise(reason), cancellation);
    }
}
