using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>What the moves on one bank have in common: load, decide, append, answer with a receipt.</summary>
internal static class BankMove
{
    public static Task<IResult> RunAsync(CommandRun run, Guid bankId, ICommand<Bank> command, CancellationToken cancellation)
    {
        var bank = run.Existing<Bank>(bankId);
        var after = bank.State;
        return run.RunAsync(
            work => after = work.Decide(bank, command),
            work => BankReceipt.Of(bankId, work.VersionOf(bankId), after),
            cancellation);
    }
}
