using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>POST /enterprises/{id}/verification: the bureau vouches for the profile, or does not and says why.</summary>
internal static class VerifyEnterprise
{
    /// <param name="Reasons">One to twenty when it is not verified, none when it is.</param>
    internal sealed record Request(bool Verified, IReadOnlyList<string>? Reasons = null);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/verification", Handle)
        .Command<EnterpriseReceipt>(nameof(VerifyEnterprise), "Vouch for the profile, or refuse it with reasons")
        .For(Audience.Bureau)
        .Example(new Request(true), EnterpriseReceipt.Example);

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var (verified, given) = body.Value;
        var reasons = check.Each("reasons", given ?? [], (field, reason) => check.Text(field, reason), min: verified ? 0 : 1, max: verified ? 0 : 20);
        if (check.Failed) return check.Problem();

        ICommand<Enterprise> command = verified ? new Domain.Parties.VerifyEnterprise() : new RefuseEnterprise(reasons);
        return await EnterpriseMove.RunAsync(run, enterpriseId, command, cancellation);
    }
}
