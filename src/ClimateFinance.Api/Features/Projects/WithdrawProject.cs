using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/withdrawal: give the project up; the needs on the market that stand on it go first.</summary>
internal static class WithdrawProject
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/withdrawal", Handle)
        .Command<ProjectReceipt>(nameof(WithdrawProject), "Give the project up; its filing number is free again")
        .For(Audience.Enterprise)
        .Example(new Request("投资计划调整"), ProjectReceipt.Example with { Version = 4, Status = "withdrawn", ReductionTco2ePerYear = null });

    private static async Task<IResult> Handle(Guid projectId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();

        var project = run.Existing<Project>(projectId);
        var open = run.Rows(
            new Sql("select count(*)::integer from need where project_id = $1 and status in ('published', 'stale')", projectId), row => row.GetInt32(0));
        return await ProjectMove.RunAsync(
            run,
            project,
            work =>
            {
                // A need that is published at the same moment locks the project's row as this does; whoever is later sees the other.
                work.Require(new Guard(
                    "project-needs",
                    new Sql("select not exists (select from need where project_id = $1 and status in ('published', 'stale'))", projectId)));
                return new Domain.Projects.WithdrawProject(reason, open.One);
            },
            cancellation);
    }
}
