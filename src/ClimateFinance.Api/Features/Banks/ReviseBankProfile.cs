using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>PUT /banks/{id}/profile: any change asks for a new verification.</summary>
internal static class ReviseBankProfile
{
    internal sealed record Request(BankProfileBody Profile);

    public static void Map(RouteGroupBuilder banks) => banks.MapPut("/{bankId:guid}/profile", Handle)
        .Command<BankReceipt>(nameof(ReviseBankProfile), "Change the profile, which then needs a new verification")
        .For(Audience.Bank)
        .Example(new Request(BankProfileBody.Example), BankReceipt.Example with { Version = 3, Status = "registered" });

    private static async Task<IResult> Handle(Guid bankId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var profile = body.Value.Profile.Read(check, "profile");
        if (check.Failed) return check.Problem();
        return await BankMove.RunAsync(run, bankId, new Domain.Parties.ReviseBankProfile(profile), cancellation);
    }
}
