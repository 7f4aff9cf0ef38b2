using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>
/// POST /enterprises: an enterprise comes to the market. Its own user registers it under the organisation of the token; the bureau of its
/// region and the operator under a new id.
/// </summary>
internal static class RegisterEnterprise
{
    /// <param name="Illustrative">Its figures are made for demonstration; shown as such for ever.</param>
    internal sealed record Request(EnterpriseProfileBody Profile, bool Illustrative = false);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/", Handle)
        .Creation<EnterpriseReceipt>(nameof(RegisterEnterprise), "Register an enterprise; the bureau of its region verifies it next")
        .For(Audience.Enterprise | Audience.Bureau | Audience.Operator)
        .Example(new Request(EnterpriseProfileBody.Example, true), EnterpriseReceipt.Example with { Version = 1, Status = "registered" });

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var profile = body.Value.Profile.Read(check, "profile");
        if (check.Failed) return check.Problem();

        var id = run.Caller.Role == Role.Enterprise ? run.Caller.Organisation ?? Guid.Empty : run.NewId();
        var enterprise = run.Also<Enterprise>(id);
        var after = enterprise.State;
        return await run.CreateAsync(
            id,
            made => $"/api/v1/enterprises/{made}",
            work => after = work.Decide(enterprise, new Domain.Parties.RegisterEnterprise(new EnterpriseId(id), profile, body.Value.Illustrative)),
            work => EnterpriseReceipt.Of(id, work.VersionOf(id), after),
            cancellation);
    }
}
