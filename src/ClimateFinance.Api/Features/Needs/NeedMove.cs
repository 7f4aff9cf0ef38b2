using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>What the moves on one need have in common: decide, append, answer with a receipt.</summary>
internal static class NeedMove
{
    public static Task<IResult> RunAsync(CommandRun run, Guid needId, ICommand<Need> command, CancellationToken cancellation)
    {
        var need = run.Existing<Need>(needId);
        var after = need.State;
        return run.RunAsync(
            work => after = work.Decide(need, command),
            work => NeedReceipt.Of(needId, work.VersionOf(needId), after),
            cancellation);
    }
}
