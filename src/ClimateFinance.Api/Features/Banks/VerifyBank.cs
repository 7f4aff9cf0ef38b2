using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>POST /banks/{id}/verification: the bureau vouches for the profile, or does not and says why.</summary>
internal static class VerifyBank
{
    /// <param name="Reasons">One to twenty when it is not verified, none when it is.</param>
    internal sealed record Request(bool Verified, IReadOnlyList<string>? Reasons = null);

    public static void Map(RouteGroupBuilder banks) => banks.MapPost("/{bankId:guid}/verification", Handle)
        .Command<BankReceipt>(nameof(VerifyBank), "Vouch for the profile, or refuse it with reasons")
        .For(Audience.Bureau)
        .Example(new Request(true), BankReceipt.Example);

    private static async Task<IResult> Handle(Guid bankId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var (verified, given) = body.Value;
        var reasons = check.Each("reasons", given ?? [], (field, reason) => check.Text(field, reason), min: verified ? 0 : 1, max: verified ? 0 : 20);
        if (check.Failed) return check.Problem();

        ICommand<Bank> command = verified ? new Domain.Parties.VerifyBank() : new RefuseBank(reasons);
        return await BankMove.RunAsync(run, bankId, command, cancellation);
    }
}
