using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>What the moves on one project have in common: decide, append, answer with a receipt.</summary>
internal static class ProjectMove
{
    public static Task<IResult> RunAsync(CommandRun run, Guid projectId, ICommand<Project> command, CancellationToken cancellation) =>
        RunAsync(run, run.Existing<Project>(projectId), _ => command, cancellation);

    /// <param name="command">Made after the load, because it may carry facts that were loaded.</param>
    public static Task<IResult> RunAsync(CommandRun run, StreamSlot<Project> project, Func<Work, ICommand<Project>> command, CancellationToken cancellation)
    {
        var after = project.State;
        return run.RunAsync(
            work => after = work.Decide(project, command(work)),
            work => ProjectReceipt.Of(project.Id!.Value, work.VersionOf(project.Id!.Value), after),
            cancellation);
    }
}
