using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>What the moves on one enterprise have in common: load, decide, append, answer with a receipt.</summary>
internal static class EnterpriseMove
{
    public static Task<IResult> RunAsync(CommandRun run, Guid enterpriseId, ICommand<Enterprise> command, CancellationToken cancellation)
    {
        var enterprise = run.Existing<Enterprise>(enterpriseId);
        var after = enterprise.State;
        return run.RunAsync(
            work => after = work.Decide(enterprise, command),
            work => EnterpriseReceipt.Of(enterpriseId, work.VersionOf(enterpriseId), after),
            cancellation);
    }
}
