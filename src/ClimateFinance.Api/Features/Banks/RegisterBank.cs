using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>
/// POST /banks: a bank branch comes to the market. Its own user registers it under the organisation of the token; the bureau of its
/// region and the operator under a new id.
/// </summary>
internal static class RegisterBank
{
    /// <param name="Illustrative">Its figures are made for demonstration; shown as such for ever.</param>
    internal sealed record Request(BankProfileBody Profile, bool Illustrative = false);

    public static void Map(RouteGroupBuilder banks) => banks.MapPost("/", Handle)
        .Creation<BankReceipt>(nameof(RegisterBank), "Register a bank branch; the bureau of its region verifies it next")
        .For(Audience.Bank | Audience.Bureau | Audience.Operator)
        .Example(new Request(BankProfileBody.Example, true), BankReceipt.Example with { Version = 1, Status = "registered" });

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var profile = body.Value.Profile.Read(check, "profile");
        if (check.Failed) return check.Problem();

        var id = run.Caller.Role == Role.Bank ? run.Caller.Organisation ?? Guid.Empty : run.NewId();
        var bank = run.Also<Bank>(id);
        var after = bank.State;
        return await run.CreateAsync(
            id,
            made => $"/api/v1/banks/{made}",
            work => after = work.Decide(bank, new Domain.Parties.RegisterBank(new BankId(id), profile, body.Value.Illustrative)),
            work => BankReceipt.Of(id, work.VersionOf(id), after),
            cancellation);
    }
}
